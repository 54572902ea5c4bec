import { enclose, type Line } from '../../text/text-document.js';
import { isKnownName } from '../knowledge/lookup.js';
import { makeCell, splitIntoCells, type Cell } from './cells.js';
import { isInlineFlag, parseFlag } from './flags.js';
import { cleanName, isPlausibleName } from './names.js';
import type { PrintedInterval } from './interval.js';
import { parseInterval } from './ranges.js';
import { parseTail, type RowTail, type TailOptions } from './results.js';
import type { PrintedRow } from './printed-row.js';
import { parseUnit, type Unit } from './units.js';

const VALUE_LABEL =
  /^(?:your |current |test )?(?:results?|value|resultado|risultato|résultat|ergebnis|sonuç|wynik)(?:[\s.]*[:=]\s*|\s+|$)/iu;
export const RANGE_LABEL =
  /^(?:(?:normal|standard|reference|ref\.?|expected|healthy|optimal)\s*(?:range|interval|values?|limits)?|val(?:or|ore|eur)(?:e?s|i)? (?:de |di )?(?:refer[eê]ncia|riferimento|référence)|intervall?o (?:de |di )?(?:refer[eê]ncia|riferimento)|referenzbereich|normbereich|referans (?:değeri?|aralığı))(?:\s*[:=]\s*|\s+|$)/iu;
const FLAG_LABEL = /^(?:flag|status|interpretation)\s*[:=]?\s*(?=\S)/i;
const UNIT_LABEL = /^(?:units?|unidad(?:es|e)?|einheit|unités?|unità)\s*[:=]\s*(?=\S)/iu;
const NAME_LABEL =
  /^(?:test(?: name)?|analyte|parameter|component|exame?|examen|prueba|esame|untersuchung)\s*:\s*/iu;
/** What stands between a name and its result and says nothing about either. */
const METHOD_LABEL =
  /^(?:material|amostra|muestra|campione|specimen|sample type|m[eéè]tod[oe]|methode?|technique|técnica)\s*:/iu;
const LONGEST_CARD = 10;

/** A result written as a block of lines, as patient portals and Brazilian laboratories print it: name, then labelled result and range. */
export interface Card {
  row: PrintedRow;
  /** How many lines it takes. */
  lines: number;
}

/** Reads the card that begins at `start`; null if there is none. At least one line must be labelled, and a value found. */
export function readCard(
  lines: readonly Line[],
  start: number,
  page: number,
  options: TailOptions,
): Card | null {
  const heading = lines[start];
  const { title, mark } = heading ? withoutMark(heading) : { title: '', mark: null };
  const name = cleanName(title.replace(NAME_LABEL, ''));
  if (!heading || /\d.*\d.*\d/.test(name) || !isPlausibleName(name)) return null;
  const body = readBody(lines.slice(start + 1, start + LONGEST_CARD), options);
  if (!body?.tail || (!body.hasValueLabel && !isKnownName(name))) return null;
  const used = lines.slice(start, start + 1 + body.lines);
  const interval = body.interval ?? body.tail.interval;
  return {
    lines: used.length,
    row: {
      name,
      value: body.tail.value,
      flag: body.flag ?? body.tail.flag ?? mark,
      unit: body.tail.unit ?? body.unit ?? interval?.unit ?? null,
      referenceText: interval?.text ?? '',
      interval,
      section: null,
      page,
      box: enclose(used.map((line) => line.box)),
      baseline: heading.baseline,
      fontSize: heading.fontSize,
      raw: used.map((line) => line.text).join('\n'),
      previous: [],
      layout: 'line',
      reasons: [],
    },
  };
}

/** `Hemoglobin            Low`: the heading of a card and the mark that stands apart at its end. */
function withoutMark(heading: Line): { title: string; mark: string | null } {
  const cells = splitIntoCells(heading);
  const mark = cells.length > 1 ? (cells.at(-1)?.text ?? '') : '';
  if (mark === '' || (!isInlineFlag(mark) && !/^normal$/i.test(mark)))
    return { title: heading.text, mark: null };
  return {
    title: cells
      .slice(0, -1)
      .map(({ text }) => text)
      .join(' '),
    mark,
  };
}

