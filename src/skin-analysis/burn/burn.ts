import type { ImageQuality } from '../../images/index.js';
import type { ModelName } from '../model-name.js';
import type { SkinWarning } from '../warnings.js';

export const BURN_STEPS = ['decode', 'segment', 'classify'] as const;

export const BURN_RULES = { name: 'assay-burn-rules', version: '1.0.0', kind: 'rules' } as const;

export const BURN_DEPTHS = ['superficial', 'partial_thickness', 'full_thickness'] as const;
export type BurnDepth = (typeof BURN_DEPTHS)[number];

/** What the rules look at; colours in relation to the skin around. */
export interface BurnSigns {
  /** Mean excess of red (a*). */
  redness: number;
  /** Share of the place that is pale or brown like leather: little more red than the skin, and lighter or less colourful. */
  pale_fraction: number;
  /** Share that is charred: very dark and hardly coloured. */
  charred_fraction: number;
  /** Share that is darker than the skin rather than redder, as moles, hair and tattoos are. */
  pigmented_fraction: number;
  /** Standard deviation of the lightness after the finest structures are smoothed away. */
  mottling: number;
}

export interface BurnClassification {
  severity: BurnDepth | 'none_found' | 'undetermined';
  /** Of the three depths, adding up to 1; null when nothing was found. */
  probabilities: Record<BurnDepth, number> | null;
  /** Share of the picture. */
  area_fraction: number;
  signs: BurnSigns | null;
  image: { width: number; height: number; quality: ImageQuality };
  models: ModelName[];
  warnings: SkinWarning[];
  disclaimer: string;
}
