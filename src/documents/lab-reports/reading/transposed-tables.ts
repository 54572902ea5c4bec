import { enclose, type Line } from '../../text/text-document.js';
import type { EarlierValue } from '../lab-report.js';
import { isKnownName } from '../knowledge/lookup.js';
import { splitIntoCells, type Cell } from './cells.js';
import { isDate, sortableDate } from './dates.js';
import { cleanName } from './names.js';
import type { PrintedRow } from './printed-row.js';
import { parseInterval } from './ranges.js';
import { parseTail, type TailOptions } from './results.js';
import { parseUnit } from './units.js';

/** Rows of a table whose columns are the analytes, with how many lines it takes. */
export interface TransposedTable {
  rows: PrintedRow[];
  lines: number;
}

const FEWEST_NAMES = 3;
const UNITS = /^(?:units?|einheit(?:en)?|unités?|unidad(?:es)?|unità(?: di misura)?)$/i;
const REFERENCES =
  /^(?:ref(?:erence|\.)?|normal|referenz\p{L}*|norm\p{L}*)(?: ?(?:range|interval|values?|limits)s?)?$/iu;
/** Lines of one table stand no further apart, in font sizes. */
const REACH = 3;

interface Column {
  name: string;
  head: Cell;
}

interface LabelledLine {
  label: string;
  line: Line;
  /** By column; absent where the line has nothing there. */
  cells: (Cell | undefined)[];
}

/**
 * Reads the cumulative table that begins at `start`, with a column for each analyte and a line for each date: `Date  Na  K  Cl`, then lines of
 * units and references, then the dates. The newest line that has it gives a result. Null for anything else.
 */
export function readTransposedTable(
  lines: readonly Line[],
  start: number,
  page: number,
  options: TailOptions,
): TransposedTable | null {
  const heading = lines[start];
  const columns = heading ? columnsOf(heading) : [];
  if (columns.length < FEWEST_NAMES) return null;
  const body = bodyOf(lines, start, columns);
  const dated = body
    .filter(({ label }) => isDate(label))
    .sort((a, b) => sortableDate(b.label).localeCompare(sortableDate(a.label)));
  const [newest] = dated;
  if (!newest) return null;
  const units = body.find(({ label }) => UNITS.test(label));
  const references = body.find(({ label }) => REFERENCES.test(label));
  const rows = columns.flatMap(({ name }, index): PrintedRow[] => {
    const own = dated.find(({ cells }) => cells[index]);
    const cell = own?.cells[index];
    const tail = cell && parseTail(cell.text.split(' '), options);
    if (!own || !tail) return [];
    const reference = references?.cells[index]?.text ?? '';
    return [
      {
        name,
        value: tail.value,
        flag: tail.flag,
        unit: tail.unit ?? parseUnit(units?.cells[index]?.text ?? ''),
        referenceText: reference,
        interval: parseInterval(reference, options.style, options),
        section: null,
        page,
        box: enclose([cell.box]),
        baseline: own.line.baseline,
        fontSize: own.line.fontSize,
        raw: own.line.text,
        previous: earlierValues(dated.slice(dated.indexOf(own) + 1), index, options),
        layout: 'table',
        reasons: [
          ...(tail.doubt === undefined ? [] : [tail.doubt]),
          ...(own === newest
            ? []
            : [`The newest line of the table has no such result; this one is of ${own.label}.`]),
        ],
      },
    ];
  });
  return rows.length === 0 ? null : { rows, lines: body.length + 1 };
}

/** The names of the heading; none where anything but its first cell is no known name. */
function columnsOf(heading: Line): Column[] {
  const [, ...heads] = splitIntoCells(heading);
  const columns = heads.map((head) => ({ name: cleanName(head.text), head }));
  return columns.every(({ name }) => isKnownName(name)) ? columns : [];
}

function bodyOf(lines: readonly Line[], start: number, columns: readonly Column[]): LabelledLine[] {
  const body: LabelledLine[] = [];
  for (let index = start + 1; index < lines.length; index++) {
    const [above, line] = [lines[index - 1]!, lines[index]!];
    const [label, ...cells] = splitIntoCells(line);
    const isOfTable =
      label &&
      [isDate, UNITS.test.bind(UNITS), REFERENCES.test.bind(REFERENCES)].some((is) => is(label.text));
    if (!isOfTable || line.baseline - above.baseline > REACH * line.fontSize) break;
    body.push({
      label: label.text,
      line,
      cells: columns.map(({ head }) => cells.find((cell) => isUnder(cell, head, columns))),
    });
  }
  return body;
}

/** The nearest heading of the cell is this one. */
function isUnder(cell: Cell, head: Cell, columns: readonly Column[]): boolean {
  const distance = (other: Cell): number =>
    Math.abs((other.box[0] + other.box[2]) / 2 - (cell.box[0] + cell.box[2]) / 2);
  return columns.every(({ head: other }) => distance(head) <= distance(other));
}

function earlierValues(lines: readonly LabelledLine[], index: number, options: TailOptions): EarlierValue[] {
  return lines.flatMap(({ label, cells }) => {
    const value = parseTail((cells[index]?.text ?? '').split(' '), options)?.value.value ?? null;
    return value === null ? [] : [{ value, date: label }];
  });
}
