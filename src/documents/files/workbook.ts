import { Failure } from '../../platform/failure.js';
import { readXml } from './xml.js';
import { unzipSome } from './zip.js';

/** A sheet of a workbook: its name, and its cells as text; rows may be of different length. */
export interface Sheet {
  name: string;
  /** Not shown by the program that opens the workbook. */
  hidden: boolean;
  rows: string[][];
}

const MAXIMUM_ROWS = 200_000;
const MAXIMUM_COLUMNS = 200;
const NEEDED =
  /^xl\/(?:workbook\.xml|_rels\/workbook\.xml\.rels|sharedStrings\.xml|styles\.xml|worksheets\/[^/]+\.xml)$/u;
/** Built-in number formats (ECMA-376, part 1, 18.8.30) that are not plain numbers. */
const BUILT_IN: Readonly<Record<number, NumberKind>> = {
  ...Object.fromEntries([9, 10].map((id) => [id, 'percent'])),
  ...Object.fromEntries(
    [14, 15, 16, 17, 27, 28, 29, 30, 31, 34, 35, 36, 50, 51, 52, 53, 54, 55, 56, 57, 58].map((id) => [
      id,
      'date',
    ]),
  ),
  ...Object.fromEntries([18, 19, 20, 21, 32, 33, 45, 46, 47].map((id) => [id, 'time'])),
  22: 'moment',
};
/** Digits that a sheet's binary numbers carry for certain. */
const CERTAIN_DIGITS = 15;

/**
 * Reads an Excel file (.xlsx), sheet by sheet, each when it is asked for. Dates come as `YYYY-MM-DD`.
 *
 * @throws Failure `unreadable`; `too_large` for what unpacks to more than 120 MB or 200,000 rows
 */
export function* readWorkbook(bytes: Uint8Array): Generator<Sheet> {
  const files = unzipSome(bytes, (name) => NEEDED.test(name), 'The Excel file');
  const decoder = new TextDecoder('utf-8');
  const parts = new Map([...files].map(([name, content]) => [name, decoder.decode(content)]));
  const strings = readSharedStrings(parts.get('xl/sharedStrings.xml'));
  const formats = readFormats(parts.get('xl/styles.xml'), parts.get('xl/workbook.xml'));
  for (const { name, hidden, part } of sheetsOf(parts)) {
    const xml = parts.get(part);
    if (xml !== undefined) yield { name, hidden, rows: readSheet(xml, { strings, ...formats }) };
  }
}

interface SheetPart {
  name: string;
  hidden: boolean;
  /** Name of its file in the archive. */
  part: string;
}

/** The sheets in the order of their tabs; a file without its list of relations has them by their numbers. */
function sheetsOf(parts: ReadonlyMap<string, string>): SheetPart[] {
  const files = [...parts.keys()].filter((name) => name.startsWith('xl/worksheets/')).sort(byNumber);
  const targets = readTargets(parts.get('xl/_rels/workbook.xml.rels'));
  const sheets: SheetPart[] = [];
  const workbook = parts.get('xl/workbook.xml');
  if (workbook !== undefined)
    readXml(workbook, {
      open: (element, attributes) => {
        if (element !== 'sheet') return;
        const part = targets.get(attributes['r:id'] ?? '') ?? files[sheets.length] ?? '';
        const hidden = (attributes['state'] ?? 'visible') !== 'visible';
        sheets.push({ name: attributes['name'] ?? '', hidden, part });
      },
    });
  return sheets.length > 0 ? sheets : files.map((part) => ({ name: '', hidden: false, part }));
}

/** Files of the workbook's parts by the id of their relation. */
function readTargets(relations: string | undefined): Map<string, string> {
  const targets = new Map<string, string>();
  if (relations !== undefined)
    readXml(relations, {
      open: (element, { Id: id = '', Target: target = '' }) => {
        if (element !== 'Relationship') return;
        targets.set(id, target.startsWith('/') ? target.slice(1) : `xl/${target}`);
      },
    });
  return targets;
}

function byNumber(a: string, b: string): number {
  return Number(/\d+/u.exec(a)?.[0]) - Number(/\d+/u.exec(b)?.[0]);
}

function readSharedStrings(xml: string | undefined): string[] {
  const strings: string[] = [];
  if (xml === undefined) return strings;
  let current = '';
  readXml(xml, {
    close: (name, text, path) => {
      if (name === 't' && !path.includes('rPh')) current += text;
      if (name !== 'si') return;
      strings.push(current);
      current = '';
    },
  });
  return strings;
}

type NumberKind = 'number' | 'percent' | 'date' | 'time' | 'moment';

interface Formats {
  /** How the numbers of a style are meant, by the style's number. */
  kinds: NumberKind[];
  epoch1904: boolean;
}

