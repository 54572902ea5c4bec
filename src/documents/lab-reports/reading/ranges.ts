import type { Patient, PrintedInterval } from './interval.js';
import { parseNumber, type NumberStyle, type ParsedNumber } from './numbers.js';
import { namesPeople, tieredInterval } from './tiers.js';
import { parseUnit, type Unit } from './units.js';

const NOBODY: Patient = { sex: null, age: null };

const NUMBER = String.raw`[+-]?(?:\d{1,3}(?:[,'’\u00a0\u202f ]\d{2,3})*[,'’\u00a0\u202f ]\d{3}(?:\.\d+)?|\d+(?:[.,]\d+)*|\.\d+)`;
const DASH = String.raw`\s*(?:-|–|—|−|‐|‑|~|÷|to|bis|a|à|ila|until|\.\.\.?)\s*`;
const TWO_SIDED = new RegExp(`^(${NUMBER})(?:\\s*[^\\d\\s-]{1,8})?${DASH}(?:<\\s*)?(${NUMBER})$`, 'i');
/** `Entre 50 y 170`. */
const BETWEEN = new RegExp(
  `^(?:entre|between|tra|fra|zwischen)\\s+(${NUMBER})\\s+(?:y|e|et|and|und)\\s+(${NUMBER})`,
  'i',
);
const UPPER_INCLUSIVE =
  /^(?:(?:less|lower) than or equal to|<\s*\/?\s*=|=<|≤|⩽|up\s*to|upto|bis(?:\s*zu)?|until|max\.?|maximum|not more than|hasta|jusqu'à|fino a|sino a|até|en fazla)\s*/i;
const UPPER =
  /^(?:<|less\s*than|lower than|below|under|inferiore? (?:ad?|o)|inf\.?(?![a-zé])(?: ?[àa])?|menor (?:de|que|a)|minore di|meno di|menos de|abaixo de|unter|kleiner(?:\s*als)?|inférieure? à|moins de|küçük)\s*/i;
const LOWER_INCLUSIVE =
  /^(?:(?:greater|more|higher) than or equal to|>\s*\/?\s*=|=>|≥|⩾|at\s*least|min\.?|minimum|ab|desde|a partire da|a partir de|en az)\s*/i;
const LOWER =
  /^(?:>|greater\s*than|more\s*than|higher than|above|over|über|größer(?:\s*als)?|mayor (?:de|que|a)|maggiore di|maior (?:que|do que)|acima de|superiore? (?:ad?|o)|sup\.?(?![a-zé])(?: ?[àa])?|supérieure? à|plus de|büyük)\s*/i;
const LABEL =
  /^(?:bio(?:logical)?\.?\s*)?(?:(?:ref(?:erence)?|ref\.|normal|std|standard|desirable|expected|n|rr|nr|v\.?\s?r\.?|v\.?\s?n\.?|adults?|norm)(?!\p{L})\.?\s*)+(?:(?:range|interval|value|values|limits)s?\.?\s*)?[:=]?\s*|^(?:range|interval)\s*[:=]\s*/iu;
/** What laboratories print where they have no interval. */
const NO_REFERENCE =
  /^(?:not estab(?:lished|\.)?|not applicable|n\/?a\.?|none|-+|–|—|\*+|\(?calc(?:ulated)?\)?|see (?:note|below|comments?)|siehe (?:kommentar|text|unten|befund)|s\. (?:kommentar|text|u\.?)|vedi (?:nota|note|commento)|ver (?:nota|comentarios?)|voir (?:commentaire|note)|not defined|no reference.*)$/i;

const EXPECTED_WORDS =
  /^(?:negative|positive|non[- ]?reactive|reactive|not detected|detected|nil|absent|present|clear|normal|none|none seen|not seen|pale yellow|yellow|straw|trace|negati[vf][oae]?|positi[vf][oae]?|négatif|négative|nicht nachweisbar|negativ|assente|assenti|ausente|absence|yok|nicht reaktiv|non reattivo|no reactivo|não reagente|non réactif)(?:\s*\/\s*\w+)?$/i;

/** `4.0 - 6.0 No diabético` */
const NOT_DIABETIC = /^(?:non?|not|nicht|niet)[- ]?diab\p{L}+$/iu;

/** `< 1:80`, `Negative < 1/80`: a titre is no number. */
const EXPECTED_TITRE =
  /^(?:negati\p{L}+|négati\p{L}+|normal)?\s*:?\s*(?:[<>≤≥]=?|up to|bis|hasta|fino a)?\s*1\s*[:/]\s*\d{2,}$/iu;

/** True for the words that stand where no reference is given. */
export function isNoReference(text: string): boolean {
  return NO_REFERENCE.test(text.trim());
}

/** Longer texts are prose. */
const LONGEST_REFERENCE = 400;

/** Reads a reference text as a whole; null if it does not look like one. `patient` picks among intervals labelled by sex or age. */
export function parseInterval(
  text: string,
  style: NumberStyle,
  patient: Patient = NOBODY,
): PrintedInterval | null {
  const printed = text.replace(/\s+/g, ' ').trim();
  if (!printed || printed.length > LONGEST_REFERENCE) return null;
  const plain = stripBrackets(printed.replace(/\s*\(calc(?:ulated)?\.?\)$/i, ''))
    .replace(/\s*[*#†‡]+\)?$/, '')
    .replace(/([<>])\s*(?:or|\/)\s*=/gi, '$1=')
    .replace(/^(?:above|below)\s*(?=[<>≤≥])/i, '')
    .replace(BETWEEN, '$1 - $2')
    .replace(/^(?:de|da|dal|von|from|du)\s+(?=\d)/i, '')
    .trim();
  if (!/\d/.test(plain) || EXPECTED_TITRE.test(plain)) return expectedText(plain, printed);
  const unlabelled = plain.replace(LABEL, '');
  return (
    simpleInterval(plain, printed, style) ??
    (unlabelled === plain ? null : simpleInterval(unlabelled, printed, style)) ??
    remarkedInterval(plain, printed, style, patient) ??
    beforeSteps(plain, printed, style) ??
    reversedTiers(plain, printed, style, patient) ??
    tieredInterval(unlabelled, printed, style, patient, simpleInterval) ??
    (unlabelled === plain ? null : tieredInterval(plain, printed, style, patient, simpleInterval))
  );
}

/** `6.2 - 19.4 (7-10 AM)`, `< 1.0 Non-Reactive`: an interval with a remark. A remark that names people makes it a tier. */
function remarkedInterval(
  plain: string,
  printed: string,
  style: NumberStyle,
  patient: Patient,
): PrintedInterval | null {
  const bracketed = /^(.*\d\S*(?:\s[^\s\d([]+)?)\s*[([]([^()[\]]*\p{L}[^()[\]]*)[)\]]$/u.exec(plain);
  const worded = /^(.*\d)\s+(\p{L}[\p{L} -]*)$/u.exec(plain);
  const [, head = '', remark = ''] = bracketed ?? worded ?? [];
  const isPlain = EXPECTED_WORDS.test(remark) || /^adults?$/i.test(remark) || NOT_DIABETIC.test(remark);
  if (head === '' || (!bracketed && !isPlain)) return null;
  const interval = simpleInterval(head, printed, style);
  if (!interval) return null;
  const tier = tieredInterval(`${remark}: ${head}`, printed, style, patient, simpleInterval);
  return tier ?? interval;
}

/** `35 - 70; risk < 35`: the interval that has no label holds, unless a label behind it names people. */
function beforeSteps(plain: string, printed: string, style: NumberStyle): PrintedInterval | null {
  const [head = '', ...steps] = plain.split(/\s*;\s*/);
  const isStep = (step: string): boolean => {
    const [, label = '', range = ''] = /^(\p{L}[\p{L} ]*?)\s*:?\s*([<>≤≥\d].*)$/u.exec(step) ?? [];
    return label !== '' && !namesPeople(label) && simpleInterval(range, '', style) !== null;
  };
  return steps.length > 0 && steps.every(isStep) ? simpleInterval(head, printed, style) : null;
}

const REVERSED = new RegExp(
  `((?:[<>≤≥]=?|below|above|up to)?\\s*${NUMBER}(?:${DASH}${NUMBER})?)\\s*:\\s*(\\p{L}[\\p{L} -]*?)(?=\\s*(?:[<>≤≥\\d]|below|above|up to|$))`,
  'giu',
);

/** `Below 5.7% : Normal 5.7% - 6.4% : Prediabetic`: the labels stand behind their intervals. */
function reversedTiers(
  plain: string,
  printed: string,
  style: NumberStyle,
  patient: Patient,
): PrintedInterval | null {
  const withoutUnits = plain
    .replace(/(?<=\d)\s*(?:%|[a-zµ]+\/[a-z]+)/gi, '')
    .replace(/(?<=\d)\s*\((\p{L}[^()]*)\)/gu, ': $1');
  const steps = [...withoutUnits.matchAll(REVERSED)];
  if (steps.length < 2 || withoutUnits.replace(REVERSED, '').trim() !== '') return null;
  const turned = steps.map(([, range = '', label = '']) => `${label.trim()}: ${range.trim()}`).join(' ');
  return tieredInterval(turned, printed, style, patient, simpleInterval);
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

/** `00 - 02` pads both bounds to the same length. */
function twoSided(lowText: string, highText: string, style: NumberStyle): Bounds | null {
  const isPadded = /^\d\d$/.test(lowText) && /^\d\d$/.test(highText);
  const bound = (text: string): ParsedNumber | null =>
    parseNumber(isPadded ? text.replace(/^0/, '') : text, style);
  const low = bound(lowText);
  const high = bound(highText);
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
  const glued = /^(.*[\d)\]])\s*((?:[^\d\s]|10|x10|×10).*)$/i;
  for (let index = 1; index < text.length; index++) {
    if (!/[\d)\]]/.test(text[index - 1] ?? '') || !/[\s\S]/.test(text[index] ?? '')) continue;
    const tail = text.slice(index);
    if (!glued.test(text.slice(0, index) + tail) || /^[\d.,]/.test(tail)) continue;
    const unit = parseUnit(tail);
    if (unit) return { head: text.slice(0, index).trim(), unit };
  }
  return { head: text, unit: null };
}

function expectedText(plain: string, printed: string): PrintedInterval | null {
  if (!EXPECTED_WORDS.test(plain) && !EXPECTED_TITRE.test(plain)) return null;
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
