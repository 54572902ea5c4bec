import type { Patient, PrintedInterval, Sex } from './interval.js';
import type { NumberStyle } from './numbers.js';
import { sexesOfLetters, sexOfLabel } from './patient-words.js';
import { isDistinctiveUnit, parseUnit } from './units.js';

/** One of several intervals that a report prints for one analyte, with what its label says about whom it is for. */
interface Tier {
  label: string;
  sex: Sex | null;
  age: AgeSpan | null;
  interval: PrintedInterval;
}

/** Years, both ends included; infants are told in months or days and get a span below one. */
interface AgeSpan {
  from: number;
  to: number;
}

export type ParseSimple = (text: string, printed: string, style: NumberStyle) => PrintedInterval | null;

const DASH = String.raw`\s*(?:-|–|—|−|‐|‑|to|bis|a|à|ila)\s*`;
const OVER = 'over|above|über|acima de|maior(?:es)? de|más de|mayor(?:es)? de|oltre(?: i)?|plus de|älter als';
const UNDER = 'under|below|unter|abaixo de|menor(?:es)? de|menos de|meno di|moins de|jünger als';
const AGE = new RegExp(
  String.raw`(?:\bage[ds]?\s*:?\s*)?(?<mark>[<>≤≥]=?|\b(?:${OVER}|${UNDER}|from|up to|hasta|fino a)\b)?\s*(?<from>\d{1,3})(?:${DASH}(?<to>\d{1,3}))?\s*-?\s*(?<unit>years?|yrs?\b\.?|y\b|jahren?|anni|años|ans|anos|yaş|jaar|lata?|ani|år|months?|mths?|days?|weeks?|wks?)(?:\s*(?<after>and (?:older|over|above)|or (?:older|over)|\+)|\s*(?:old|of age))?`,
  'giu',
);
const IS_OVER = new RegExp(`^(?:>|${OVER})$`, 'i');
const IS_UNDER = new RegExp(`^(?:<|${UNDER})$`, 'i');
const NUMBER = String.raw`[+-]?(?:\d{1,3}(?:[,'’\u00a0\u202f ]\d{2,3})*[,'’\u00a0\u202f ]\d{3}(?:\.\d+)?|\d+(?:[.,]\d+)*|\.\d+)`;
const ONE_SIDED = String.raw`(?:[<>≤≥]\s*(?:\/|or)?\s*=?|up\s*to|less than|more than|greater than|above|below|over|under|bis|unter|über|inferior(?:e)? a|superior(?:e)? a|inférieure? à|supérieure? à|menor (?:de|que)|mayor (?:de|que)|fino a|hasta|até|jusqu'à)`;
const TIER = new RegExp(
  String.raw`(?<label>[\p{L}⟦(][\p{L}\d⟦⟧ .()/+'-]*?)\s*[:=)-]*\s*(?<range>(?:${NUMBER}${DASH}(?:<\s*)?${NUMBER})|(?:${ONE_SIDED}\s*${NUMBER}))(?<unit>\s*(?:%|[a-zµμ]+\/[a-z]+))?`,
  'giu',
);
const PREFERRED =
  /^(?:desirable|non[- ]?pregnan|normal|optimal|optimum|sufficient|sufficiency|sufficienza|suffisan|suficien|non[- ]?diabetic|non[- ]?reactive|negative|negativ[oa]?|low risk|adults?|adulti|adultos?|adultes?|erwachsene|acceptable|healthy|euthyroid|ottimal|[óo]ptim|[óo]tim|desiderabile|deseable|desejável|recommandé|target|goal)/i;
const STEP =
  /^(?:borderline|high|low|at risk|deficien|insufficien|carenza|insufficienza|toxic|elevated|child|bambini|niños|enfants|kinder|infant|newborn|pregnan|risk|moderate|follicular|luteal|ovulat|mid|post ?menopaus|fasting|com jejum|a digiuno|en ayunas|à jeun|nüchtern|random|morning|evening|am\b|pm\b|pre|diabet|positive|very|near|severe|mild|intermediate|grey|gray|equivocal)/i;
/** Holds for nobody unless the report says that she is pregnant, which is not read. */
const PREGNANCY =
  /(?<!(?:non|not|no|nicht|nie)[- ]?)(?:pregnan|trimest|gestation|schwanger|embaraz|gestant|gravid|grossesse|enceinte|gebelik|hamile|zwanger|ciąż)/i;
