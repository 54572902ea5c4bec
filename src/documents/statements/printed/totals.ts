import { withoutAccents } from '../dates/date-text.js';
import { signedByMark } from '../money/amount-text.js';
import { type Money, sum, ZERO } from '../money/money.js';
import { sumOfSide } from '../statement/proof.js';
import type { Figure, PrintedTotal, ReadTransaction } from '../statement/statement.js';
import type { AccountSegment, UnreadFigure } from './accounts.js';
import type { MoneyRole } from './events.js';
import type { FigureKind } from './labels.js';
import { isOneDigitOff } from './misprint.js';

/** A figure with the number of rows before it, and what it is in this account. */
export type PlacedFigure = AccountSegment['figures'][number] & { kind: FigureKind };

interface Given {
  transactions: readonly ReadTransaction[];
  opening: Figure | null;
  closing: Figure | null;
  rows: AccountSegment['rows'];
  /** Figures whose words say nothing, by the number of rows before them. */
  unread: AccountSegment['unread'];
}

interface TotalContext extends Given {
  /** After how many rows totals are printed. */
  ends: readonly number[];
}

type Side = Omit<PrintedTotal, 'range'>;
type Range = [from: number, to: number];

/** The printed totals with the rows that each is over, the wrong ones among them. */
export function printedTotals(figures: readonly PlacedFigure[], given: Given): PrintedTotal[] {
  const context = { ...given, ends: figures.map(({ after }) => after) };
  const whole = figures.filter(({ figure }) => !figure.label.partial);
  const ofSections = figures.filter(({ figure }) => figure.label.ofSection);
  const parts = figures.filter(({ figure }) => figure.label.partial && !figure.label.ofSection);
  return [
    ...whole.flatMap((entry) => wholeTotals(entry, context)),
    ...ofSections.flatMap((entry) => sectionTotals(entry, context)),
    ...summaries(parts).flatMap((summary) => summaryTotals(summary, context)),
  ];
}

function wholeTotals(entry: PlacedFigure, context: TotalContext): PrintedTotal[] {
  const sides = sidesOf(entry);
  if (sides.length > 0) return sides.map((total) => withRange(total, entry, context));
  return entry.kind === 'net' || entry.kind === 'totals' ? totalOfAnySide(entry, context) : [];
}

function sidesOf({ figure, kind }: PlacedFigure): Side[] {
  const base = { place: figure.place, label: figure.text };
  const side = (role: MoneyRole, name: PrintedTotal['side']): Side[] => {
    const cell = figure.cells[role];
    return cell ? [{ ...base, side: name, value: cell.size }] : [];
  };
  switch (kind) {
    case 'total_credits':
      return [{ ...base, side: 'credits', value: figure.amount.size }];
    case 'total_debits':
      return [{ ...base, side: 'debits', value: figure.amount.size }];
    case 'totals':
    case 'carried':
    case 'closing':
      return [...side('debit', 'debits'), ...side('credit', 'credits')];
    default:
      return [];
  }
}

/** A total may be over everything, over its page, or over the rows since the total before: what fits is meant. */
function withRange(total: Side, entry: PlacedFigure, context: TotalContext): PrintedTotal {
  const { figure, after } = entry;
  const fits = rangesBefore(entry, context).find((range) => agrees(total, range, context));
  if (fits) return { ...total, range: fits };
  const beside = figure.inTable ? null : withFiguresBeside(total, entry, context);
  if (beside) return beside;
  const isWithin = figure.inTable && after < context.transactions.length;
  return isWithin ? { ...total, range: [pageStart(entry, context), after] } : total;
}

/** "Total deposits 1,250.00, interest paid 10.42": the total is without what stands beside it; null where that explains nothing. */
function withFiguresBeside(total: Side, entry: PlacedFigure, context: TotalContext): PrintedTotal | null {
  const missing = sumWithin([0, context.transactions.length], total.side, context).minus(total.value);
  if (missing.lte(0)) return null;
  const some = subsetsOf(unreadBeside(entry, context)).find((figures) =>
    sum(figures.map(({ value }) => value.abs())).eq(missing),
  );
  const label = [total, ...(some ?? [])].map((figure) => figure.label).join(' + ');
  return some ? { ...total, value: total.value.plus(missing), label } : null;
}

const unreadBeside = ({ figure, after }: PlacedFigure, { unread }: TotalContext): UnreadFigure[] =>
  unread
    .filter((other) => other.after === after && other.place.page === figure.place.page && !other.value.eq(0))
    .slice(0, MOST_PARTS);

