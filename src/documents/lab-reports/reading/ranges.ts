import { parseNumber, type NumberStyle } from './numbers.js';
import { parseUnit, type Unit } from './units.js';

/** A printed reference interval. Bounds are null where none is printed or none applies to everybody. */
export interface PrintedInterval {
  low: number | null;
  high: number | null;
  /** `<2.00` excludes 2.00, `Up to 2.00` and `1.00 - 2.00` include it. */
  lowInclusive: boolean;
  highInclusive: boolean;
  text: string;
  unit: Unit | null;
  /** `tiers`: several labelled intervals (sex, age, risk) of which none was chosen; `text`: an expected word such as Negative. */
  kind: 'interval' | 'tiers' | 'text';
  certain: boolean;
}

export type Sex = 'male' | 'female';

const NUMBER = String.raw`[+-]?(?:\d{1,3}(?:[,'’\u00a0\u202f ]\d{2,3})*[,'’\u00a0\u202f ]\d{3}(?:\.\d+)?|\d+(?:[.,]\d+)*|\.\d+)`;
const DASH = String.raw`\s*(?:-|–|—|−|‐|‑|~|to|bis|a|à|until|\.\.\.?)\s*`;
const TWO_SIDED = new RegExp(`^(${NUMBER})(?:\\s*[^\\d\\s-]{1,8})?${DASH}(${NUMBER})$`, 'i');
const UPPER =
  /^(?:<|up\s*to|upto|less\s*than|below|under|bis|until|max\.?|not more than|hasta|inferior a|menor (?:de|que)|unter|kleiner als|inférieur à|jusqu'à)\s*/i;
const UPPER_INCLUSIVE = /^(?:<=|=<|≤|⩽|up\s*to|upto|bis|until|max\.?|not more than|hasta|jusqu'à)\s*/i;
const LOWER =
  /^(?:>|greater\s*than|more\s*than|above|over|über|größer als|mayor (?:de|que)|superior a|supérieur à)\s*/i;
const LOWER_INCLUSIVE = /^(?:>=|=>|≥|⩾|at\s*least|min\.?|ab|desde)\s*/i;
const LABEL =
  /^(?:bio(?:logical)?\.?\s*)?(?:(?:ref(?:erence)?|ref\.|normal|std|standard|desirable|expected|n|rr|nr|adults?|norm)\.?\s*)+(?:(?:range|interval|value|values|limits)s?\.?\s*)?[:=]?\s*/i;
/** What laboratories print where they have no interval. */
const NO_REFERENCE =
  /^(?:not estab(?:lished|\.)?|not applicable|n\/?a\.?|none|-+|–|—|\*+|\(?calc(?:ulated)?\)?|see (?:note|below|comments?)|not defined|no reference.*)$/i;

const EXPECTED_WORDS =
  /^(?:negative|positive|non[- ]?reactive|reactive|not detected|detected|nil|absent|present|clear|normal|none|none seen|not seen|pale yellow|yellow|straw|trace|negativ|negativo|négatif)(?:\s*\/\s*\w+)?$/i;
const PREFERRED_TIER =
  /^(?:desirable|normal|optimal|optimum|sufficient|sufficiency|non[- ]?diabetic|negative|low risk|adults?|acceptable|healthy|euthyroid)/i;

const TIER_WORDS =
  /^(?:borderline|high|low|deficien|insufficien|toxic|elevated|child|adult|infant|newborn|pregnan|\d*\s*(?:years|yrs)|risk|moderate|follicular|luteal|post ?menopaus|fasting|random|morning|evening|am|pm)/i;

/** True for the words that stand where no reference is given. */
export function isNoReference(text: string): boolean {
  return NO_REFERENCE.test(text.trim());
}

/** Longer texts are prose. */
const LONGEST_REFERENCE = 400;

/** Reads a reference text as a whole; null if it does not look like one. `sex` picks among intervals labelled by sex. */
export function parseInterval(text: string, style: NumberStyle, sex?: Sex | null): PrintedInterval | null {
  const printed = text.replace(/\s+/g, ' ').trim();
  if (!printed || printed.length > LONGEST_REFERENCE) return null;
  const plain = stripBrackets(printed.replace(/\s*\(calc(?:ulated)?\.?\)$/i, ''))
    .replace(/[*#†‡]+$/, '')
    .replace(/([<>])\s*or\s*=/i, '$1=')
    .trim();
  return (
    simpleInterval(plain, printed, style) ??
    simpleInterval(plain.replace(LABEL, ''), printed, style) ??
    expectedText(plain, printed) ??
    tieredInterval(plain, printed, style, sex ?? null)
  );
}

function stripBrackets(text: string): string {
  const inner = /^[[({](.*)[\])}]$/.exec(text)?.[1];
  return inner && !/[[({]/.test(inner) ? inner.trim() : text;
}

function simpleInterval(text: string, printed: string, style: NumberStyle): PrintedInterval | null {
  const whole = boundsOf(stripBrackets(text), style);
  if (whole) return { ...whole, text: printed, unit: null, kind: 'interval' };
  const { head, unit } = splitTrailingUnit(text);
  if (!unit) return null;
  const bounds = boundsOf(stripBrackets(head), style);
  return bounds && { ...bounds, text: printed, unit, kind: 'interval' };
}

type Bounds = Pick<PrintedInterval, 'low' | 'high' | 'lowInclusive' | 'highInclusive' | 'certain'>;

function boundsOf(text: string, style: NumberStyle): Bounds | null {
  const between = TWO_SIDED.exec(text);
  if (between) return twoSided(between[1] ?? '', between[2] ?? '', style);
  return oneSided(text, style);
}

function twoSided(lowText: string, highText: string, style: NumberStyle): Bounds | null {
  const low = parseNumber(lowText, style);
  const high = parseNumber(highText, style);
  if (!low || !high) return null;
  const ordered = low.value <= high.value;
  return {
    low: low.value,
    high: high.value,
    lowInclusive: true,
    highInclusive: true,
    certain: ordered && low.certain && high.certain,
  };
}

function oneSided(text: string, style: NumberStyle): Bounds | null {
  const inclusiveHigh = UPPER_INCLUSIVE.exec(text);
  const inclusiveLow = LOWER_INCLUSIVE.exec(text);
  const mark = inclusiveHigh ?? inclusiveLow ?? UPPER.exec(text) ?? LOWER.exec(text);
  if (!mark) return null;
  const number = parseNumber(text.slice(mark[0].length).trim(), style);
  if (!number) return null;
  const isUpper = inclusiveHigh !== null || (inclusiveLow === null && UPPER.test(text));
  return {
    low: isUpper ? null : number.value,
    high: isUpper ? number.value : null,
    lowInclusive: inclusiveLow !== null,
    highInclusive: inclusiveHigh !== null,
    certain: number.certain,
  };
}

/** Finds the longest end of the text that is a unit: `13.0 - 17.0 g/dL`. */
function splitTrailingUnit(text: string): { head: string; unit: Unit | null } {
  const glued = /^(.*\d)\s*((?:[^\d\s]|10|x10|×10).*)$/i;
  for (let index = 1; index < text.length; index++) {
    if (!/\d/.test(text[index - 1] ?? '') || !/[\s\S]/.test(text[index] ?? '')) continue;
    const tail = text.slice(index);
    if (!glued.test(text.slice(0, index) + tail) || /^[\d.,]/.test(tail)) continue;
    const unit = parseUnit(tail);
    if (unit) return { head: text.slice(0, index).trim(), unit };
  }
  return { head: text, unit: null };
}

function expectedText(plain: string, printed: string): PrintedInterval | null {
  if (!EXPECTED_WORDS.test(plain)) return null;
  return {
    low: null,
    high: null,
    lowInclusive: true,
    highInclusive: true,
    text: printed,
    unit: null,
    kind: 'text',
    certain: true,
  };
}

interface Tier {
  label: string;
  interval: PrintedInterval;
}

function tieredInterval(
  plain: string,
  printed: string,
  style: NumberStyle,
  sex: Sex | null,
): PrintedInterval | null {
  const tiers = splitTiers(plain, style);
  if (tiers.length === 0 || (tiers.length === 1 && !isTierLabel(tiers[0]?.label ?? ''))) return null;
  if (tiers.some((tier) => parseUnit(tier.label))) return null;
  const chosen = chooseTier(tiers, sex);
  if (chosen) return { ...chosen.interval, text: printed };
  return {
    low: null,
    high: null,
    lowInclusive: true,
    highInclusive: true,
    text: printed,
    unit: null,
    kind: 'tiers',
    certain: true,
  };
}

const TIER = new RegExp(
  String.raw`(?<label>\p{L}[\p{L} .()/+'-]*?)\s*[:=-]?\s*(?<range>(?:${NUMBER}${DASH}${NUMBER})|(?:[<>≤≥]=?|up\s*to|less than|more than|greater than|above|below|over|under)\s*${NUMBER})(?<unit>\s*(?:%|[a-zµμ]+\/[a-z]+))?`,
  'giu',
);

function splitTiers(text: string, style: NumberStyle): Tier[] {
  const matches = [...text.matchAll(TIER)];
  // Something else before the first label means that this is not a list of intervals.
  if ((matches[0]?.index ?? 0) > 1) return [];
  return matches.flatMap((match) => {
    const interval = simpleInterval((match.groups?.range ?? '').trim(), '', style);
    if (!interval) return [];
    const unit = parseUnit(match.groups?.unit ?? '');
    return [
      {
        label: (match.groups?.label ?? '').replace(/[\s:=.(-]+$/, '').trim(),
        interval: { ...interval, unit },
      },
    ];
  });
}

function chooseTier(tiers: readonly Tier[], sex: Sex | null): Tier | null {
  const bySex = tiers.filter((tier) => sexOfLabel(tier.label) !== null);
  if (bySex.length > 0) {
    const own = bySex.filter((tier) => sexOfLabel(tier.label) === sex);
    return own.length === 1 ? (own[0] ?? null) : null;
  }
  const preferred = tiers.filter((tier) => PREFERRED_TIER.test(tier.label));
  return preferred.length === 1 ? (preferred[0] ?? null) : null;
}

function isTierLabel(label: string): boolean {
  return sexOfLabel(label) !== null || PREFERRED_TIER.test(label) || TIER_WORDS.test(label);
}

function sexOfLabel(label: string): Sex | null {
  if (/^(females?|women|woman|f|w|frauen|mujeres|femmes?)\b/i.test(label)) return 'female';
  if (/^(males?|men|man|m|männer|hombres|hommes?)\b/i.test(label)) return 'male';
  return null;
}
