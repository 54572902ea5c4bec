/** Month names by their first letters, accents removed, in the languages that are read; longest first where one starts another. */
const MONTHS: readonly (readonly string[])[] = [
  [
    'january',
    'januar',
    'janvier',
    'janv',
    'enero',
    'ene',
    'gennaio',
    'gen',
    'janeiro',
    'januari',
    'jan',
    'janner',
  ],
  ['february', 'februar', 'fevrier', 'fevr', 'fev', 'febrero', 'febbraio', 'fevereiro', 'februari', 'feb'],
  ['march', 'marz', 'maerz', 'mars', 'marzo', 'marco', 'maart', 'mrt', 'mrz', 'mar'],
  ['april', 'avril', 'avr', 'abril', 'abr', 'aprile', 'apr'],
  ['may', 'mai', 'mayo', 'maggio', 'mag', 'maio', 'mei'],
  ['june', 'juni', 'juin', 'junio', 'giugno', 'giu', 'junho', 'jun'],
  ['july', 'juli', 'juillet', 'juil', 'julio', 'luglio', 'lug', 'julho', 'jul'],
  ['august', 'aout', 'agosto', 'ago', 'augustus', 'aug', 'aou'],
  ['september', 'septembre', 'septiembre', 'settembre', 'setembro', 'sept', 'sep', 'set'],
  ['october', 'oktober', 'octobre', 'octubre', 'ottobre', 'ott', 'outubro', 'out', 'oct', 'okt'],
  ['november', 'novembre', 'noviembre', 'novembro', 'nov'],
  ['december', 'dezember', 'decembre', 'diciembre', 'dicembre', 'dezembro', 'dec', 'dez', 'dic'],
];

const MONTH_OF = new Map(MONTHS.flatMap((names, index) => names.map((name) => [name, index + 1] as const)));

/** Which of two numbers comes first. */
export type DateOrder = 'day_first' | 'month_first';

/** A date as printed: two numbers whose order may be open, or day and month that the text settles; year may be missing. */
export interface DateText {
  /** Day and month where the text settles them. */
  day: number | null;
  month: number | null;
  /** The two numbers as printed, where their order is open. */
  open: [first: number, second: number] | null;
  /** What a date of two numbers shows about their order: one above 12 must be the day. */
  shows: DateOrder | null;
  year: number | null;
  /** The same three numbers of two digits with the year first, for documents whose period shows that it is. */
  yearFirst?: { year: number; month: number; day: number };
  text: string;
}

const YEAR = String.raw`(?:'?\d{2}|\d{4})`;
const NUMERIC = new RegExp(
  String.raw`^(?<first>\d{1,2})\s?(?<separator>[/.\-])\s?(?<second>\d{1,2})(?:\s?[/.\-]\s?(?<year>${YEAR}))?\.?$`,
  'u',
);
const ISO = /^(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?:[T ]\d{1,2}:\d{2}.*)?$/u;
const COMPACT = /^((?:19|20)\d{2})(\d{2})(\d{2})$/u;
const DAY_FIRST = new RegExp(
  String.raw`^(\d{1,2})(?:st|nd|rd|th|\.|º|er)?[\s\-/.]*(?:de\s)?(\p{L}{3,10})\.?[\s\-/.,]*(?:de\s)?(${YEAR})?$`,
  'u',
);
const MONTH_FIRST = new RegExp(
  String.raw`^(\p{L}{3,10})\.?[\s\-/.]*(\d{1,2})(?:st|nd|rd|th)?(?:\s?,?[\s\-/]*(\d{4}|'?\d{2}))?$`,
  'u',
);
const YEAR_FIRST_NAMED = /^(\d{4})[\s\-/](\p{L}{3,10})[\s\-/](\d{1,2})$/u;