const ADULTS = /^(?:adult|adulti|adultos?|adultes?|erwachsene)(?!\p{L})/iu;
const CHILDREN = /^(?:child|infant|newborn|neonat|bambin|niñ|enfant|kinder|çocuk|crianç|boys?|girls?|cord)/i;

/**
 * Reads a list such as `Male: 13-17 Female: 12-15` or `< 50 years: < 450, 50 - 75 years: < 900` and picks the interval that
 * holds for the patient. Where none or more than one can hold, the result says `tiers` and has no bounds; null for any other text.
 */
export function tieredInterval(
  plain: string,
  printed: string,
  style: NumberStyle,
  patient: Patient,
  parse: ParseSimple,
): PrintedInterval | null {
  // A list of intervals begins with the label of the first, which holds letters or an age.
  if (!/^[\p{L}(<>≤≥\d]/u.test(plain) || !/\p{L}/u.test(plain)) return null;
  const { text, ages } = markAges(plain.replace(/\|+/g, ' '));
  if (!/^\s*[\p{L}⟦(]/u.test(text)) return null;
  const tiers = splitTiers(text, ages, style, parse);
  const [first] = tiers;
  if (!first || isProse(text)) return null;
  if (tiers.length === 1 && (!isTierLabel(first) || isMark(first, text))) return null;
  if (tiers.some((tier) => holdsUnit(tier.label))) return null;
  const chosen = chooseTier(tiers, patient);
  if (chosen) return { ...chosen.interval, text: printed };
  return { ...OPEN, text: printed };
}

/** An interval in a column of its own, under a heading that says for whom it holds. */
export interface LabelledInterval {
  label: string;
  interval: PrintedInterval;
}

/** The interval that holds for the patient; without bounds where none or more than one can hold and they differ. */
export function intervalOfPatient(
  labelled: readonly LabelledInterval[],
  printed: string,
  patient: Patient,
): PrintedInterval {
  const [first] = labelled;
  const isSame = ({ interval }: LabelledInterval): boolean =>
    interval.low === first?.interval.low && interval.high === first.interval.high;
  if (first && labelled.every(isSame)) return { ...first.interval, text: printed };
  const tiers = labelled.map(({ label, interval }): Tier => {
    const { text, ages } = markAges(label);
    const words = text.replace(/⟦\d+⟧/g, ' ').trim();
    return { label: words, sex: sexOfLabel(words), age: ages[0] ?? childSpan(words), interval };
  });
  const chosen = chooseTier(namedByLetters(tiers), patient);
  return chosen ? { ...chosen.interval, text: printed } : { ...OPEN, text: printed };
}

/** `6 months ago` stands over an earlier result. */
const PAST = /(?<!\p{L})(?:ago|past|last|prior|previous|vor|fa|hace|atrás|il y a|önce)(?!\p{L})/iu;

/** True for labels of intervals that name people by sex or age: `Females`, `Adults`, `Over 70 years`. */
export function namesPeople(label: string): boolean {
  const text = label.trim();
  if (sexOfLabel(text) !== null || ADULTS.test(text) || CHILDREN.test(text)) return true;
  return !PAST.test(text) && markAges(text).ages.length > 0;
}

/** `Low mcg/dL 77-206` is a mark, a unit and an interval. */
function holdsUnit(label: string): boolean {
  if (label.length === 1) return false;
  return parseUnit(label) !== null || label.split(' ').some(isDistinctiveUnit);
}

/** `High (150 - 400)`: without a colon and alone, the word is the laboratory's mark. */
function isMark(tier: Tier, text: string): boolean {
  return /^(?:high|low)$/i.test(tier.label) && !/[:=]/.test(text);
}

/** More than a few words beside the labels and intervals make a sentence, whose conditions are not understood here. */
function isProse(text: string): boolean {
  const left = text.replace(TIER, ' ').match(/\p{L}{2,}/gu) ?? [];
  return left.length > 2;
}

const OPEN: Omit<PrintedInterval, 'text'> = {
  low: null,
  high: null,
  lowInclusive: true,
  highInclusive: true,
  unit: null,
  kind: 'tiers',
  certain: true,
};

/** Ages hold numbers that are no bounds; they are put aside as `⟦0⟧`, `⟦1⟧`, … */
function markAges(plain: string): { text: string; ages: AgeSpan[] } {
  const ages: AgeSpan[] = [];
  const text = plain.replace(AGE, (...parts) => {
    ages.push(ageSpan(parts.at(-1) as Record<string, string | undefined>));
    return `⟦${ages.length - 1}⟧`;
  });
  return { text, ages };
}

function ageSpan({
  mark = '',
  from = '0',
  to,
  unit = '',
  after,
}: Record<string, string | undefined>): AgeSpan {
  if (/^(?:m|d|w)/i.test(unit)) return { from: 0, to: 0.99 };
  const start = Number(from);
  if (to !== undefined) return { from: start, to: Number(to) };
  if (after) return { from: start, to: 150 };
  if (IS_UNDER.test(mark)) return { from: 0, to: start - 0.01 };
  if (IS_OVER.test(mark)) return { from: start + 0.01, to: 150 };
  if (/^(?:≤|<=|up to|hasta|fino a)$/i.test(mark)) return { from: 0, to: start };
  return mark ? { from: start, to: 150 } : { from: start, to: start };
}

function splitTiers(text: string, ages: readonly AgeSpan[], style: NumberStyle, parse: ParseSimple): Tier[] {
  const matches = [...text.matchAll(TIER)];
  // Something else before the first label means that this is not a list of intervals.
  if ((matches[0]?.index ?? 0) > 1) return [];
  const tiers = matches.flatMap((match) => {
    const range = (match.groups?.range ?? '').replace(/\s*(?:\/|or)\s*=/i, '=').trim();
    const interval = parse(range, '', style);
    if (!interval) return [];
    const label = (match.groups?.label ?? '').replace(/[\s:=.(-]+$/, '').trim();
    const age = /⟦(\d+)⟧/.exec(label)?.[1];
    const words = label
      .replace(/⟦\d+⟧/g, ' ')
      .replace(/^[\s(,]+/, '')
      .trim();
    const unit = parseUnit(match.groups?.unit ?? '');
    return [
      {
        label: words,
        sex: sexOfLabel(words),
        age: age === undefined ? childSpan(words) : (ages[Number(age)] ?? null),
        interval: { ...interval, unit },
      },
    ];
  });
  return namedByLetters(tiers);
}

/** `K: 13-150 E: 30-400`: which sex a letter names is told by the other letter of the list. */
function namedByLetters(tiers: readonly Tier[]): Tier[] {
  const letters = tiers.map(({ label }) => label.toLowerCase()).filter((label) => /^\p{L}$/u.test(label));
  const sexes = sexesOfLetters(letters);
  return tiers.map((tier) => ({ ...tier, sex: sexes?.get(tier.label.toLowerCase()) ?? tier.sex }));
}

function childSpan(label: string): AgeSpan | null {
  return CHILDREN.test(label) ? { from: 0, to: 17.99 } : null;
}

function chooseTier(tiers: readonly Tier[], patient: Patient): Tier | null {
  const own = tiers.filter(
    (tier) => fitsSex(tier, patient) && fitsAge(tier, patient) && !PREGNANCY.test(tier.label),
  );
  if (own.length === 1 && isForPeople(tiers)) return own[0] ?? null;
  const preferred = own.filter((tier) => PREFERRED.test(tier.label));
  if (preferred.length !== 1) return null;
  const isChild = patient.age !== null && patient.age < 18;
  return isChild && /^(?:adult|erwachsen)/i.test(preferred[0]?.label ?? '') ? null : (preferred[0] ?? null);
}

/** The labels name people (sex, age), all but one at most, so that the one who fits is the right one. */
function isForPeople(tiers: readonly Tier[]): boolean {
  const people = tiers.filter((tier) => !PREGNANCY.test(tier.label));
  const named = people.filter((tier) => tier.sex !== null || tier.age !== null).length;
  return named > 0 && named >= people.length - 1;
}

/** A letter that names no sex here may name one in a language that is not known. */
function fitsSex(tier: Tier, patient: Patient): boolean {
  if (tier.sex === null) return !/^\p{L}$/u.test(tier.label);
  return tier.sex === patient.sex;
}

/** Children's tiers do not fit where the age is not printed: reports for children print it. */
function fitsAge(tier: Tier, patient: Patient): boolean {
  if (tier.age === null) return true;
  return patient.age !== null && patient.age >= tier.age.from && patient.age <= tier.age.to;
}

function isTierLabel(tier: Tier): boolean {
  return tier.sex !== null || tier.age !== null || PREFERRED.test(tier.label) || STEP.test(tier.label);
}
