import { HEADINGS, type ColumnKind } from '../knowledge/headings.js';
import type { Line, Word } from '../../text/text-document.js';
import { toLine } from '../../text/text-lines.js';
import { splitIntoCells, type Cell } from './cells.js';
import { isDate, sortableDate } from './dates.js';
import { namesPeople } from './tiers.js';
import { isDistinctiveUnit, parseUnit, type Unit } from './units.js';

/** A column of a results table, as wide as its heading. */
export interface Column {
  kind: ColumnKind;
  x0: number;
  x1: number;
  /** The heading, where it is a date. */
  date?: string;
  /** The heading, where it is the unit of the results below it. */
  unit?: Unit;
  /** For whom the intervals below the heading hold, `Females`, where the references stand in several columns. */
  people?: string;
  /** Holds what belongs to another table over the same names, and as what. */
  aside?: ColumnKind;
  /** References of this table only where they name its unit; the others belong to the other table. */
  inUnit?: true;
  /** The heading is in no list: what stands below it may tell what it holds. */
  unknown?: boolean;
}

/** Headings of one table. A page with two tables side by side has two, each with its own horizontal extent. */
export interface TableHeader {
  columns: Column[];
  x0: number;
  x1: number;
  /** Columns are separated by drawn bars. */
  ruled: boolean;
}

const KINDS = new Map<string, ColumnKind>(
  Object.entries(HEADINGS).flatMap(([kind, names]) =>
    names.map((name) => [withoutAccents(name), kind as ColumnKind] as const),
  ),
);
const LONGEST_HEADING = 5;
/** So much of a line of headings is known, or names and results stand in cells of their own. */
const KNOWN_SHARE = 0.7;
/** A line of results with two units has more words. */
const MOST_BESIDE_UNITS = 5;

/**
 * The table headings on a line, one per table; empty if the line is no heading. Headings with single spaces between them
 * say nothing about where columns are; such rows are read word by word. The line above may say for whom intervals hold.
 */
export function findTableHeaders(printed: Line, above?: Line): TableHeader[] {
  const line = inLatinAlone(printed);
  const { columns, coverage } = findHeadings(line, above);
  const cells = splitIntoCells(line);
  if (columns.length > 2 && cells.length === 1) return [];
  if (coverage < KNOWN_SHARE && !isHeadedByCells(cells, columns) && !isHeadedByUnits(cells, columns))
    return [];
  const ruled = line.words.some((word) => word.text === '|');
  return splitTables(columns.sort((a, b) => a.x0 - b.x0))
    .flatMap(splitResults)
    .map((table) => ({ ...table, ruled }))
    .filter(isResultsTable);
}

/** `Result / النتيجة`: of headings in two scripts the Latin ones. */
function inLatinAlone(line: Line): Line {
  const isOther = ({ text }: Word): boolean => /\p{L}/u.test(text) && !/\p{Script=Latin}/u.test(text);
  const words = line.words.filter((word) => !isOther(word));
  const isBilingual = words.length < line.words.length && words.some(({ text }) => /\p{L}/u.test(text));
  return isBilingual ? toLine(words) : line;
}

/** Names and results have known headings, each alone in its cell; those of the other cells may be in no list. */
function isHeadedByCells(cells: readonly Cell[], columns: readonly Column[]): boolean {
  const isCell = ({ x0, x1 }: Column): boolean => cells.some(({ box }) => box[0] === x0 && box[2] === x1);
  const known = columns.filter((column) => !column.unknown && isCell(column));
  const has = (kind: ColumnKind): boolean => known.some((column) => column.kind === kind);
  return has('name') && has('value') && cells.length > 2 && cells.every(({ text }) => !/\d/.test(text));
}

/** `Serie blanca  %  /mm³`: two units over the results, and a title in no list over the names. */
function isHeadedByUnits(cells: readonly Cell[], columns: readonly Column[]): boolean {
  const [title, ...others] = cells;
  const units = columns.filter(({ unit }) => unit);
  return units.length === 2 && others.length === 2 && title !== undefined && !/\d/.test(title.text);
}

/**
 * Takes in a second line of headings, such as `Interval` under `Bio. Ref.`: nothing but heading words. Null for any other line.
 * A heading where the first line had none becomes a column.
 */
