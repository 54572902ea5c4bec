import { type DateOrder, type DateText, daysIn, isoDate } from './date-text.js';

/** What else the document says about its dates. */
export interface DateEvidence {
  period: { from: string | null; to: string | null };
  /** The country's custom, where the document shows its country. */
  customary: DateOrder | null;
  /** The day of the statement, `YYYY-MM-DD`: dates without a year lie before it when there is no period. */
  issued: string | null;
}

export interface ResolvedDate {
  /** `YYYY-MM-DD`, null where it cannot be known. */
  date: string | null;
  doubt: string | null;
}

const DAY_MS = 86_400_000;
/** A statement may list what was bought some weeks before its period and posted within it. */
const BEFORE_PERIOD_DAYS = 60;
const AFTER_PERIOD_DAYS = 15;

/**
 * Settles the dates of one document together: the order of day and month by numbers above 12, by the period, by the
 * order of the rows, by the country; the missing year by the period or the day of the statement. What stays open is said with each date.
 */
export function resolveDates(texts: readonly (DateText | null)[], evidence: DateEvidence): ResolvedDate[] {
  const order = settleOrder(texts, evidence);
  let previous: string | null = null;
  return texts.map((text) => {
    if (!text) return { date: null, doubt: null };
    const resolved = resolveOne(text, order ?? 'day_first', evidence, previous);
    previous = resolved.date ?? previous;
    const isOpen = order === null && text.open !== null;
    return isOpen ? { ...resolved, doubt: openOrder(text.open!) } : resolved;
  });
}

const openOrder = ([first, second]: [number, number]): string =>
  `day and month of ${first}/${second} could be exchanged; nothing in the document settles their order`;

/** The order that the document's own evidence shows; null when it shows none. */
export function settleOrder(texts: readonly (DateText | null)[], evidence: DateEvidence): DateOrder | null {
  const shown = texts.flatMap((text) => (text?.shows ? [text.shows] : []));
  const dayFirst = shown.filter((order) => order === 'day_first').length;
  if (shown.length > 0) return dayFirst * 2 >= shown.length ? 'day_first' : 'month_first';
  const open = texts.filter((text): text is DateText => (text?.open ?? null) !== null);
  if (open.length === 0) return null;
  return byPeriod(open, evidence) ?? bySequence(open, evidence) ?? evidence.customary;
}

function byPeriod(open: readonly DateText[], evidence: DateEvidence): DateOrder | null {
  if (!evidence.period.from || !evidence.period.to) return null;
  const inside = (order: DateOrder): number =>
    open.filter((text) => {
      const { date } = resolveOne(text, order, evidence, null);
      return date !== null && date >= evidence.period.from! && date <= evidence.period.to!;
    }).length;
  const [day, month] = [inside('day_first'), inside('month_first')];
  if (day === month) return null;
  return day > month ? 'day_first' : 'month_first';
}

/** Rows stand in the order of time, oldest or newest first: the reading under which they do is the right one. */
function bySequence(open: readonly DateText[], evidence: DateEvidence): DateOrder | null {
  const disorder = (order: DateOrder): number => {
    const dates = open.map((text) => resolveOne(text, order, evidence, null).date ?? '');
    const steps = dates.slice(1).map((date, index) => date.localeCompare(dates[index]!));
    return Math.min(steps.filter((step) => step < 0).length, steps.filter((step) => step > 0).length);
  };
  const [day, month] = [disorder('day_first'), disorder('month_first')];
  if (day !== month) return day < month ? 'day_first' : 'month_first';
  const seconds = new Set(open.map((text) => text.open![1]));
  const firsts = new Set(open.map((text) => text.open![0]));
  const varied = 3;
  if (seconds.size === 1 && firsts.size >= varied) return 'day_first';
  if (firsts.size === 1 && seconds.size >= varied) return 'month_first';
  return null;
}

function resolveOne(
  text: DateText,
  order: DateOrder,
  evidence: DateEvidence,
  previous: string | null,
): ResolvedDate {
  const [first, second] = text.open ?? [0, 0];
  const [day, month] =
    text.open === null ? [text.day!, text.month!] : order === 'day_first' ? [first, second] : [second, first];
  const year = text.year ?? missingYear(day, month, evidence, previous);
  if (year === null)
    return { date: null, doubt: `the year of "${text.text}" is printed nowhere in the document` };
  const date = day > daysIn(month, year) ? null : isoDate(year, month, day);
  const { period } = evidence;
  if (text.yearFirst && period.from && period.to) {
    const other = isoDate(text.yearFirst.year, text.yearFirst.month, text.yearFirst.day);
    const isInside = (candidate: string | null): boolean =>
      candidate !== null && candidate >= period.from! && candidate <= period.to!;
    if (!isInside(date) && isInside(other)) return { date: other, doubt: null };
  }
  if (date === null) return { date: null, doubt: `"${text.text}" is no date of ${year}` };
  return { date, doubt: null };
}

/** A statement lists what was before its day, or is posted shortly after. */
function yearBefore(issued: string, day: number, month: number): number {
  const year = Number(issued.slice(0, 4));
  const days = (Date.parse(isoDate(year, month, day)) - Date.parse(issued)) / DAY_MS;
  return days > AFTER_PERIOD_DAYS ? year - 1 : year;
}

function missingYear(
  day: number,
  month: number,
  { period, issued }: DateEvidence,
  previous: string | null,
): number | null {
  const anchor = period.to ?? period.from;
  if (!anchor && issued) return yearBefore(issued, day, month);
  if (!anchor) return previous ? Number(previous.slice(0, 4)) : null;
  const earliest = Date.parse(period.from ?? anchor) - BEFORE_PERIOD_DAYS * DAY_MS;
  const latest = Date.parse(anchor) + AFTER_PERIOD_DAYS * DAY_MS;
  const last = Number(anchor.slice(0, 4));
  const first = Number((period.from ?? anchor).slice(0, 4));
  const years = Array.from({ length: last - first + 3 }, (_, index) => last + 1 - index);
  const inside = years.filter((candidate) => {
    const time = Date.parse(isoDate(candidate, month, day));
    return time >= earliest && time <= latest;
  });
  if (inside.length > 1 && period.from) {
    const strictly = inside.find((candidate) => {
      const date = isoDate(candidate, month, day);
      return date >= period.from! && date <= anchor;
    });
    if (strictly !== undefined) return strictly;
  }
  return inside[0] ?? last;
}