/** "Total 1,250.00" in a column of signed amounts: of one side or of both, where either fits; else of the heading it stands under. */
function totalOfAnySide(entry: PlacedFigure, context: TotalContext): PrintedTotal[] {
  const { figure, after } = entry;
  const base = { place: figure.place, label: figure.text };
  const candidates: Side[] = [
    { ...base, side: 'net', value: signedByMark(figure.amount) },
    { ...base, side: 'debits', value: figure.amount.size },
    { ...base, side: 'credits', value: figure.amount.size },
    { ...base, side: 'net', value: figure.amount.size.times(-1) },
  ];
  for (const range of rangesBefore(entry, context)) {
    const fits = candidates.find((total) => agrees(total, range, context));
    if (fits) return [{ ...fits, range }];
  }
  const isLast = figure.label.ofSection && after === context.rows.length;
  const isKnown = [context.opening, context.closing].some((other) =>
    other?.value.abs().eq(figure.amount.size),
  );
  const misprint =
    isKnown || figure.cells.balance ? null : misprintOf(candidates, rangesBefore(entry, context), context);
  if (misprint) return [misprint];
  const section = figure.inTable || isLast ? (context.rows[after - 1]?.section ?? null) : null;
  if (isLast && !section && after > 0) return [{ ...base, side: 'net', value: signedByMark(figure.amount) }];
  if (!section || section === 'payments') return [];
  return [{ ...base, side: section, value: figure.amount.size, range: sectionBefore(after, context) }];
}

/** "Total checks paid" below the checks must be theirs; in a summary it may be of any part that has its side. */
function sectionTotals(entry: PlacedFigure, context: TotalContext): PrintedTotal[] {
  const [total] = sidesOf(entry);
  if (!total) return totalOfAnySide(entry, context);
  const below = sectionsOf(context).find(([from]) => from === entry.after);
  if (entry.figure.label.isAbove && below) return [{ ...total, range: below }];
  const fits = [...rangesBefore(entry, context), ...sectionsOf(context)].find((range) =>
    agrees(total, range, context),
  );
  if (fits) return total.value.eq(0) ? [] : [{ ...total, range: fits }];
  const misprint = misprintOf([total], [...rangesBefore(entry, context), ...sectionsOf(context)], context);
  if (misprint) return [misprint];
  const isBelow = context.rows[entry.after - 1]?.section === total.side;
  return isBelow ? [{ ...total, range: sectionBefore(entry.after, context) }] : [];
}

const agrees = ({ side, value }: Side, range: Range, context: TotalContext): boolean =>
  sumWithin(range, side, context).eq(value);

const sumWithin = ([from, to]: Range, side: PrintedTotal['side'], { transactions }: TotalContext): Money =>
  sumOfSide(
    transactions.slice(from, to).map((row) => row.amount),
    side,
  );

/** The total that one of the sums would be if a single digit were another; null for none. */
function misprintOf(
  totals: readonly Side[],
  ranges: readonly Range[],
  context: TotalContext,
): PrintedTotal | null {
  for (const range of ranges) {
    const total = totals.find(({ side, value }) => isOneDigitOff(value, sumWithin(range, side, context)));
    if (total) return { ...total, range };
  }
  return null;
}

function rangesBefore(entry: PlacedFigure, context: TotalContext): Range[] {
  const { after } = entry;
  return [
    [0, context.transactions.length],
    [0, after],
    [pageStart(entry, context), after],
    sectionBefore(after, context),
    [Math.max(0, ...context.ends.filter((end) => end < after)), after],
    ...sectionsOf(context).filter(([from]) => from === after),
  ];
}

const pageStart = ({ figure }: PlacedFigure, { rows }: TotalContext): number =>
  Math.max(
    0,
    rows.findIndex((row) => row.place.page === figure.place.page),
  );

function sectionBefore(after: number, { rows }: TotalContext): Range {
  const last = rows[after - 1];
  return [rows.findLastIndex((row, index) => index < after && row.heading !== last?.heading) + 1, after];
}

function sectionsOf({ rows }: TotalContext): Range[] {
  const starts = rows.flatMap((row, index) => (row.heading !== rows[index - 1]?.heading ? [index] : []));
  return starts.map((start, index) => [start, starts[index + 1] ?? rows.length]);
}

/** Parts that stand together, each once. */
function summaries(parts: readonly PlacedFigure[]): PlacedFigure[][] {
  const groups = new Map<string, PlacedFigure[]>();
  for (const entry of parts) {
    const { figure, after } = entry;
    const key = `${after} ${figure.place.page}`;
    const group = groups.get(key) ?? [];
    const isRepeated = group.some(
      (other) => other.figure.text === figure.text && other.figure.amount.size.eq(figure.amount.size),
    );
    if (!isRepeated) groups.set(key, [...group, entry]);
  }
  return [...groups.values()];
}

/**
 * "Deposits 900, checks 200, fees 12". Where opening and closing balance lie just so far apart, they are all of their sides;
 * else a side has to be the sum of its transactions, or each of its parts that of a part of the list.
 */
