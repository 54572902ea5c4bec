import { enclose } from '../../text/text-document.js';
import { convert } from '../knowledge/convert.js';
import { findAnalyte, isKnownName, isQualifier } from '../knowledge/lookup.js';
import { isNotLaboratory } from '../knowledge/not-laboratory.js';
import {
  cleanName,
  continuesName,
  isMethod,
  isPlausibleName,
  isSectionHeading,
  isUnfinished,
} from './names.js';
import { SAME_READING } from './plausibility.js';
import { parseInterval } from './ranges.js';
import { parseRest, type TailOptions } from './results.js';
import type { Entry, Fragment, PrintedRow, ReadRows, UnreadLine } from './printed-row.js';
import { parseUnit } from './units.js';

/** Lines further apart than this many font sizes do not belong to one row. */
const LINE_REACH = 1.75;
/** A row without a name may take it from the line above over a slightly wider gap. */
const HEADING_REACH = 2.6;

/** A name takes this many more lines at most. */
const LONGEST_NAME = 5;

/** Rows with their headings; `section` is the last one, which holds until the next. */
export interface StitchedRows extends ReadRows {
  section: string | null;
}

interface Item {
  row: PrintedRow | null;
  fragment: Fragment | null;
  /** Lowest and highest baseline of the row with what was joined to it. */
  top: number;
  bottom: number;
  used: boolean;
}

/** Joins wrapped names and references to their rows, and gives each row the heading it stands under; `section` is carried over. */
export function stitch(
  entries: readonly Entry[],
  options: TailOptions,
  section: string | null = null,
): StitchedRows {
  const items = entries.map(toItem);
  joinLabelledReferences(items, options);
  joinReferences(items, options);
  joinUnits(items);
  joinNames(items);
  return assignSections(items, section);
}

function toItem(entry: Entry): Item {
  const row = 'row' in entry ? { ...entry.row, reasons: [...entry.row.reasons] } : null;
  const fragment = 'fragment' in entry ? { ...entry.fragment } : null;
  const baseline = row?.baseline ?? fragment?.baseline ?? 0;
  return { row, fragment, top: baseline, bottom: baseline, used: false };
}

/** A reference that says so belongs to the result above it, if that has none of its own. */
function joinLabelledReferences(items: readonly Item[], options: TailOptions): void {
  items.forEach((item, index) => {
    const { fragment } = item;
    if (!fragment?.labelled) return;
    const above = items.slice(0, index).findLast((other) => other.row);
    const isFree = above?.row && above.row.interval === null && above.row.referenceText === '';
    if (isFree && fragment.reference !== '') joinReference(above, fragment, fragment.reference, options);
    fragment.reference = '';
  });
}

/** `mL/min/` and below it `1.73m2`: the rest of a unit joins if the whole is a unit. */
function joinUnits(items: readonly Item[]): void {
  items.forEach((item, index) => {
    const { fragment } = item;
    const above = items[index - 1];
    if (!fragment || fragment.unit === '' || !above?.row?.unit) return;
    if (fragment.baseline - above.bottom > LINE_REACH * fragment.fontSize) return;
    const whole = parseUnit(`${above.row.unit.text}${fragment.unit}`);
    if (!whole) return;
    above.row.unit = { text: `${above.row.unit.text} ${fragment.unit}`, ucum: whole.ucum };
    fragment.unit = '';
    fragment.wrapped = true;
  });
}

/** A reference that takes several lines stands beside, below or (centred rows) also above the line of its value. */
function joinReferences(items: readonly Item[], options: TailOptions): void {
  items.forEach((item, index) => {
    const { fragment } = item;
    if (!fragment || fragment.reference === '') return;
    const above = items.slice(0, index).findLast((other) => other.row);
    const below = items.slice(index + 1).find((other) => other.row);
    const reach = LINE_REACH * fragment.fontSize;
    const gapAbove = above ? fragment.baseline - above.bottom : Infinity;
    const gapBelow = below ? below.top - fragment.baseline : Infinity;
    const belowFits =
      below?.row &&
      gapBelow <= reach &&
      (below.row.interval === null || gapBelow < gapAbove - 1) &&
      gapBelow < gapAbove;
    if (belowFits && below.row)
      joinReference(below, fragment, inLines(fragment.reference, below.row.referenceText), options);
    else if (above?.row && gapAbove <= reach)
      joinReference(above, fragment, inLines(above.row.referenceText, fragment.reference), options);
  });
}