function readFormats(styles: string | undefined, workbook: string | undefined): Formats {
  const custom = new Map<number, string>();
  const kinds: NumberKind[] = [];
  if (styles !== undefined)
    readXml(styles, {
      open: (name, attributes, path) => {
        if (name === 'numFmt') custom.set(Number(attributes['numFmtId']), attributes['formatCode'] ?? '');
        if (name === 'xf' && path.at(-2) === 'cellXfs')
          kinds.push(kindOfFormat(Number(attributes['numFmtId']), custom));
      },
    });
  return { kinds, epoch1904: /date1904="(?:1|true)"/u.test(workbook ?? '') };
}

function kindOfFormat(id: number, custom: ReadonlyMap<number, string>): NumberKind {
  const builtIn = BUILT_IN[id];
  if (builtIn) return builtIn;
  const code = (custom.get(id) ?? '').replace(/"[^"]*"|\[(?!h+\]|m+\]|s+\])[^\]]*\]|\\./giu, '');
  if (/[#0]/u.test(code) && !/[hs]/iu.test(code)) return code.includes('%') ? 'percent' : 'number';
  const [hasDay, hasHour] = [/[dy]/iu.test(code), /[hs]/iu.test(code)];
  if (hasDay) return hasHour ? 'moment' : 'date';
  return hasHour ? 'time' : 'number';
}

interface SheetContext extends Formats {
  strings: readonly string[];
}

function readSheet(xml: string, context: SheetContext): string[][] {
  const rows: string[][] = [];
  let cell = { column: 0, type: '', style: 0, inline: '' };
  readXml(xml, {
    open: (name, attributes) => {
      if (name === 'row') {
        const index = Number(attributes['r'] ?? rows.length + 1);
        if (index > MAXIMUM_ROWS)
          throw new Failure('too_large', `The sheet has more than ${MAXIMUM_ROWS} rows.`);
        while (rows.length < index) rows.push([]);
      } else if (name === 'c') {
        const column = columnIndex(attributes['r'], rows.at(-1)?.length ?? 0);
        cell = { column, type: attributes['t'] ?? 'n', style: Number(attributes['s'] ?? 0), inline: '' };
      }
    },
    close: (name, text) => {
      if (name === 't') cell.inline += text;
      const row = rows.at(-1);
      if (!row || cell.column >= MAXIMUM_COLUMNS) return;
      if (name === 'v') setCell(row, cell.column, cellText(text, cell, context));
      else if (name === 'is') setCell(row, cell.column, cell.inline);
    },
  });
  return rows;
}

function setCell(row: string[], column: number, text: string): void {
  while (row.length <= column) row.push('');
  row[column] = text;
}

function columnIndex(reference: string | undefined, next: number): number {
  const letters = /^[A-Z]+/u.exec(reference ?? '')?.[0];
  if (!letters) return next;
  return [...letters].reduce((index, letter) => index * 26 + letter.charCodeAt(0) - 64, 0) - 1;
}

function cellText(
  value: string,
  { type, style }: { type: string; style: number },
  context: SheetContext,
): string {
  if (type === 's') return context.strings[Number(value)] ?? '';
  if (type === 'b') return value === '1' ? 'TRUE' : 'FALSE';
  if (type !== 'n') return value;
  const number = Number(value);
  if (!Number.isFinite(number)) return value;
  switch (context.kinds[style] ?? 'number') {
    case 'date':
      return serialDate(number, context.epoch1904);
    case 'time':
      return number >= 0 && number < 1 ? serialTime(number) : decimalText(number);
    case 'moment':
      return `${serialDate(number, context.epoch1904)} ${serialTime(number % 1)}`;
    case 'percent':
      return `${decimalText(number * 100)}%`;
    default:
      return decimalText(number);
  }
}

const DAY_MS = 86_400_000;

/** Days since 1899-12-30, or since 1904-01-01 in old Macintosh workbooks. */
function serialDate(serial: number, epoch1904: boolean): string {
  const epoch = epoch1904 ? Date.UTC(1904, 0, 1) : Date.UTC(1899, 11, 30);
  const time = epoch + Math.floor(serial) * DAY_MS;
  return Math.abs(time) < 8e15 ? new Date(time).toISOString().slice(0, 10) : String(serial);
}

/** `HH:MM`, with seconds where there are any, from a part of a day. */
function serialTime(part: number): string {
  const time = new Date(Math.round(Math.abs(part) * 86_400) * 1_000).toISOString().slice(11, 19);
  return time.endsWith(':00') ? time.slice(0, 5) : time;
}

/** Sheets keep binary numbers: 0.1 + 0.2 is stored as 0.30000000000000004; fifteen digits are what was meant. */
function decimalText(number: number): string {
  const text = String(Number(number.toPrecision(CERTAIN_DIGITS)));
  return text.includes('e') ? number.toFixed(2) : text;
}
