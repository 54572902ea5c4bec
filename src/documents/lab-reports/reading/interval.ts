import type { Unit } from './units.js';

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

/** What the report says of the patient; it decides between intervals that are labelled by sex and age. */
export interface Patient {
  sex: Sex | null;
  /** Years. */
  age: number | null;
  pregnant?: boolean;
}