/** True for `Resultado: 5,6 %`: a result whose name stands elsewhere. */
export function isLabelledValue(line: Line, options: TailOptions): boolean {
  return VALUE_LABEL.test(line.text) && readLabelledValue(line.text, options) !== null;
}

interface Body {
  tail: RowTail | null;
  unit: Unit | null;
  interval: PrintedInterval | null;
  flag: string | null;
  hasValueLabel: boolean;
  lines: number;
}

function readBody(lines: readonly Line[], options: TailOptions): Body | null {
  let body: Body = { tail: null, unit: null, interval: null, flag: null, hasValueLabel: false, lines: 0 };
  for (let next = takeLine(body, lines, options); next; next = takeLine(body, lines, options)) body = next;
  return body.tail && (body.hasValueLabel || body.interval) ? body : null;
}

/** The body with one more line, and with the lines that go on in its range; null where the card ends. */
function takeLine(body: Body, lines: readonly Line[], options: TailOptions): Body | null {
  const line = lines[body.lines];
  if (!line) return null;
  let next: Body | null = { ...body, lines: body.lines + 1 };
  for (const piece of splitAtLabels(line)) {
    if (next) next = takePiece(next, piece, lines, options);
  }
  return next;
}

/** `Resultado: 101 mg/dL     Valor de referência:` is two pieces, wherever their cells begin and end. */
function splitAtLabels(line: Line): Cell[] {
  const groups: Cell[][] = [];
  for (const cell of splitIntoCells(line)) {
    const current = groups.at(-1);
    const isLabel = [VALUE_LABEL, RANGE_LABEL, METHOD_LABEL].some((label) => label.test(cell.text));
    if (current && !isLabel) current.push(cell);
    else groups.push([cell]);
  }
  return groups.map((cells) =>
    makeCell(
      cells.flatMap((cell) => cell.words),
      false,
    ),
  );
}

function takePiece(body: Body, piece: Cell, lines: readonly Line[], options: TailOptions): Body | null {
  const { text } = piece;
  if (METHOD_LABEL.test(text)) return body.tail ? null : body;
  if (!body.tail && VALUE_LABEL.test(text)) {
    const tail = readLabelledValue(text, options);
    return tail || isLabelAlone(text, VALUE_LABEL) ? { ...body, tail, hasValueLabel: true } : null;
  }
  if (!body.interval && RANGE_LABEL.test(text)) return takeRange(body, piece, lines, options);
  const unit = UNIT_LABEL.test(text) ? parseUnit(text.replace(UNIT_LABEL, '')) : null;
  if (unit) return { ...body, unit };
  const bare = body.tail ? null : parseTail(text.split(' '), options);
  if (bare && (bare.value.value !== null || body.hasValueLabel)) return { ...body, tail: bare };
  const mark = text.replace(FLAG_LABEL, '');
  return !body.flag && parseFlag(mark) ? { ...body, flag: mark } : null;
}

function readLabelledValue(text: string, options: TailOptions): RowTail | null {
  return parseTail(text.replace(VALUE_LABEL, '').split(' '), options);
}

function isLabelAlone(text: string, label: RegExp): boolean {
  return text.replace(label, '').trim() === '';
}

/** The range behind its label, with the lines below that belong to it; each of them must be an interval itself. */
function takeRange(body: Body, label: Cell, lines: readonly Line[], options: TailOptions): Body | null {
  const following = lines.slice(body.lines);
  const end = following.findIndex(
    (line) => line.box[0] < label.box[0] - 2 || parseInterval(line.text, options.style) === null,
  );
  const own = label.text.replace(RANGE_LABEL, '');
  for (let count = end < 0 ? following.length : end; count >= 0; count--) {
    const text = [own, ...following.slice(0, count).map((line) => line.text)].join(' ').trim();
    const interval = parseInterval(text, options.style, options);
    if (interval) return { ...body, interval, lines: body.lines + count };
  }
  return isLabelAlone(label.text, RANGE_LABEL) ? body : null;
}