export function continueHeaders(tables: readonly TableHeader[], line: Line): TableHeader[] | null {
  const { columns, coverage } = findHeadings(line);
  if (coverage < 1) return null;
  return tables.map((table) => {
    const added = columns.filter(
      (column) =>
        column.x0 >= table.x0 &&
        column.x1 < table.x1 &&
        !table.columns.some((own) => own.x0 < column.x1 && own.x1 > column.x0),
    );
    return { ...table, columns: [...table.columns, ...added].sort((a, b) => a.x0 - b.x0) };
  });
}

function findHeadings(line: Line, above?: Line): { columns: Column[]; coverage: number } {
  const columns: Column[] = [...unitHeadings(line, above), ...peopleHeadings(line)];
  const given = [...columns];
  const isGiven = (word: Word | undefined): boolean =>
    given.some(({ x0, x1 }) => word !== undefined && word.box[0] >= x0 && word.box[2] <= x1);
  const unknown: Word[] = [];
  let recognised = line.words.filter(isGiven).length;
  for (let start = 0; start < line.words.length;) {
    const isKnown = isGiven(line.words[start]);
    const match = isKnown ? null : longestHeading(line.words, start);
    const last = columns.at(-1);
    if (match && last && isSameColumn(last, match.column, line.words[start - 1], line.words[start])) {
      if (match.column.kind === 'previous') last.kind = 'previous';
      last.x1 = match.column.x1;
      recognised += match.length;
    } else if (match) {
      columns.push(match.column);
      recognised += match.length;
    } else if (/^[/|&()-]+$/.test(line.words[start]?.text ?? '')) {
      recognised += 1;
    } else if (!isKnown) {
      unknown.push(...line.words.slice(start, start + 1));
    }
    start += match?.length ?? 1;
  }
  return {
    columns: [
      ...chooseDatedValue(namedByDates(withoutQualifiedValues(columns, line, unknown), unknown)),
      ...unknownColumns(line, unknown),
    ],
    coverage: recognised / Math.max(1, line.words.length),
  };
}

/** `Leucograma  %  /mm³`: two units as headings stand over two results of each name. */
function unitHeadings(line: Line, above?: Line): Column[] {
  const units = line.words.flatMap(({ text, box }): Column[] => {
    const unit = text === '%' || isDistinctiveUnit(text) ? parseUnit(text) : null;
    return unit ? [{ kind: 'value', x0: box[0], x1: box[2], unit }] : [];
  });
  const others = line.words.length - units.length;
  if (others === 0) return pairedUnitHeadings(units, above);
  return units.length === 2 && others <= MOST_BESIDE_UNITS ? units : [];
}

/** `%  /mm³  %  /mm³`: the first pair stands over the two results, each further one over their intervals for the people named above it. */
function pairedUnitHeadings(units: readonly Column[], above?: Line): Column[] {
  const [part, count] = units;
  const isPaired = units.every(
    ({ unit }, index) => unit?.text === (index % 2 === 0 ? part : count)?.unit?.text,
  );
  if (units.length < 4 || units.length % 2 !== 0 || !isPaired || part?.unit?.text === count?.unit?.text)
    return [];
  const people = above ? splitIntoCells(above).filter(({ text }) => namesPeople(text)) : [];
  const isNamed = people.length === units.length / 2 - 1;
  return units.map((column, index) =>
    index < 2
      ? column
      : {
          ...column,
          kind: 'reference',
          people: (isNamed ? people[Math.floor(index / 2) - 1]?.text : undefined) ?? '',
        },
  );
}

/** `Male  Female  Children`, `Normalwert (Mann)  Normalwert (Frau)`: the references stand in a column for each kind of people. */
function peopleHeadings(line: Line): Column[] {
  const columns = splitIntoCells(line).flatMap(({ words, box }): Column[] => {
    const people = peopleOf(words.map((word) => word.text));
    return people === null ? [] : [{ kind: 'reference', x0: box[0], x1: box[2], people }];
  });
  return columns.length > 1 ? columns : [];
}

function peopleOf(words: readonly string[]): string | null {
  const isReference = (own: readonly string[]): boolean =>
    own.length === 0 || KINDS.get(headingText(own.join(' '))) === 'reference';
  for (let cut = 0; cut < words.length; cut++) {
    const [head, tail] = [words.slice(0, cut), words.slice(cut)];
    const behind = tail
      .join(' ')
      .replace(/[()[\]]/g, ' ')
      .trim();
    if (isReference(head) && namesPeople(behind)) return behind;
    if (cut > 0 && isReference(tail) && namesPeople(head.join(' '))) return head.join(' ');
  }
  return null;
}

