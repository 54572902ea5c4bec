import { Failure } from '../../platform/failure.js';
import { readXml } from './xml.js';
import { unzipSome } from './zip.js';

/** A sheet of a workbook: its name, and its cells as text; rows may be of different length. */
export interface Sheet {
  name: string;
  rows: string[][];
}

const MAXIMUM_ROWS = 200_000;
const MAXIMUM_COLUMNS = 200;
const NEEDED = /^xl\/(?:workbook\.xml|sharedStrings\.xml|styles\.xml|worksheets\/sheet\d+\.xml)$/u;
/** Built-in number formats that are dates (ECMA-376, part 1, 18.8.30). */
const DATE_FORMATS = new Set([
  14, 15, 16, 17, 22, 27, 28, 29, 30, 31, 34, 35, 36, 45, 46, 47, 50, 51, 52, 53, 54, 55, 56, 57, 58,
]);
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
  const { isDate, epoch1904 } = readFormats(parts.get('xl/styles.xml'), parts.get('xl/workbook.xml'));
  const names = sheetNames(parts.get('xl/workbook.xml'));
  const sheets = [...parts].filter(([name]) => name.startsWith('xl/worksheets/')).sort(bySheetNumber);
  for (const [index, [, xml]] of sheets.entries())
    yield { name: names[index] ?? '', rows: readSheet(xml, { strings, isDate, epoch1904 }) };
}

function sheetNames(workbook: string | undefined): string[] {
  const names: string[] = [];
  if (workbook !== undefined)
    readXml(workbook, {
      open: (element, attributes) => {
        if (element === 'sheet') names.push(attributes['name'] ?? '');
      },
    });
  return names;
}

function bySheetNumber([a]: [string, string], [b]: [string, string]): number {
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

interface Formats {
  isDate: boolean[];
  epoch1904: boolean;
}

function readFormats(styles: string | undefined, workbook: string | undefined): Formats {
  const custom = new Map<number, string>();
  const isDate: boolean[] = [];
  if (styles !== undefined)
    readXml(styles, {
      open: (name, attributes, path) => {
        if (name === 'numFmt') custom.set(Number(attributes['numFmtId']), attributes['formatCode'] ?? '');
        if (name === 'xf' && path.at(-2) === 'cellXfs')
          isDate.push(isDateFormat(Number(attributes['numFmtId']), custom));
      },
    });
  return { isDate, epoch1904: /date1904="(?:1|true)"/u.test(workbook ?? '') };
}

function isDateFormat(id: number, custom: ReadonlyMap<number, string>): boolean {
  if (DATE_FORMATS.has(id)) return true;
  const code = (custom.get(id) ?? '').replace(/"[^"]*"|\[[^\]]*\]|\\./gu, '');
  return /[dy]/iu.test(code) && !/[#0]/u.test(code);
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
  if (type !== 'n') return value;
  const number = Number(value);
  if (!Number.isFinite(number)) return value;
  if (context.isDate[style]) return serialDate(number, context.epoch1904);
  return decimalText(number);
}

const DAY_MS = 86_400_000;

/** Days since 1899-12-30, or since 1904-01-01 in old Macintosh workbooks. */
function serialDate(serial: number, epoch1904: boolean): string {
  const epoch = epoch1904 ? Date.UTC(1904, 0, 1) : Date.UTC(1899, 11, 30);
  const time = epoch + Math.floor(serial) * DAY_MS;
  return Math.abs(time) < 8e15 ? new Date(time).toISOString().slice(0, 10) : String(serial);
}

/** Sheets keep binary numbers: 0.1 + 0.2 is stored as 0.30000000000000004; fifteen digits are what was meant. */
function decimalText(number: number): string {
  const text = String(Number(number.toPrecision(CERTAIN_DIGITS)));
  return text.includes('e') ? number.toFixed(2) : text;
}
