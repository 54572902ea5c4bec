/** What a unit measures; a LOINC code is bound to one of these. */
export type Property =
  | 'mass'
  | 'substance'
  | 'count'
  | 'fraction'
  | 'activity'
  | 'international'
  | 'entitic_volume'
  | 'entitic_mass'
  | 'time'
  | 'rate'
  | 'sedimentation'
  | 'ratio'
  | 'substance_ratio';

export type Category =
  | 'haematology'
  | 'nephrology'
  | 'hepatology'
  | 'endocrinology'
  | 'cardiology'
  | 'nutrition'
  | 'infection'
  | 'general practice';

/** An analyte under its common names. A property without a code is known, but its LOINC code is not certain enough to state. */
export interface Analyte {
  name: string;
  category: Category;
  /** Comma-separated, in lower case without punctuation. */
  aliases: string;
  /** LOINC codes for blood, serum or plasma by what the printed unit measures (LOINC, loinc.org, Regenstrief Institute). */
  loinc: Readonly<Partial<Record<Property, string>>>;
  /** Present where one printed name stands for several analytes that only the unit tells apart. */
  only?: readonly Property[];
}

/** A kind of white blood cell, which reports give under one name in percent and as an absolute count. */
export function differential(name: string, aliases: string, percent: string, absolute: string): Analyte[] {
  const stem = name.toLowerCase();
  const words = [stem, stem.replace(/s$/, '')];
  const percentNames = words.flatMap((word) => [
    `${word} %`,
    `% ${word}`,
    `${word} percent`,
    `percent ${word}`,
  ]);
  const absoluteNames = words.flatMap((word) => [
    ...[`absolute ${word} count`, `absolute ${word}`, `${word} absolute`, `${word} absolute count`],
    ...[`${word} abs`, `abs ${word}`, `${word} #`, `${word} count`],
  ]);
  const common = [...words, aliases];
  return [
    {
      name: `${name}, percent`,
      category: 'haematology',
      aliases: [...common, ...percentNames].join(', '),
      loinc: { fraction: percent },
      only: ['fraction'],
    },
    {
      name: `${name}, absolute`,
      category: 'haematology',
      aliases: [...common, ...absoluteNames].join(', '),
      loinc: { count: absolute },
      only: ['count'],
    },
  ];
}
