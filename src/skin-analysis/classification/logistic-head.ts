import { readFileSync } from 'node:fs';
import type { LesionFeatures } from './lesion-patch.js';

/** Weights that `tools/fit-skin.mjs` has fitted; see docs/models/skin-baseline.md. */
export interface HeadWeights {
  name: string;
  version: string;
  fitted_on: { set: string; images: number; malignant: number };
  /** Probability from which the label is malignant. */
  threshold: number;
  sensitivity: number;
  specificity: number;
  intercept: number;
  features: { name: string; median: number; deviation: number; weight: number }[];
  /** Log-odds per decade of age and for men, about the means of those whose age and sex were known. */
  metadata: { known: number; age_decades: number; mean_age_decades: number; male: number; mean_male: number };
}

/** A value this many deviations from the median says no more than one nearer. */
const MOST_DEVIATIONS = 3;

let weights: HeadWeights | undefined;

/** The committed weights, read once. */
export function headWeights(): HeadWeights {
  weights ??= JSON.parse(readFileSync(new URL('./weights.json', import.meta.url), 'utf8')) as HeadWeights;
  return weights;
}

/** Log-odds of malignant by group of features; their sum with `base` is the head's log-odds. */
export function featureLogOdds(
  { intercept, features }: HeadWeights,
  values: LesionFeatures,
): Record<string, number> {
  const byGroup: Record<string, number> = { base: intercept };
  for (const { name, median, deviation, weight } of features) {
    const value = values[name];
    // A lesion of a few pixels has no form: what cannot be computed says nothing.
    const position = value !== undefined && Number.isFinite(value) ? (value - median) / deviation : 0;
    const [group] = name.split('_') as [string];
    const share = weight * Math.max(-MOST_DEVIATIONS, Math.min(MOST_DEVIATIONS, position));
    byGroup[group] = (byGroup[group] ?? 0) + share;
  }
  return byGroup;
}

/** Age and sex of the person, where they are known. */
export interface Person {
  age: number | null;
  sex: 'female' | 'male' | null;
}

/** Log-odds of age and sex; what is not known adds nothing. */
export function metadataLogOdds({ metadata }: HeadWeights, { age, sex }: Person): Record<string, number> {
  const shares: Record<string, number> = {};
  if (age !== null) shares['age'] = metadata.age_decades * (age / 10 - metadata.mean_age_decades);
  if (sex !== null) shares['sex'] = metadata.male * ((sex === 'male' ? 1 : 0) - metadata.mean_male);
  return shares;
}

export const sumOf = (shares: Record<string, number>): number =>
  Object.values(shares).reduce((sum, share) => sum + share, 0);

export const probabilityOf = (logOdds: number): number => 1 / (1 + Math.exp(-logOdds));
