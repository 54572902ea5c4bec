/**
 * Writes the drawn state machine of `docs/jobs.md` from the transition table. Needs a build:
 * `npm run build && node tools/jobs-docs.mjs`
 */
import { readFileSync, writeFileSync } from 'node:fs';

import { drawStateMachine } from '../dist/jobs/record/transition.js';

const START = '<!-- state machine: made by tools/jobs-docs.mjs -->';
const END = '<!-- end -->';
const page = new URL('../docs/jobs.md', import.meta.url);

const text = readFileSync(page, 'utf8');
const from = text.indexOf(START);
const to = text.indexOf(END, from);
if (from < 0 || to < 0) throw new Error(`docs/jobs.md has no block between "${START}" and "${END}"`);

const drawing = `${START}\n\n\`\`\`mermaid\n${drawStateMachine()}\n\`\`\`\n\n`;
writeFileSync(page, text.slice(0, from) + drawing + text.slice(to));
console.log('wrote the state machine of docs/jobs.md');