/** Reads a whole text as a date; null when it is none. Times of day and marks of footnotes after the date are let go. */
export function readDate(text: string): DateText | null {
  const trimmed = text
    .trim()
    .replace(/[*†‡^]+$/u, '')
    .replace(/^(\d{4})年(\d{1,2})月(\d{1,2})日$/u, '$1-$2-$3')
    .replace(/^(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*[,.]?\s+/iu, '');
  return readNumeric(trimmed) ?? readNamed(trimmed);
}

function readNumeric(text: string): DateText | null {
  const iso = ISO.exec(text) ?? COMPACT.exec(text);
  if (iso) return settled(text, Number(iso[3]), Number(iso[2]), Number(iso[1]));
  const withoutTime = text.replace(/[ T]+\d{1,2}:\d{2}(?::\d{2})?(?:\s?[ap]m)?$/iu, '');
  const match = NUMERIC.exec(withoutTime)?.groups;
  if (!match) return null;
  const [first, second] = [Number(match.first), Number(match.second)];
  const year = match.year === undefined ? null : fullYear(match.year);
  if (first < 1 || second < 1 || first > 31 || second > 31 || (first > 12 && second > 12)) return null;
  if (match.separator === '.' && match.year?.length === 2) {
    const day = Number(match.year);
    const read = settled(text, first, second, year);
    return read && second <= 12 && day >= 1 && day <= 31
      ? { ...read, yearFirst: { year: fullYear(match.first!), month: second, day } }
      : read;
  }
  if (first > 12) return settled(text, first, second, year, 'day_first');
  if (second > 12) return settled(text, second, first, year, 'month_first');
  // Between points the day comes first wherever dates are written so.
  if (first === second || match.separator === '.') return settled(text, first, second, year);
  return { day: null, month: null, open: [first, second], shows: null, year, text };
}

function readNamed(text: string): DateText | null {
  const dayFirst = DAY_FIRST.exec(text);
  if (dayFirst) return named(text, dayFirst[1], dayFirst[2], dayFirst[3]);
  const monthFirst = MONTH_FIRST.exec(text);
  if (monthFirst) return named(text, monthFirst[2], monthFirst[1], monthFirst[3]);
  const yearFirst = YEAR_FIRST_NAMED.exec(text);
  return yearFirst ? named(text, yearFirst[3], yearFirst[2], yearFirst[1]) : null;
}

function named(text: string, day = '', name = '', year: string | undefined): DateText | null {
  const month = MONTH_OF.get(withoutAccents(name));
  if (month === undefined) return null;
  return settled(text, Number(day), month, year === undefined ? null : fullYear(year));
}

function settled(
  text: string,
  day: number,
  month: number,
  year: number | null,
  shows: DateOrder | null = null,
): DateText | null {
  if (month < 1 || month > 12 || day < 1 || day > daysIn(month, year)) return null;
  return { day, month, open: null, shows, year, text };
}

/** Two digits are of this century up to twenty years ahead of what was common when formats were cut to two digits. */
function fullYear(text: string): number {
  const year = Number(text.replace("'", ''));
  if (text.length === 4) return year;
  return year < 70 ? 2000 + year : 1900 + year;
}

export function daysIn(month: number, year: number | null): number {
  if (month === 2)
    return year === null || (year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0)) ? 29 : 28;
  return [4, 6, 9, 11].includes(month) ? 30 : 31;
}

/** Month from 1 of a month's name in any of the languages read; undefined for other words. */
export function monthNamed(name: string): number | undefined {
  return MONTH_OF.get(withoutAccents(name));
}

/** Letters whose strokes are no accents to Unicode. */
const PLAIN_LETTERS: Readonly<Record<string, string>> = { ø: 'o', ł: 'l', ı: 'i', đ: 'd', æ: 'ae' };

/** Lower case without accents: how words are compared everywhere in this folder. */
export function withoutAccents(text: string): string {
  return text
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[øłıđ]|æ/gu, (letter) => PLAIN_LETTERS[letter]!);
}

export function isoDate(year: number, month: number, day: number): string {
  return `${String(year).padStart(4, '0')}-${String(month).padStart(2, '0')}-${String(day).padStart(2, '0')}`;
}
