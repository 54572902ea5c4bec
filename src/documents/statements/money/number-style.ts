/** How a document writes numbers: which character stands before the decimals, and which may group the digits. */
export interface NumberStyle {
  decimal: '.' | ',';
  /** A space may group digits: `1 234,56`. */
  spaceGroups: boolean;
}

export const POINT_STYLE: NumberStyle = { decimal: '.', spaceGroups: false };
export const COMMA_STYLE: NumberStyle = { decimal: ',', spaceGroups: false };

/** A number with both characters settles the matter more than one that could also be grouped or a date. */
const BOTH_WEIGHT = 10;
/** `05.03` is a date more often than an amount. */
const DATE_WEIGHT = 0.05;

/** Three digits behind a character are a group more often than decimals, */
const GROUP_WEIGHT = 0.1;
/** except in currencies of a thousand parts. */
const MILLS = /\b(?:BHD|IQD|JOD|KWD|LYD|OMR|TND)\b/u;

/**
 * The number style of a text, judged from its own numbers; null when nothing speaks for either.
 * `1.234,56` and `12,50` speak for the comma, `1,234.56`, `1,23,456.00` and `12.50` for the point.
 */
export function detectNumberStyle(text: string): NumberStyle | null {
  const hasMills = MILLS.test(text);
  let comma = 0;
  let point = 0;
  for (const [token] of text.matchAll(/(?<![\d.,])\d[\d.,'’]*\d(?![\d])/gu)) {
    if (/^\d{1,2}[.]\d{1,2}[.]\d{2,4}$/u.test(token)) continue;
    const mayBeDate = /^(?:0?[1-9]|[12]\d|3[01])\.(?:0[1-9]|1[0-2])$/u.test(token);
    if (/\.[\d.]*,\d+$/u.test(token)) comma += BOTH_WEIGHT;
    else if (/,[\d,]*\.\d+$/u.test(token)) point += BOTH_WEIGHT;
    else if (/['’]\d{3}\.\d+$/u.test(token)) point += BOTH_WEIGHT;
    else if (/^\d+,\d{2}$/u.test(token)) comma += 1;
    else if (/^\d+\.\d{2}$/u.test(token)) point += mayBeDate ? DATE_WEIGHT : 1;
    else if (/^\d{1,3}(\.\d{3}){2,}$/u.test(token)) comma += 1;
    else if (/^\d{1,3}(,\d{2,3})*,\d{3}$/u.test(token)) point += GROUP_WEIGHT;
    else if (/^(?:0|\d{4,})\.\d{3}$/u.test(token)) point += 1;
    else if (/^\d{1,3}\.\d{3}$/u.test(token) && !hasMills) comma += GROUP_WEIGHT;
  }
  if (comma === 0 && point === 0) return null;
  const decimal = comma <= point ? '.' : ',';
  return { decimal, spaceGroups: groupsBySpaces(text, decimal) };
}

/** Spaces group the digits where nothing else does: `1 234,56` and never `1.234,56`. */
function groupsBySpaces(text: string, decimal: '.' | ','): boolean {
  const other = decimal === '.' ? ',' : '\\.';
  const spaced = new RegExp(
    `(?<![\\d.,])\\d{1,3}(?:[ \\u00a0\\u202f]\\d{3})+[${decimal}]\\d{2}(?!\\d)`,
    'gu',
  );
  const otherwise = new RegExp(`\\d${other}\\d{3}[${decimal}]\\d{2}(?!\\d)`, 'gu');
  return [...text.matchAll(spaced)].length > [...text.matchAll(otherwise)].length;
}

/** Plain decimal string of the digits of a number in this style, null when it is not written that way. */
export function plainNumber(digits: string, style: NumberStyle): string | null {
  const [whole = '', fraction, ...more] = digits.split(style.decimal);
  if (more.length > 0 || (fraction !== undefined && !/^\d{1,8}$/u.test(fraction))) return null;
  const bare = ungroup(whole, style);
  if (bare === null) return null;
  return fraction === undefined ? bare : `${bare}.${fraction}`;
}

/** Western groups of three, or lakh and crore: three, then twos. Anything else is no grouping. */
function ungroup(whole: string, style: NumberStyle): string | null {
  if (whole === '') return '0';
  if (/^\d+$/u.test(whole)) return whole;
  const separators = style.decimal === '.' ? ",'’\u00a0\u202f " : ".'’\u00a0\u202f ";
  const groups = whole.split(new RegExp(`[${separators}]`, 'u'));
  if (groups.some((group) => !/^\d+$/u.test(group))) return null;
  const [first = '', ...rest] = groups;
  const last = rest.at(-1) ?? '';
  const middle = rest.slice(0, -1);
  const western = first.length <= 3 && rest.every((group) => group.length === 3);
  const lakh = first.length <= 2 && last.length === 3 && middle.every((group) => group.length === 2);
  return western || lakh ? groups.join('') : null;
}