/** Two lines of a reference; numbers of different lines are never one: `30 - 100` and `135 - 145`. */
function inLines(upper: string, lower: string): string {
  return /\d$/.test(upper) && /^\d/.test(lower) ? `${upper}; ${lower}` : `${upper} ${lower}`;
}

function joinReference(item: Item, fragment: Fragment, text: string, options: TailOptions): void {
  if (!item.row) return;
  // `150 -` above and `450` below: the whole line goes on, its name too.
  if (/[-–—]$/.test(item.row.referenceText) && /^\d/.test(fragment.reference)) fragment.wrapped = true;
  item.row.referenceText = text.replace(/\s+/g, ' ').trim();
  const rest = parseRest(item.row.referenceText.split(' '), options);
  item.row.interval =
    parseInterval(item.row.referenceText, options.style, options) ?? rest?.interval ?? item.row.interval;
  item.row.unit ??= rest?.unit ?? null;
  item.row.flag ??= rest?.flag ?? null;
  extend(item, fragment, fragment.reference);
  fragment.reference = '';
}

function joinNames(items: readonly Item[]): void {
  items.forEach((item, index) => {
    const { fragment } = item;
    if (!fragment || cleanName(fragment.name).length < 2 || item.used || isRemark(fragment.name)) return;
    const above = items.slice(0, index).findLast((other) => other.row);
    const next = items[index + 1];
    const below = next?.row ? next : undefined;
    const reach = LINE_REACH * fragment.fontSize;
    const touchesAbove =
      above !== undefined && fragment.baseline - above.bottom <= reach && isNeighbour(items, above, index);
    const touchesBelow = below !== undefined && below.top - fragment.baseline <= reach;
    if (
      touchesAbove &&
      above.row &&
      above.row.name !== '' &&
      (fragment.wrapped === true ||
        continuesName(above.row.name, cleanName(fragment.name)) ||
        completesKnownName(items, index, above.row.name) ||
        isNearerAbove(above, below, fragment))
    ) {
      above.row.name = cleanName(`${above.row.name} ${fragment.name}`);
      use(item, above, fragment);
    } else if (
      below?.row &&
      takesNameFrom(below.row, fragment, touchesBelow, below.top - fragment.baseline)
    ) {
      below.row.name = cleanName(`${fragment.name} ${below.row.name}`);
      use(item, below, fragment);
    } else if (
      touchesAbove &&
      above.row?.name === '' &&
      above.row.layout === 'table' &&
      !isMethod(fragment.name)
    ) {
      above.row.name = cleanName(fragment.name);
      use(item, above, fragment);
    }
  });
}

