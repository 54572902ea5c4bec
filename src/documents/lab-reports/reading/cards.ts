import { enclose, type Line } from '../../text/text-document.js';
import { isKnownName } from '../knowledge/lookup.js';
import { parseFlag } from './flags.js';
import { cleanName, isPlausibleName } from './names.js';
import type { PrintedInterval } from './interval.js';
import { parseInterval } from './ranges.js';
import { parseTail, type RowTail, type TailOptions } from './results.js';
import type { PrintedRow } from './printed-row.js';

const VALUE_LABEL = /^(?:your |current |test )?(?:result|value)\s*[:=]?\s*(?=\S)/i;
const RANGE_LABEL =
  /^(?:normal|standard|reference|ref\.?|expected|healthy|optimal)\s*(?:range|interval|values?|limits)?\s*[:=]?\s*(?=\S)/i;
const FLAG_LABEL = /^(?:flag|status|interpretation)\s*[:=]?\s*(?=\S)/i;
const LONGEST_CARD = 5;

/** A result written as a block of lines, as patient portals print it: name, then labelled result and range in any order. */
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
  const name = cleanName(heading?.text ?? '');
  if (!heading || /\d.*\d.*\d/.test(name) || !isPlausibleName(name)) return null;
  const body = readBody(lines.slice(start + 1, start + LONGEST_CARD), options);
  if (!body || (!body.hasValueLabel && !isKnownName(name))) return null;
  const used = lines.slice(start, start + 1 + body.lines);
  const interval = body.interval ?? body.tail.interval;
  return {
    lines: used.length,
    row: {
      name,
      value: body.tail.value,
      flag: body.flag ?? body.tail.flag,
      unit: body.tail.unit ?? interval?.unit ?? null,
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

interface Body {
  tail: RowTail;
  interval: PrintedInterval | null;
  flag: string | null;
  hasValueLabel: boolean;
  lines: number;
}

function readBody(lines: readonly Line[], options: TailOptions): Body | null {
  let tail: RowTail | null = null;
  let interval: PrintedInterval | null = null;
  let flag: string | null = null;
  let hasValueLabel = false;
  let count = 0;
  for (const { text } of lines) {
    const labelledValue = VALUE_LABEL.test(text)
      ? parseTail(text.replace(VALUE_LABEL, '').split(' '), options)
      : null;
    const range = RANGE_LABEL.test(text)
      ? parseInterval(text.replace(RANGE_LABEL, ''), options.style, options)
      : null;
    const mark = FLAG_LABEL.test(text) ? text.replace(FLAG_LABEL, '') : text;
    const bareValue = parseTail(text.split(' '), options);
    if (!tail && labelledValue) [tail, hasValueLabel] = [labelledValue, true];
    else if (!interval && range) interval = range;
    else if (!tail && bareValue?.value.value !== null && bareValue) tail = bareValue;
    else if (!flag && parseFlag(mark)) flag = mark;
    else break;
    count += 1;
  }
  const isLabelled = hasValueLabel || interval !== null;
  return tail && isLabelled ? { tail, interval, flag, hasValueLabel, lines: count } : null;
}
