import type { ImageQuality } from '../../images/index.js';
import type { ModelName } from '../model-name.js';
import type { SkinWarning } from '../warnings.js';
import type { Asymmetry } from './asymmetry.js';
import type { Border } from './border.js';
import type { ColorShare } from './colors.js';
import type { LesionShape } from './shape.js';

export const DERMOSCOPY_STEPS = ['decode', 'segment', 'measure', 'report'] as const;

export const LESION_MEASURER = { name: 'assay-lesion-measurer', version: '1.0.0', kind: 'embedded' } as const;

/** A lesion's outline and size; all numbers are null or 0 when none was found. */
export interface LesionMeasures extends LesionShape {
  found: boolean;
  /** Outline in pixels of the upload. */
  polygon: [x: number, y: number][];
  /** Share of the picture, without the dark rim of the lens. */
  area_fraction: number;
  /** Mean colour difference (CIE76) between lesion and skin. */
  contrast: number;
  /** Whether the lesion reaches the edge of the picture, so that its size and form are those of a part. */
  cut_off: boolean;
}

/** Stolz's ABCD; D and with it the whole score need a person's eye and stay null. */
export interface AbcdScores {
  asymmetry: number;
  border: number;
  color: number;
  differential_structure: null;
  tds: null;
  /** The part of the total dermoscopy score that is known: 1.3 A + 0.1 B + 0.5 C. */
  tds_without_structure: number;
  colors: ColorShare[];
  asymmetry_details: Omit<Asymmetry, 'score'>;
  border_details: Omit<Border, 'score'>;
}

/** What the measuring of one image gives. */
export interface DermoscopyMeasurements {
  image: { width: number; height: number; quality: ImageQuality };
  lesion: LesionMeasures;
  /** Null when no lesion was found. */
  abcd: AbcdScores | null;
  models: ModelName[];
  warnings: SkinWarning[];
  disclaimer: string;
}
