/*
 * The language of a narration is closed: names, numbers and units of the report, sentences of the rules, and these words.
 * A list of forbidden phrases can never be complete; with a list of allowed ones, whatever nobody thought of (a disease, a
 * medicine, a reassurance, a denial, a number in words, an instruction) is refused.
 */

/**
 * Words beside a value or a flag. No pronoun and no plural is among them, so that no claim reaches past the named result, and nothing
 * that sets two results in relation (`from`, `than`, `because`). Words of ranges stand in `claims.ts`, in whole phrases.
 */
export const CLAIM_WORDS: ReadonlySet<string> = words(`
  the your a an also with and of at is are was were which value level measured reported printed published
`);

/** Words of sentences that name results without a number or a flag: they may be pointed at, and nothing more. */
export const MENTION_WORDS: ReadonlySet<string> = words(`
  the your you a and in with about on report question questions first next following stands stand out
  ask asked asking discuss please doctor doctors physician clinician appointment visit
`);

/** Words around the title of a finding, which may be pointed at too and never be told as a fact: no `you`, no `is`. */
export const TITLE_WORDS: ReadonlySet<string> = words(`
  the a finding findings of in report overview stands stand out first next following together and with
`);

/** Words of sentences that speak of the report as a whole. */
export const PLAIN_WORDS: ReadonlySet<string> = words(`
  the your you a an of in on to for with and by as from at is are was were be been it this that these those them their
  here following next first report reports laboratory results values summary overview finding findings
  question questions what which how stands stand out together based about asked ask asking discuss
  please doctor doctors physician clinician appointment visit bring shows show read reading
`);

/** What a flag may be called, beside its phrases with a range (`above the reference range`). */
export const FLAG_WORDS: Readonly<Record<string, 'low' | 'high' | 'normal' | 'abnormal' | 'critical'>> = {
  low: 'low',
  decreased: 'low',
  reduced: 'low',
  high: 'high',
  elevated: 'high',
  raised: 'high',
  increased: 'high',
  normal: 'normal',
  abnormal: 'abnormal',
  critical: 'critical',
  critically: 'critical',
};

export const REFERENCE_WORDS: ReadonlySet<string> = words('reference range interval limit limits');

function words(list: string): Set<string> {
  return new Set(list.trim().split(/\s+/));
}
