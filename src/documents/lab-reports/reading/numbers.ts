/**
 * How a document writes decimals: `13.5` or `13,5`; `unknown` while nothing in it tells. `mostly_comma` has some decimal points
 * too, so that there `1,234` may be meant either way.
 */
export type NumberStyle = 'point' | 'comma' | 'mostly_comma' | 'unknown';

/** Commas that make a style: two may be footnotes, `(1,2)`. */
const FEWEST_COMMAS = 3;
/** Points among so many commas are times and versions, `10.32 Uhr`. */
const STRAY_POINTS = 1 / 8;

export interface ParsedNumber {
  value: number;
  /** False where the same characters may mean another number, such as `1,234`. */
  certain: boolean;
}

/** The decimal style that a text uses, from numbers that can be read in one way only. Dates and lakh grouping do not count. */
export function detectNumberStyle(text: string): NumberStyle {
  // Three digits may be a group of thousands.
  const points = countMatches(text, /(?<![\d.,])\d+\.(?:\d{1,2}|\d{4,})(?![\d.,])/g);
  const commas = countMatches(text, /(?<![\d.,])\d+,(?:\d{1,2}|\d{4,})(?![\d.,])/g);
  if (points === commas) return 'unknown';
  if (points > commas) return 'point';
  return commas >= FEWEST_COMMAS && points <= commas * STRAY_POINTS ? 'comma' : 'mostly_comma';
}

function writesComma(style: NumberStyle): boolean {
  return style === 'comma' || style === 'mostly_comma';
}

/** Reads one number without comparator or unit; null if the text is not a number. */
export function parseNumber(text: string, style: NumberStyle): ParsedNumber | null {
  const plain = text.replace(/[−–]/g, '-').replace(/(?<=\d)['’\u00a0\u202f\u2009 ](?=\d{3}(?!\d))/g, '_');
  const [mantissa = '', exponent = ''] = splitExponent(plain);
  const parsed = parseMantissa(mantissa, style);
  if (!parsed || !Number.isFinite(parsed.value)) return null;
  return exponent ? { ...parsed, value: Number(`${parsed.value}e${exponent}`) } : parsed;
}

function countMatches(text: string, pattern: RegExp): number {
  return [...text.matchAll(pattern)].length;
}

function splitExponent(text: string): [string, string] {
  const match = /^(.*\d)[eE]([+-]?\d{1,2})$/.exec(text);
  return match ? [match[1] ?? '', match[2] ?? ''] : [text, ''];
}

function parseMantissa(text: string, style: NumberStyle): ParsedNumber | null {
  const sign = /^[+-]/.exec(text)?.[0] ?? '';
  const digits = text.slice(sign.length);
  const factor = sign === '-' ? -1 : 1;
  const of = (decimal: string, certain: boolean): ParsedNumber => ({
    value: factor * Number(decimal),
    certain,
  });

  // A whole number that begins with zero is part of something else, such as `000` of `150 000`.
  if (/^\d+$/.test(digits)) return of(digits, !/^0\d/.test(digits));
  if (/^\d{1,3}(_\d{3})+([.,]\d+)?$/.test(digits))
    return of(digits.replace(/_/g, '').replace(',', '.'), true);
  if (/^\d{1,3}(\.\d{3})+,\d+$/.test(digits))
    return of(digits.replace(/\./g, '').replace(',', '.'), style !== 'point');
  if (/^\d{1,3}(,\d{2,3})*,\d{3}\.\d+$/.test(digits))
    return of(digits.replace(/,/g, ''), !writesComma(style));
  if (/^\d{1,3}(\.\d{3}){2,}$/.test(digits)) return of(digits.replace(/\./g, ''), writesComma(style));
  if (/^\d*\.\d+$/.test(digits)) return pointNumber(digits, style, of);
  if (/^\d+,\d+$/.test(digits)) return singleCommaNumber(digits, style, of);
  if (/^\d{1,3}(,\d{2,3})+,\d{3}$/.test(digits)) return of(digits.replace(/,/g, ''), true);
  return null;
}

type MakeNumber = (decimal: string, certain: boolean) => ParsedNumber;

/** `1.234` in a document that writes decimal commas is one thousand two hundred and thirty-four. */
function pointNumber(digits: string, style: NumberStyle, of: MakeNumber): ParsedNumber {
  const mayBeThousands = /^[1-9]\d{0,2}\.\d{3}$/.test(digits);
  if (writesComma(style) && mayBeThousands) return of(digits.replace('.', ''), true);
  return of(digits, mayBeThousands ? style === 'point' : !writesComma(style));
}

function singleCommaNumber(digits: string, style: NumberStyle, of: MakeNumber): ParsedNumber {
  const mayBeThousands = /^[1-9]\d{0,2},\d{3}$/.test(digits);
  if (mayBeThousands && !writesComma(style)) return of(digits.replace(',', ''), style === 'point');
  return of(digits.replace(',', '.'), style === 'comma' || (style === 'mostly_comma' && !mayBeThousands));
}
