const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];
const MONTH = `(?:${MONTHS.join('|')})[a-z]{0,6}\\.?`;
const NUMERIC = /(?<!\d)(\d{1,4})[./-](\d{1,2})[./-](\d{2,4})(?!\d)/;
const NAMED =
  /(?<!\d)(\d{1,2})[\s./-]*(?:st|nd|rd|th)?[\s./-]*([A-Za-z]{3,9})\.?[\s.,/-]+(\d{4}|\d{2})(?!\d)/;
const NAMED_US = /([A-Za-z]{3,9})\.?\s+(\d{1,2})(?:st|nd|rd|th)?,?\s+(\d{4})(?!\d)/;
const TIME = /(\d{1,2}):(\d{2})(?::(\d{2}))?\s*([AaPp]\.?[Mm]\.?)?/;

/** Whether all-number dates of a document put the day or the month first; null while none of them tells. */
export type DateOrder = 'day_first' | 'month_first' | null;

export function detectDateOrder(text: string): DateOrder {
  let dayFirst = /(?<!\d)(?:1[3-9]|2\d|3[01])[./-](?:0?[1-9]|1[0-2])[./-]\d{2,4}(?!\d)/.test(text);
  const monthFirst = /(?<!\d)(?:0?[1-9]|1[0-2])[./-](?:1[3-9]|2\d|3[01])[./-]\d{2,4}(?!\d)/.test(text);
  // Dots separate dates only where the day comes first.
  dayFirst ||= /(?<![\d.])\d{1,2}\.\d{1,2}\.\d{4}(?!\d)/.test(text);
  if (dayFirst === monthFirst) return null;
  return dayFirst ? 'day_first' : 'month_first';
}

/** The first date of a text with its time, as local ISO text; null if there is none or day and month could be swapped. */
export function parseLocalDate(text: string, order: DateOrder): string | null {
  const date = namedDate(text) ?? numericDate(text, order);
  if (!date || !isCalendarDate(date.iso)) return null;
  const time = parseTime(text.slice(date.end, date.end + 24));
  return time ? `${date.iso}T${time}` : date.iso;
}

interface FoundDate {
  iso: string;
  end: number;
}

function namedDate(text: string): FoundDate | null {
  const european = NAMED.exec(text);
  if (european && monthNumber(european[2]))
    return found(european, european[3], monthNumber(european[2]), european[1]);
  const american = NAMED_US.exec(text);
  if (american && monthNumber(american[1]))
    return found(american, american[3], monthNumber(american[1]), american[2]);
  return null;
}

function numericDate(text: string, order: DateOrder): FoundDate | null {
  const match = NUMERIC.exec(text);
  if (!match) return null;
  const [, a = '', b = '', c = ''] = match;
  if (a.length === 4) return found(match, a, Number(b), c);
  if (a.length === 3 || c.length === 3) return null;
  const sameEitherWay = Number(a) === Number(b);
  const effective =
    Number(a) > 12 ? 'day_first' : Number(b) > 12 ? 'month_first' : sameEitherWay ? 'day_first' : order;
  if (!effective) return null;
  return effective === 'day_first' ? found(match, c, Number(b), a) : found(match, c, Number(a), b);
}

function monthNumber(name: string | undefined): number {
  return MONTHS.indexOf((name ?? '').toLowerCase().slice(0, 3)) + 1;
}

function found(match: RegExpExecArray, year = '', month: number, day = ''): FoundDate {
  const fullYear = year.length === 2 ? `20${year}` : year;
  const iso = `${fullYear}-${String(month).padStart(2, '0')}-${day.padStart(2, '0')}`;
  return { iso, end: match.index + match[0].length };
}

function isCalendarDate(iso: string): boolean {
  const date = new Date(`${iso}T00:00:00Z`);
  return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(iso);
}

function parseTime(text: string): string | null {
  const match = TIME.exec(text);
  if (!match || match.index > 6) return null;
  const [, hourText = '', minute = '', second = '00', half = ''] = match;
  let hour = Number(hourText);
  if (/^p/i.test(half) && hour < 12) hour += 12;
  if (/^a/i.test(half) && hour === 12) hour = 0;
  if (hour > 23 || Number(minute) > 59) return null;
  return `${String(hour).padStart(2, '0')}:${minute}:${second}`;
}

/** True for a date alone, perhaps in brackets or with its time. */
export function isDate(text: string): boolean {
  const plain = text.trim();
  return (
    /^\(?\d{1,4}([./-])(?:\d{1,2}|[a-z]{3})\1\d{2,4}(?:,? \d{1,2}:\d{2})?\)?$/i.test(plain) ||
    new RegExp(`^\\(?(?:\\d{1,2}\\.? ${MONTH}|${MONTH} \\d{1,2},?) (?:19|20)\\d{2}\\)?$`, 'i').test(plain)
  );
}

/** `7.4 (03-09-2024)`, `104 12/09/24`: a number with its date. */
export function isDatedNumber(text: string): boolean {
  const words = text.trim().split(' ');
  const [number = '', ...rest] = words;
  return /^[<>]?\d[\d.,]*$/.test(number) && rest.length > 0 && isDate(rest.join(' '));
}

/** A printed date, with its time, as `year-month-day hour:minute` text for sorting; where the order is open the day is taken to come first. */
export function sortableDate(text: string): string {
  const [date = '', time = ''] = text.split(' ');
  const parts = date
    .toLowerCase()
    .split(/[./-]/)
    .map((part) => {
      const month = MONTHS.indexOf(part.slice(0, 3));
      return month >= 0 ? String(month + 1) : part;
    });
  const [a = '', b = '', c = ''] = parts;
  const [year, month, day] = a.length === 4 ? [a, b, c] : [c.length === 2 ? `20${c}` : c, b, a];
  return `${[year, month.padStart(2, '0'), day.padStart(2, '0')].join('-')} ${time.padStart(5, '0')}`;
}
