import type { Figure } from '../statement/statement.js';
import type { AccountNumberKind, PrintedFigure, PrintedRow, StatementEvent } from './events.js';

/** What the document prints about one account. `figures` know after how many rows they stand. */
export interface AccountSegment {
  numbers: Partial<Record<AccountNumberKind, string>>;
  rows: PrintedRow[];
  figures: { figure: PrintedFigure; after: number }[];
  hasBalanceColumn: boolean;
  /** Amounts outside of tables whose words are not known. */
  unread: UnreadFigure[];
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
  for (const event of events) {
    const current = segments.at(-1)!;
    if (event.kind === 'row') current.rows.push(event.row);
    else if (event.kind === 'unread') current.unread.push({ ...event.figure, after: current.rows.length });
    else if (event.kind === 'table') current.hasBalanceColumn ||= event.hasBalance;
    else if (event.kind === 'account') {
      const known = current.numbers[event.numberKind];
      // The cards of a family stand on one statement.
      const isSame = event.numberKind === 'card' || (known !== undefined && sameNumber(known, event.number));
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
});

function sameNumber(a: string | undefined, b: string): boolean {
  return a !== undefined && (a === b || a.slice(-4) === b.slice(-4));
}

function startsAnother(segment: AccountSegment, { label, amount }: PrintedFigure): boolean {
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
  const unread = all.slice(0, all.indexOf(only)).flatMap((segment) => segment.unread);
  return [
    {
      ...only,
      figures: [...before, ...only.figures],
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
  target.rows.push(...segment.rows);
  target.hasBalanceColumn ||= segment.hasBalanceColumn;
}
