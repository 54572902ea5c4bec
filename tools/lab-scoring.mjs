/** Scores the rows that were found in a report against the rows that a person found in it. Used by tools/eval-lab.mjs. */

/** The members of a truth row that are compared; `unit` after taking out spaces, `name` after taking out case and spaces too. */
const FIELDS = ['name', 'value', 'comparator', 'unit', 'range'];

/**
 * Pairs true rows with found rows, best agreement first, each used once, and counts.
 *
 * @param truth rows as the truth file lists them
 * @param found `report.analytes` of a result
 * @returns counts for {@link summarize} and one line of text per difference
 */
export function scoreReport(truth, found) {
  const pairs = pairRows(truth, found);
  const usedTruth = new Set(pairs.map((pair) => pair.expected));
  const usedFound = new Set(pairs.map((pair) => pair.actual));
  const missing = truth.filter((row) => !usedTruth.has(row));
  const extra = found.filter((row) => !usedFound.has(row));
  const exact = pairs.filter((pair) => differences(pair).length === 0);
  const flagged = pairs.filter((pair) => pair.expected.flag !== undefined && !isPublished(pair.actual));
  const silent = pairs.filter((pair) => isSilentlyWrong(pair));
  const unreviewed = pairs.filter((pair) => pair.expected.review === true && !pair.actual.needs_review);
  return {
    rows: truth.length,
    found: found.length,
    paired: pairs.length,
    exact: exact.length,
    flags: flagged.length,
    flagsRight: flagged.filter((pair) => pair.expected.flag === pair.actual.flag).length,
    silentlyWrong: silent.length + extra.filter((row) => !row.needs_review).length,
    unreviewed: unreviewed.length,
    reviewed: found.filter((row) => row.needs_review).length,
    details: [
      ...missing.map((row) => `missing   ${show(expectedView(row))}`),
      ...extra.map(
        (row) => `invented  ${show(actualView(row))}${row.needs_review ? ' (marked for review)' : ''}`,
      ),
      ...pairs.flatMap((pair) => describe(pair)),
      ...unreviewed.map((pair) => `unmarked  ${show(actualView(pair.actual))} should be marked for review`),
    ],
  };
}

/** Adds up the counts of several reports: recall and precision of exact rows, agreement of flags. */
export function summarize(scores) {
  const sum = (member) => scores.reduce((total, score) => total + score[member], 0);
  return {
    reports: scores.length,
    rows: sum('rows'),
    recall: ratio(sum('exact'), sum('rows')),
    precision: ratio(sum('exact'), sum('found')),
    invented: sum('found') - sum('paired'),
    flags: ratio(sum('flagsRight'), sum('flags')),
    silentlyWrong: sum('silentlyWrong'),
    unreviewed: sum('unreviewed'),
    reviewed: sum('reviewed'),
  };
}

function pairRows(truth, found) {
  const candidates = truth.flatMap((expected, row) =>
    found.map((actual, column) => ({ expected, actual, likeness: likeness(expected, actual, row - column) })),
  );
  const pairs = [];
  const used = new Set();
  for (const pair of candidates.sort((a, b) => b.likeness - a.likeness)) {
    if (pair.likeness < 2 || used.has(pair.expected) || used.has(pair.actual)) continue;
    used.add(pair.expected).add(pair.actual);
    pairs.push(pair);
  }
  return pairs;
}

/** Agreement of name and value makes a pair, or nearly the same name; the rest and the order decide between equals. */
function likeness(expected, actual, distance) {
  const a = expectedView(expected);
  const b = actualView(actual);
  const same = FIELDS.filter((field) => a[field] === b[field]);
  const nameCounts = a.name === b.name ? 2 : a.name.includes(b.name) || b.name.includes(a.name) ? 1 : 0;
  const valueCounts = a.value === b.value ? 1 : 0;
  if (nameCounts + valueCounts < 2) return 0;
  return nameCounts + valueCounts + 0.1 * same.length - 0.001 * Math.abs(distance);
}

function differences({ expected, actual }) {
  const a = expectedView(expected);
  const b = actualView(actual);
  return FIELDS.filter((field) => a[field] !== b[field]);
}

function isSilentlyWrong({ expected, actual }) {
  if (actual.needs_review) return false;
  const a = expectedView(expected);
  const b = actualView(actual);
  return a.value !== b.value || a.comparator !== b.comparator;
}

function describe(pair) {
  const wrong = differences(pair);
  const lines = [];
  const a = expectedView(pair.expected);
  const b = actualView(pair.actual);
  for (const field of wrong)
    lines.push(`${field.padEnd(9)} ${a.name}: expected ${a[field]}, found ${b[field]}`);
  if (
    pair.expected.flag !== undefined &&
    !isPublished(pair.actual) &&
    pair.expected.flag !== pair.actual.flag
  )
    lines.push(`flag      ${a.name}: expected ${pair.expected.flag}, found ${pair.actual.flag}`);
  return lines.map((line) => (pair.actual.needs_review ? `${line} (marked for review)` : line));
}

function expectedView(row) {
  return {
    name: plain(row.name),
    value: row.value ?? plain(row.value_text ?? ''),
    comparator: row.comparator ?? null,
    unit: unitView(row.unit),
    range: `${row.low ?? ''}..${row.high ?? ''}`,
  };
}

function actualView(row) {
  return {
    name: plain(row.name),
    value: row.value ?? plain(row.value_text),
    comparator: row.comparator,
    unit: unitView(row.unit),
    range: isPublished(row) ? '..' : `${row.reference.low ?? ''}..${row.reference.high ?? ''}`,
  };
}

/** An interval that the reader added from its own sources was not printed, so it is no part of the reading. */
function isPublished(row) {
  return row.reference.source === 'builtin';
}

function plain(text) {
  return text.normalize('NFKC').toLowerCase().replace(/\s+/g, ' ').trim();
}

function unitView(unit) {
  return unit ? unit.normalize('NFC').replace(/\s+/g, '').replace(/μ/g, 'µ') : null;
}

function show(view) {
  return FIELDS.map((field) => view[field] ?? '–').join(' | ');
}

function ratio(part, whole) {
  return whole === 0 ? null : part / whole;
}