/** Cells of the heading line of which no word is a known heading. */
function unknownColumns(line: Line, unknown: readonly Word[]): Column[] {
  return splitIntoCells(line)
    .filter(({ words }) => words.every((word) => unknown.includes(word)))
    .map(({ box }) => ({ kind: 'other', x0: box[0], x1: box[2], unknown: true }));
}

/** `Test (LOINC)`, `Result / Résultat`, `Esito precedente`: what stands right behind a heading and belongs to the same column. */
function isSameColumn(last: Column, next: Column, before: Word | undefined, word: Word | undefined): boolean {
  if (!before || !word || word.box[0] - before.box[2] > 0.6 * word.fontSize) return false;
  if (before.box[0] > last.x1) return false;
  const isEarlierResult = last.kind === 'value' && next.kind === 'previous' && next.date === undefined;
  return (
    word.text.startsWith('(') || (before.text.endsWith('/') && last.kind === next.kind) || isEarlierResult
  );
}

function longestHeading(words: readonly Word[], start: number): { column: Column; length: number } | null {
  for (let length = Math.min(LONGEST_HEADING, words.length - start); length > 0; length--) {
    const run = words.slice(start, start + length);
    if (!isContiguous(run) || isTwoHeadings(run) || run.some((word) => word.text.includes('|'))) continue;
    const text = headingText(run.map((word) => word.text).join(' '));
    const date = isDate(run.map((word) => word.text).join(' '))
      ? run.map((word) => word.text).join(' ')
      : undefined;
    const kind = KINDS.get(text) ?? (date === undefined ? undefined : 'previous');
    const column = {
      x0: run[0]?.box[0] ?? 0,
      x1: run.at(-1)?.box[2] ?? 0,
      ...(date !== undefined && { date }),
    };
    if (kind) return { column: { kind, ...column }, length };
  }
  return null;
}

