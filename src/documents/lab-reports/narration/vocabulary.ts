/*
 * The language of a narration is closed: names, numbers and units of the report, sentences of the rules, and these words.
 * A list of forbidden phrases can never be complete; with a list of allowed ones, whatever nobody thought of (a disease, a
 * medicine, a reassurance, a denial, a number in words, an instruction) is refused.
 */

/** Words beside a value or a flag. No pronoun and no plural is among them, so that no claim reaches past the named result. */
export const CLAIM_WORDS: ReadonlySet<string> = words(`
  the your a an also with and of at is are was were which value result level measured reported printed published
  reference range interval limit limits from to between up least
`);

/** Words of sentences that claim nothing about a result. */
export const PLAIN_WORDS: ReadonlySet<string> = words(`
  the your you a an of in on to for with and by as from at is are was were be been it this that these those them their
  here following next first report reports laboratory result results value values summary overview finding findings
  question questions what which how stands stand out together rests rest based about asked ask asking discuss
  please doctor doctors physician clinician appointment visit bring shows show read reading
`);

/** Words around the title of a finding, which may be pointed at and never be told as a fact: no `you`, no `is`. */
export const TITLE_WORDS: ReadonlySet<string> = words(`
  the a finding findings of in report overview stands stand out first next following together and with based rests on
`);

/** What a flag may be called. Phrases around the range are told in `claims.ts`. */
export const FLAG_WORDS: Readonly<
  Record<string, 'low' | 'high' | 'normal' | 'outside' | 'abnormal' | 'critical'>
> = {
  low: 'low',
  below: 'low',
  decreased: 'low',
  reduced: 'low',
  high: 'high',
  above: 'high',
  elevated: 'high',
  raised: 'high',
  increased: 'high',
  normal: 'normal',
  within: 'normal',
  outside: 'outside',
  abnormal: 'abnormal',
  critical: 'critical',
  critically: 'critical',
};

export const REFERENCE_WORDS: ReadonlySet<string> = words('reference range interval limit limits');

function words(list: string): Set<string> {
  return new Set(list.trim().split(/\s+/));
}
