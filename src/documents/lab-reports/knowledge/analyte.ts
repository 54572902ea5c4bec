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
  | 'osmolality'
  | 'ratio'
  | 'substance_ratio'
  | 'mass_ratio'
  | 'mass_substance_ratio';

export const CATEGORIES = [
  'haematology',
  'nephrology',
  'hepatology',
  'endocrinology',
  'cardiology',
  'nutrition',
  'infection and inflammation',
  'general practice',
] as const;

/** The specialist who looks at an analyte. */
export type Category = (typeof CATEGORIES)[number];

/** An interval that laboratories print for an analyte, in its unit unless told otherwise. */
export interface CustomaryInterval {
  sex: 'male' | 'female' | null;
  low: number | null;
  high: number | null;
  /** Holds for this unit instead of the analyte's own. */
  unit?: string;
  /** Key of knowledge/sources.json. */
  source: string;
  /** Table, page or section in the source. */
  where: string;
}

/** A reference interval for adults that may be applied. Bounds belong to the interval unless told otherwise. */
export interface KnownInterval extends CustomaryInterval {
  age_from: number;
  age_to: number | null;
  high_inclusive?: boolean;
  /** Holds for a fasting person only, which a report seldom says; then it is not applied. */
  fasting?: boolean;
}

export interface CriticalLimit {
  value: number;
  /** The limit itself is critical already. */
  inclusive?: true;
  source: string;
  where: string;
}

/** What is known of an analyte; one entry of knowledge/analytes/*.json, whose form is knowledge/schema.json. */
export interface Analyte {
  name: string;
  category: Category;
  /** Printed names by language, in lower case without punctuation. */
  aliases: Readonly<Record<string, readonly string[]>>;
  /** LOINC codes for blood, serum or plasma (urine where the name says so) by what the printed unit measures. */
  loinc: Readonly<Partial<Record<Property, string>>>;
  /** Present where one printed name stands for several analytes that only the unit tells apart. */
  only?: readonly Property[];
  /** What a unit of this analyte can measure; any other unit is a reading error. */
  measures: readonly Property[];
  /** UCUM unit of the limits and intervals below. */
  unit: string;
  /** Grams per mole, for conversion between mass and amount of substance. */
  molar_mass?: number;
  /** Equivalents per mole. */
  valence?: number;
  plausible: { low: number; high: number; reason: string } | null;
  intervals: readonly KnownInterval[];
  /** More intervals that are printed. No value is judged by them; they tell when a printed one was meant in another unit. */
  customary?: readonly CustomaryInterval[];
  /** Analytes that go by nearly the same name in the same unit. */
  taken_for?: readonly string[];
  critical: { low: CriticalLimit | null; high: CriticalLimit | null };
}
