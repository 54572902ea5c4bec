import { ApiProperty } from '@nestjs/swagger';
import type { BatchResult } from './batch/batch.js';
import type { BurnClassification } from './burn/burn.js';
import type { HistopathologyMeasurements } from './histopathology/histopathology.js';
import type {
  BinaryClassification,
  BinaryJudgement,
  Contributions,
  FullClassification,
} from './classification/classification.js';
import type { AbcdScores, DermoscopyMeasurements, LesionMeasures } from './dermoscopy/dermoscopy.js';
import type { ModelName } from './model-name.js';
import type { SkinWarning } from './warnings.js';

const FREE_FORM = { type: 'object', additionalProperties: true } as const;

/** What the result of every skin image has. */
export class SkinResultView {
  @ApiProperty({
    type: 'array',
    items: FREE_FORM,
    description: '`name`, `version`, `kind` of what computed the result.',
  })
  models!: ModelName[];
  @ApiProperty({
    type: 'array',
    items: FREE_FORM,
    description: 'What makes the result less sure: `code`, `words`, `what_to_retake`.',
  })
  warnings!: SkinWarning[];
  @ApiProperty()
  disclaimer!: string;
}

/** What a dermoscopy ends with. */
export class DermoscopyResultView extends SkinResultView implements DermoscopyMeasurements {
  @ApiProperty({ ...FREE_FORM, description: '`width`, `height` of the upright upload, `quality`.' })
  image!: DermoscopyMeasurements['image'];
  @ApiProperty({
    ...FREE_FORM,
    description:
      '`found`, `polygon` (pixels of the upload), `area_px`, `area_fraction`, `perimeter_px`, `diameter_px`, `diameter_mm`, `compactness`, `contrast`, `cut_off`.',
  })
  lesion!: LesionMeasures;
  @ApiProperty({
    ...FREE_FORM,
    nullable: true,
    description:
      'A (0–2), B (0–8), C (1–6) after Stolz, with what they rest on; null when no lesion was found.',
  })
  abcd!: AbcdScores | null;
  @ApiProperty({ example: '/jobs/result/0192f3a4-5b6c-7d8e-9f01-23456789abcd/overlay.png' })
  overlay_url!: string;
}

const OPERATING_POINT = {
  ...FREE_FORM,
  description: '`sensitivity` and `specificity` of the threshold, and what they were `measured_on`.',
};

/** What a binary classification ends with. */
export class BinaryResultView extends SkinResultView implements BinaryClassification {
  @ApiProperty({ enum: ['benign', 'malignant'] })
  label!: BinaryJudgement['label'];
  @ApiProperty({ minimum: 0, maximum: 1 })
  probability_malignant!: number;
  @ApiProperty({ description: 'Probability from which the label is malignant.' })
  threshold!: number;
  @ApiProperty(OPERATING_POINT)
  operating_point!: BinaryJudgement['operating_point'];
}

/** What a full classification ends with. */
export class FullResultView extends SkinResultView implements FullClassification {
  @ApiProperty({
    type: 'array',
    items: FREE_FORM,
    description: '`label` and `probability`, best first; only classes that the model knows.',
  })
  classes!: FullClassification['classes'];
  @ApiProperty({ ...FREE_FORM, description: 'As the result of `binary-classify`.' })
  binary!: BinaryJudgement;
  @ApiProperty({ ...FREE_FORM, description: 'As the result of `dermoscopy`: `image`, `lesion`, `abcd`.' })
  dermoscopy!: FullClassification['dermoscopy'];
  @ApiProperty({
    ...FREE_FORM,
    description: 'What moved the judgement, in log-odds: `image`, `features` by group, `metadata`.',
  })
  contributions!: Contributions;
}

/** What a batch ends with. */
export class BatchResultView extends SkinResultView implements BatchResult {
  @ApiProperty({
    type: 'array',
    items: FREE_FORM,
    description:
      '`index`, `filename_index`, `filename`, `body_location`, `status` (`ok` or `failed`), and `result` as that of `full-classify`, or `error`, `failure_class`, `advice`.',
  })
  images!: BatchResult['images'];
  @ApiProperty({ type: [Number], description: 'Indexes of the analysed images, worst first.' })
  ranking!: number[];
  @ApiProperty({ ...FREE_FORM, description: '`images`, `ok`, `failed`, `malignant`, `worst`.' })
  summary!: BatchResult['summary'];
}

/** What the judgement of a burn ends with. */
export class BurnResultView extends SkinResultView implements BurnClassification {
  @ApiProperty({ enum: ['superficial', 'partial_thickness', 'full_thickness', 'none_found', 'undetermined'] })
  severity!: BurnClassification['severity'];
  @ApiProperty({
    ...FREE_FORM,
    nullable: true,
    description: 'Of the three depths; null when none was found.',
  })
  probabilities!: BurnClassification['probabilities'];
  @ApiProperty({ minimum: 0, maximum: 1 })
  area_fraction!: number;
  @ApiProperty({
    ...FREE_FORM,
    nullable: true,
    description:
      'What the rules looked at: `redness`, `pale_fraction`, `charred_fraction`, `pigmented_fraction`, `mottling`.',
  })
  signs!: BurnClassification['signs'];
  @ApiProperty({ ...FREE_FORM, description: '`width`, `height` of the upright upload, `quality`.' })
  image!: BurnClassification['image'];
}

/** What the measuring of a section ends with. */
export class HistopathologyResultView extends SkinResultView implements HistopathologyMeasurements {
  @ApiProperty({ ...FREE_FORM, description: '`width`, `height` of the upright upload, `quality`.' })
  image!: HistopathologyMeasurements['image'];
  @ApiProperty({ type: String, nullable: true })
  tissue!: string | null;
  @ApiProperty({ minimum: 0, maximum: 1, description: 'Share of the picture.' })
  tissue_fraction!: number;
  @ApiProperty({ description: 'Whether it looks like hematoxylin and eosin.' })
  is_h_and_e!: boolean;
  @ApiProperty({
    ...FREE_FORM,
    description:
      '`count`, `density_per_mm2`, `mean_area_px`, `median_area_px`, `area_variation`, `mean_area_um2`, `mean_circularity`, `mean_eccentricity`.',
  })
  nuclei!: HistopathologyMeasurements['nuclei'];
  @ApiProperty({
    ...FREE_FORM,
    description:
      '`hematoxylin` and `eosin`: `mean_density`, `strong_density`, `vector`; `source` of the vectors.',
  })
  stains!: HistopathologyMeasurements['stains'];
  @ApiProperty({ example: '/jobs/result/0192f3a4-5b6c-7d8e-9f01-23456789abcd/overlay.png' })
  overlay_url!: string;
}