/** `*) Target. A level of …`: a footnote or sentences are no part of a name. */
function isRemark(text: string): boolean {
  return /^[*†‡#]+\)/u.test(text.trim()) || /\p{L}{2}\.\s+\p{Lu}/u.test(text);
}

/** A second line of a name that is set tighter than the rows of the table, if both together are a known name. */
function isNearerAbove(above: Item, below: Item | undefined, fragment: Fragment): boolean {
  if (!above.row || isMethod(fragment.name) || isQualifier(fragment.name)) return false;
  if (!isKnownName(`${above.row.name} ${cleanName(fragment.name)}`)) return false;
  return !below || below.top - fragment.baseline > 1.3 * (fragment.baseline - above.bottom);
}

/** `Mean`, `Corpuscular`, `Haemoglobin`, one below the other: a name over several lines, if all of them together are known. */
function completesKnownName(items: readonly Item[], index: number, start: string): boolean {
  let name = start;
  for (let at = index; at < Math.min(index + LONGEST_NAME, items.length); at++) {
    const { fragment } = items[at] ?? {};
    const before = items[at - 1];
    if (!fragment || !before || fragment.name === '' || isMethod(fragment.name)) return false;
    if (fragment.baseline - before.bottom > LINE_REACH * fragment.fontSize) return false;
    name = `${name} ${fragment.name}`;
    if (at > index && isKnownName(cleanName(name))) return true;
  }
  return false;
}

/** Only methods and joined fragments may lie between a row and the rest of its name. */
function isNeighbour(items: readonly Item[], above: Item, index: number): boolean {
  return items
    .slice(items.indexOf(above) + 1, index)
    .every((between) => between.used || between.fragment?.name === '');
}

function takesNameFrom(row: PrintedRow, fragment: Fragment, touches: boolean, gap: number): boolean {
  const text = cleanName(fragment.name);
  if (row.name === '') {
    const isName = row.layout === 'table' ? isPlausibleName(text) : isKnownName(text);
    return gap <= HEADING_REACH * fragment.fontSize && isName && !isMethod(text);
  }
  if (!touches) return false;
  if (isUnfinished(text)) return true;
  if (isKnownName(row.name)) return false;
  return startsInside(row.name) || (isKnownName(`${text} ${row.name}`) && !isKnownName(text));
}

/** `filtration rate`, `(TIBC)`; unlike `pH`, `ctHb` or `hs-CRP`, which are written so. */
function startsInside(name: string): boolean {
  return /^[a-z(]/.test(name) && !/^[a-z]{1,3}[A-Z-]/.test(name);
}

function use(item: Item, owner: Item, fragment: Fragment): void {
  item.used = true;
  extend(owner, fragment, fragment.name);
}

function extend(item: Item, fragment: Fragment, text: string): void {
  if (!item.row) return;
  item.top = Math.min(item.top, fragment.baseline);
  item.bottom = Math.max(item.bottom, fragment.baseline);
  item.row.box = enclose([item.row.box, fragment.box]);
  item.row.raw = `${item.row.raw}\n${text}`;
}

/** A row without a name below another, perhaps with its method between, says the same in another unit: it does if one converts into the other. */
function withNameOfSame(row: PrintedRow, above: PrintedRow | undefined): PrintedRow {
  if (row.name !== '' || !above || above.page !== row.page) return row;
  if (row.baseline - above.baseline > HEADING_REACH * row.fontSize) return row;
  const [value, unit] = [row.value.value, row.unit?.ucum];
  const [other, otherUnit] = [above.value.value, above.unit?.ucum];
  const analyte = findAnalyte(above.name, otherUnit ?? null);
  if (!analyte || value === null || other === null || !unit || !otherUnit || unit === otherUnit) return row;
  const converted = convert(other, otherUnit, unit, analyte);
  const agrees =
    converted !== null && Math.abs(converted - value) <= SAME_READING * Math.max(converted, value);
  return agrees ? { ...row, name: above.name } : row;
}

/** French reports give a result again in another unit under `Soit`. */
const SAME_ANALYTE = /^soit$/i;

function assignSections(items: readonly Item[], carried: string | null): StitchedRows {
  const rows: PrintedRow[] = [];
  const unread: UnreadLine[] = [];
  let section = carried;
  for (const { row: printed, fragment, used } of items) {
    if (fragment && !used && isSectionHeading(fragment.name)) section = cleanName(fragment.name);
    const row = printed && withNameOfSame(printed, rows.at(-1));
    if (row && row.name === '') {
      // A lone number is a barcode or a page number; with a unit or an interval it is a result that lost its name.
      if (row.unit !== null || row.interval !== null)
        unread.push({ page: row.page, text: row.raw, box: row.box });
    } else if (row && (isKnownName(row.name) || !isNotLaboratory(row.name, row.unit?.text ?? null)))
      rows.push({
        ...row,
        name: SAME_ANALYTE.test(row.name) ? (rows.at(-1)?.name ?? row.name) : row.name,
        section,
      });
  }
  return { rows, unread, section };
}
