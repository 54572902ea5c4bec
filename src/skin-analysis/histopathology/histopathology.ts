import type { ImageQuality } from '../../images/index.js';
import type { ModelName } from '../model-name.js';
import type { SkinWarning } from '../warnings.js';

export const HISTOPATHOLOGY_STEPS = ['decode', 'separate', 'count', 'report'] as const;

export const NUCLEI_COUNTER = { name: 'assay-nuclei-counter', version: '1.0.0', kind: 'embedded' } as const;

/** Sizes and forms of the nuclei, in pixels of the upload; means are null where there are none. */
export interface NucleiStatistics {
  count: number;
  /** Of the tissue; null without `microns_per_pixel`. */
  density_per_mm2: number | null;
  mean_area_px: number | null;
  median_area_px: number | null;
  /** Standard deviation of the areas over their mean. */
  area_variation: number | null;
  mean_area_um2: number | null;
  /** 4π area / perimeter², at most 1. */
  mean_circularity: number | null;
  /** 0 for a circle, towards 1 for a line; of the ellipse with the same second moments. */
  mean_eccentricity: number | null;
}

export interface StainMeasures {
  /** Mean optical density of the stain in the tissue. */
  mean_density: number;
  /** 99th percentile, by which densities are normalised. */
  strong_density: number;
  /** Optical density of the stain in red, green and blue, of length 1. */
  vector: [red: number, green: number, blue: number];
}

export interface HistopathologyMeasurements {
  image: { width: number; height: number; quality: ImageQuality };
  tissue: string | null;
  tissue_fraction: number;
  is_h_and_e: boolean;
  nuclei: NucleiStatistics;
  stains: { hematoxylin: StainMeasures; eosin: StainMeasures; source: 'estimated' | 'reference' };
  models: ModelName[];
  warnings: SkinWarning[];
  disclaimer: string;
}