function summaryTotals(summary: readonly PlacedFigure[], context: TotalContext): PrintedTotal[] {
  const { opening, closing } = context;
  const [into, out] = [joined(summary, 'credits'), joined(summary, 'debits')];
  const moved = (into?.value ?? ZERO).minus(out?.value ?? ZERO);
  const addsUp = opening && closing && opening.value.plus(moved).eq(closing.value);
  if (into && out && isGross(into, out, context)) return [{ ...into, side: 'net', value: moved }];
  return [into, out].flatMap((total) => {
    if (!total) return [];
    if (addsUp || agrees(total, [0, context.transactions.length], context)) return [total];
    const entries = ofSide(summary, total.side);
    const parts = partsOf(entries, context) ?? nestedSums(entries, context);
    const isMeant = isWholeSide(entries, total, context) || hasMisprint(entries, total, context);
    return parts ?? (isMeant ? [total] : []);
  });
}

/** Fees that were taken off what came in stand on both sides: each is larger than its transactions by the same. */
function isGross(into: PrintedTotal, out: PrintedTotal, context: TotalContext): boolean {
  const whole: Range = [0, context.transactions.length];
  const [more, also] = [into, out].map(({ side, value }) => value.minus(sumWithin(whole, side, context)));
  return more!.gt(ZERO) && more!.eq(also!);
}

/** One other digit in one of the parts, and they would be all of their side. */
function hasMisprint(entries: readonly PlacedFigure[], total: PrintedTotal, context: TotalContext): boolean {
  const missing = sumWithin([0, context.transactions.length], total.side, context).minus(total.value);
  return entries.some(({ figure: { amount } }) => isOneDigitOff(amount.size, amount.size.plus(missing)));
}

const ofSide = (summary: readonly PlacedFigure[], side: PrintedTotal['side']): PlacedFigure[] =>
  summary.filter(({ kind }) => kind === `total_${side}`);

function joined(summary: readonly PlacedFigure[], side: 'credits' | 'debits'): PrintedTotal | null {
  const entries = ofSide(summary, side);
  const value: Money = sum(entries.map(({ figure }) => figure.amount.size));
  if (entries.length === 0) return null;
  return {
    side,
    value,
    place: entries[0]!.figure.place,
    label: entries.map(({ figure }) => figure.text).join(' + '),
  };
}

/** Each part as the total of a part of the list; null unless all of them are. */
function partsOf(entries: readonly PlacedFigure[], context: TotalContext): PrintedTotal[] | null {
  const found = entries.map((entry) => {
    const [total] = sidesOf(entry);
    const range = sectionsOf(context).find((section) => total && agrees(total, section, context));
    return total && range ? { ...total, range } : null;
  });
  return found.every((total) => total !== null) ? found : null;
}

/** Names of a whole side, in contrast to those of a part of it such as fees or checks. */
const WHOLE_SIDE =
  /\b(?:transactions?|credits?|deposits?|in|receipts|additions|gutschriften|eingange|haben|entrate|entradas|abonos|ingresos|accrediti|creditos|versements|transaktionen|debits?|withdrawals?|out|subtractions|lastschriften|belastungen|ausgange|soll|uscite|saidas|cargos|gastos|addebiti|debitos|retraits|payments?|purchases?|deductions|new charges)\b/u;

const MOST_PARTS = 10;

/** "Payments 90, credits 10, payments and credits 100": every part is in some sum that is the whole side; null else. */
function nestedSums(entries: readonly PlacedFigure[], context: TotalContext): PrintedTotal[] | null {
  const totals = entries.flatMap(sidesOf).filter(({ value }) => !value.eq(0));
  if (totals.length < 2 || totals.length > MOST_PARTS) return null;
  const whole: Range = [0, context.transactions.length];
  const sums = subsetsOf(totals).filter((some) =>
    agrees({ ...some[0]!, value: valueOf(some) }, whole, context),
  );
  if (!totals.every((total) => sums.some((some) => some.includes(total)))) return null;
  return [
    { ...sums[0]![0]!, value: valueOf(sums[0]!), label: sums[0]!.map(({ label }) => label).join(' + ') },
  ];
}

const valueOf = (totals: readonly Side[]): Money => sum(totals.map(({ value }) => value));

function subsetsOf<Item>(items: readonly Item[]): Item[][] {
  const count = 2 ** items.length;
  return Array.from({ length: count - 1 }, (_, bits) =>
    items.filter((_item, index) => ((bits + 1) >> index) & 1),
  );
}

/** Whether the parts that were read are all of their side: no figure that was passed over beside them explains the difference. */
function isWholeSide(entries: readonly PlacedFigure[], total: Side, context: TotalContext): boolean {
  const isNamed = entries.some(({ figure }) => WHOLE_SIDE.test(withoutAccents(figure.text)));
  const beside = unreadBeside(entries[0]!, context);
  const amounts = context.transactions.map((row) => row.amount);
  const difference = sumOfSide(amounts, total.side).minus(total.value).abs();
  const explains = subsetsOf(beside).some((some) => sum(some.map(({ value }) => value.abs())).eq(difference));
  return isNamed && !explains;
}
