import type { Figure, PrintedSum } from '../statement/statement.js';
import type { AccountNumberKind, PrintedFigure, PrintedRow, StatementEvent } from './events.js';
import { normalizeLabel } from './labels.js';
import { digitsApart } from './misprint.js';

/** What the document prints about one account. `figures` know after how many rows they stand. */
export interface AccountSegment {
  numbers: Partial<Record<AccountNumberKind, string>>;
  rows: PrintedRow[];
  figures: { figure: PrintedFigure; after: number }[];
  hasBalanceColumn: boolean;
  /** Amounts outside of tables whose words are not known. */
  unread: UnreadFigure[];
  sums: PrintedSum[];
}

export interface UnreadFigure extends Figure {
  after: number;
}

/**
 * Splits a document into its accounts: where another number of the same kind is printed as a heading, or where a
 * second opening balance follows a closing one and differs from it.
 */
export function splitAccounts(events: readonly StatementEvent[]): AccountSegment[] {
  const segments: AccountSegment[] = [emptySegment()];
  for (const [index, event] of events.entries()) {
    const current = segments.at(-1)!;
    if (event.kind === 'row') current.rows.push(event.row);
    else if (event.kind === 'unread') current.unread.push({ ...event.figure, after: current.rows.length });
    else if (event.kind === 'sum') current.sums.push(event.sum);
    else if (event.kind === 'table') current.hasBalanceColumn ||= event.hasBalance;
    else if (event.kind === 'account') {
      const known = current.numbers[event.numberKind];
      // The cards of a family stand on one statement.
      const isSame =
        event.numberKind === 'card' ||
        (known !== undefined && sameNumber(known, event.number)) ||
        isWithinTable(events, index);
      if (known === undefined || isSame) current.numbers[event.numberKind] ??= event.number;
      else {
        const returning = segments.find(({ numbers }) => sameNumber(numbers[event.numberKind], event.number));
        segments.push({
          ...emptySegment(),
          numbers: returning?.numbers ?? { [event.numberKind]: event.number },
        });
      }
    } else if (startsAnother(current, event.figure)) {
      segments.push({ ...emptySegment(), figures: [{ figure: event.figure, after: 0 }] });
    } else current.figures.push({ figure: event.figure, after: current.rows.length });
  }
  return mergeSegments(segments);
}

const emptySegment = (): AccountSegment => ({
  numbers: {},
  rows: [],
  figures: [],
  hasBalanceColumn: false,
  unread: [],
  sums: [],
});

/** What transfers name are the numbers of others: no heading and no balance stands between them and the next transaction. */
function isWithinTable(events: readonly StatementEvent[], index: number): boolean {
  const next = events.slice(index + 1).find(({ kind }) => kind !== 'account' && kind !== 'unread');
  return next?.kind === 'row' && events.slice(0, index).some(({ kind }) => kind === 'row');
}

/** Numbers of which parts are hidden or left out are compared by their last digits. */
function sameNumber(a: string | undefined, b: string): boolean {
  if (a === undefined) return false;
  const areWhole = a.length === b.length && /^\d{6,}$/u.test(a) && /^\d{6,}$/u.test(b);
  return areWhole ? a === b : a.slice(-4) === b.slice(-4);
}

/** A balance that is brought forward below the one that was carried forward, and is quite another. */
function startsAfterCarrying(
  segment: AccountSegment,
  { label, text, amount, inTable }: PrintedFigure,
): boolean {
  const last = segment.figures.at(-1);
  if (label.kind !== 'carried' || !inTable || !last || last.after !== segment.rows.length) return false;
  const isPair = INCOMING.test(normalizeLabel(text)) && OUTGOING.test(normalizeLabel(last.figure.text));
  const { size } = last.figure.amount;
  return isPair && last.after > 0 && digitsApart(size, amount.size) > 1;
}

const INCOMING = /\bbrought|\bb\/(?:f|d)/u;
const OUTGOING = /\bcarried|\bc\/(?:f|d)/u;

function startsAnother(segment: AccountSegment, figure: PrintedFigure): boolean {
  const { label, amount } = figure;
  if (startsAfterCarrying(segment, figure)) return true;
  if (label.kind !== 'opening' || segment.rows.length === 0) return false;
  const isClosed = segment.figures.some(
    ({ figure, after }) => figure.label.kind === 'closing' && after === segment.rows.length,
  );
  const repeats = segment.figures.some(
    ({ figure }) =>
      ['opening', 'closing', 'carried'].includes(figure.label.kind) && figure.amount.size.eq(amount.size),
  );
  return isClosed && !repeats;
}

/** Parts of one account are put together again; what has no transactions only lends its figures to what follows. */
function mergeSegments(segments: readonly AccountSegment[]): AccountSegment[] {
  const merged: AccountSegment[] = [];
  for (const segment of segments) {
    const known = merged.find((other) => sharesNumber(other, segment));
    if (known) append(known, segment);
    else merged.push(segment);
  }
  const used = merged.filter((segment) => segment.rows.length > 0 || isComplete(segment));
  if (used.length > 0) return adoptLeading(merged, used);
  return merged.slice(0, 1);
}

/** A cover page without a number, or with another kind of number, belongs to the only account there is. */
function adoptLeading(all: readonly AccountSegment[], used: AccountSegment[]): AccountSegment[] {
  const [only] = used;
  if (used.length !== 1 || !only) return used;
  const before = all
    .slice(0, all.indexOf(only))
    .flatMap(({ figures }) => figures.map(({ figure }) => ({ figure, after: 0 })));
  const earlier = all.slice(0, all.indexOf(only));
  const unread = earlier.flatMap((segment) => segment.unread);
  return [
    {
      ...only,
      figures: [...before, ...only.figures],
      sums: [...earlier.flatMap(({ sums }) => sums), ...only.sums],
      unread: [...unread.map((entry) => ({ ...entry, after: 0 })), ...only.unread],
    },
  ];
}

function isComplete({ figures }: AccountSegment): boolean {
  const kinds = new Set(figures.map(({ figure }) => figure.label.kind));
  return kinds.has('opening') && kinds.has('closing');
}

function sharesNumber(a: AccountSegment, b: AccountSegment): boolean {
  return (Object.keys(b.numbers) as AccountNumberKind[]).some((kind) =>
    sameNumber(a.numbers[kind], b.numbers[kind]!),
  );
}

function append(target: AccountSegment, segment: AccountSegment): void {
  target.figures.push(
    ...segment.figures.map(({ figure, after }) => ({ figure, after: after + target.rows.length })),
  );
  target.unread.push(
    ...segment.unread.map((entry) => ({ ...entry, after: entry.after + target.rows.length })),
  );
  target.sums.push(...segment.sums);
  target.rows.push(...segment.rows);
  target.hasBalanceColumn ||= segment.hasBalanceColumn;
}