function headingText(text: string): string {
  return withoutAccents(text)
    .toLowerCase()
    .replace(/[.:()[\]*|_,'’]|\/(?=\s|$)/g, ' ')
    .replace(/[/-]/g, ' ')
    .replace(/\s+/g, ' ')
    .trim();
}

/** Headings in capitals leave their accents out: `RESULTATS`. */
function withoutAccents(text: string): string {
  return text.normalize('NFD').replace(/\p{M}/gu, '');
}

function isContiguous(words: readonly Word[]): boolean {
  return words.every((word, index) => {
    const before = words[index - 1];
    return !before || word.box[0] - before.box[2] < 1.1 * word.fontSize;
  });
}

/** `Result  Unit` with more than a space between them, 0.6 wide in monospaced text, are two headings, although `result unit` is one too. */
function isTwoHeadings(words: readonly Word[]): boolean {
  const isHeading = (run: readonly Word[]): boolean =>
    KINDS.has(headingText(run.map((word) => word.text).join(' ')));
  return words.some((word, index) => {
    const before = words[index - 1];
    if (!before || word.box[0] - before.box[2] < 0.75 * word.fontSize) return false;
    return isHeading(words.slice(0, index)) && isHeading(words.slice(index));
  });
}

const BESIDE_DATES: readonly ColumnKind[] = ['previous', 'unit', 'reference', 'flag'];

/** `Date  14/02/22  03/03/23  Units`: in a cumulative report the names stand under the label of the dates. */
function namedByDates(columns: Column[], unknown: readonly Word[]): Column[] {
  const [first, ...others] = columns;
  const dates = others.filter((column) => column.date !== undefined);
  const end = Math.max(...dates.map(({ x1 }) => x1));
  const isCumulative =
    dates.length > 1 &&
    others.every(({ kind }) => BESIDE_DATES.includes(kind)) &&
    unknown.every(({ box }) => box[0] > end);
  return first?.kind === 'other' && isCumulative ? [{ ...first, kind: 'name' }, ...others] : columns;
}

/** In a cumulative report the columns are dates: the newest holds the result, the others earlier ones. */
function chooseDatedValue(columns: Column[]): Column[] {
  if (columns.some((column) => column.kind === 'value')) return columns;
  const dated = columns.filter((column) => column.kind === 'previous' && column.date !== undefined);
  const [newest] = dated.sort((a, b) => sortableDate(b.date ?? '').localeCompare(sortableDate(a.date ?? '')));
  if (newest) newest.kind = 'value';
  return columns;
}

/** `Résultats … Résultats antérieurs`: a second heading of results with a word more is of something else. */
function withoutQualifiedValues(columns: readonly Column[], line: Line, unknown: readonly Word[]): Column[] {
  const cells = splitIntoCells(line);
  const isQualified = (column: Column): boolean =>
    cells.some(
      ({ box, words }) =>
        box[0] <= column.x0 && box[2] >= column.x1 && words.some((word) => unknown.includes(word)),
    );
  const values = columns.filter(({ kind }) => kind === 'value');
  if (columns.filter(({ kind }) => kind === 'unit').length > 1) return [...columns];
  const hasPlain = values.some((column) => !isQualified(column));
  return columns.map((column) =>
    hasPlain && column.kind === 'value' && isQualified(column) ? { ...column, kind: 'other' } : column,
  );
}

function splitTables(columns: readonly Column[]): Omit<TableHeader, 'ruled'>[] {
  const tables: Column[][] = [];
  for (const [index, column] of columns.entries()) {
    const current = tables.at(-1);
    // `Haematology  Result  Unit  Biochemistry  Result  Unit`: what is in no list stands over names where results follow.
    const headsNames = column.kind === 'name' || (column.unknown && columns[index + 1]?.kind === 'value');
    const startsTable =
      headsNames &&
      current?.some((known) => known.kind === 'value') &&
      current.some((known) => known.kind === 'name' || (known === current[0] && known.unknown));
    if (!current || startsTable) tables.push([column]);
    else current.push(column);
  }
  return tables.map((own, index) => ({
    columns: withNameColumn(withoutRepeatedNames(own)),
    x0: index === 0 ? 0 : (own[0]?.x0 ?? 0) - 6,
    x1: (tables[index + 1]?.[0]?.x0 ?? Infinity) - 6,
  }));
}

/**
 * `Test  Result  Unit  Range  Result  SI Unit  Range`: each analyte has two results on its line, in different units. They are read as two
 * tables over the same names, in each of which the columns of the other are put aside.
 */
function splitResults(table: Omit<TableHeader, 'ruled'>): Omit<TableHeader, 'ruled'>[] {
  const values = table.columns.filter((column) => column.kind === 'value');
  const units = table.columns.filter((column) => column.kind === 'unit' || column.unit);
  const second = values[1];
  const aside = (isAside: (column: Column) => boolean): Omit<TableHeader, 'ruled'> => ({
    ...table,
    columns: table.columns.map((column): Column => {
      if (column.kind === 'name' || !isAside(column)) return column;
      if (column.kind === 'reference' && !column.unit && second?.unit) return { ...column, inUnit: true };
      return { ...column, kind: 'other', aside: column.kind };
    }),
  });
  const isOfOther =
    (value: Column) =>
    (column: Column): boolean =>
      column.unit !== undefined && column.unit.text !== value.unit?.text;
  if (values.length !== 2 || !second) return [table];
  if (table.columns.some(({ kind, unit }) => kind === 'reference' && unit))
    return values.map((value) => aside(isOfOther(value)));
  if (units.length !== 2) return [table];
  return [aside((column) => column.x0 >= second.x0), aside((column) => column.x0 < second.x0)];
}

/** `Test Name … Description`: the first names the analyte, a second one describes it. */
function withoutRepeatedNames(columns: readonly Column[]): Column[] {
  const first = columns.find((column) => column.kind === 'name');
  return columns.map((column) =>
    column.kind === 'name' && column !== first ? { ...column, kind: 'other' } : column,
  );
}

/** Some reports leave the heading over the names empty; the names stand left of the first heading. */
function withNameColumn(columns: readonly Column[]): Column[] {
  const [first, ...others] = columns;
  if (!first || columns.some((column) => column.kind === 'name')) return [...columns];
  if (first.unknown) return [{ ...first, kind: 'name' }, ...others];
  return [{ kind: 'name', x0: 0, x1: Math.max(1, first.x0 - 24) }, ...columns];
}

function isResultsTable(table: TableHeader): boolean {
  const kinds = new Set(table.columns.map((column) => column.kind));
  const hasValue = kinds.has('value') || kinds.has('out_of_range');
  const isNamed = table.columns.some((column) => column.kind === 'name' && column.x0 > 0);
  const isCumulative = table.columns.filter(({ date }) => date !== undefined).length > 1;
  const known = Number(kinds.has('reference')) + Number(kinds.has('unit'));
  const isForPeople = table.columns.some(({ people }) => people !== undefined);
  return hasValue && (isNamed || known === 2 || (isCumulative && known === 1) || isForPeople);
}
