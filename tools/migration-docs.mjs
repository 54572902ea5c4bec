/**
 * Writes `docs/migrating.md` from `test/legacy/services.json`, the same data that the tests replay:
 * `node tools/migration-docs.mjs`
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';

const SOURCE = new URL('../test/legacy/services.json', import.meta.url);
const PAGE = new URL('../docs/migrating.md', import.meta.url);

/**
 * The migration page as Markdown.
 *
 * @param {import('../test/legacy/services.js').LegacyServices} legacy
 * @returns {string}
 */
export function renderMigration({ title, preface, everywhere, services }) {
  return [
    '<!-- Made by tools/migration-docs.mjs from test/legacy/services.json. -->',
    `# ${title}`,
    ...preface,
    '## What changes for every client',
    list(everywhere),
    ...services.flatMap(renderService),
    '',
  ]
    .join('\n\n')
    .replace(/\n+$/, '\n');
}

function renderService({ title, requests, notes, commands, harmful, settings }) {
  return [
    `## ${title}`,
    '### Requests, unchanged',
    ...requests.map(renderRequest),
    '### Worth knowing',
    list(notes),
    '### Commands',
    table(
      ['task', 'before', 'now', ''],
      commands.map((row) => [row.task, code(row.old), code(row.new), row.why ?? '']),
    ),
    ...section(
      'Do not do this any more',
      ['before', 'why not', 'instead'],
      harmful.map((row) => [code(row.old), row.why, row.instead]),
    ),
    ...section(
      'Settings',
      ['before', 'now', ''],
      settings.map((row) => [code(row.old), row.new ? code(row.new) : '(none)', row.note]),
    ),
  ];
}

function section(title, head, rows) {
  return rows.length === 0 ? [] : [`### ${title}`, table(head, rows)];
}

function renderRequest(request) {
  const words = request.until
    ? ` Repeat until \`${request.until.member}\` is ${either(request.until.among)}.`
    : '';
  const members = request.members.map((name) => `\`${name}\``).join(', ');
  return `**${request.title}.**${words} Answers \`${request.code}\` with ${members}.\n\n\`\`\`sh\n${curl(request)}\n\`\`\``;
}

/** The request as a command line. */
function curl({ method, path, form, json }) {
  const parts = ['curl -s', ...(method === 'GET' || form ? [] : [`-X ${method}`])];
  if (json) parts.push(`-H 'Content-Type: application/json' -d '${JSON.stringify(json)}'`);
  for (const [name, value] of Object.entries(form ?? {})) parts.push(`-F '${name}=${value}'`);
  return [...parts, `"http://localhost:8000${path}"`].join(' ');
}

const either = (words) => words.map((word) => `\`${word}\``).join(' or ');
const list = (items) => items.map((item) => `- ${item}`).join('\n');
const code = (text) => `\`${text.replaceAll('|', '\\|')}\``;

function table(head, rows) {
  const line = (cells) => `| ${cells.join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  writeFileSync(PAGE, renderMigration(JSON.parse(readFileSync(SOURCE, 'utf8'))));
  console.log('wrote docs/migrating.md');
}
