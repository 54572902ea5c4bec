import { ApiProperty } from '@nestjs/swagger';
import type { QualityWarning } from '../images/index.js';
import type { AbcdScores, DermoscopyMeasurements, LesionMeasures } from './dermoscopy/dermoscopy.js';

const FREE_FORM = { type: 'object', additionalProperties: true } as const;

/** What the result of every skin image has. */
export class SkinResultView {
  @ApiProperty({
    type: 'array',
    items: FREE_FORM,
    description: '`name`, `version`, `kind` of what computed the result.',
  })
  models!: DermoscopyMeasurements['models'];
  @ApiProperty({
    type: 'array',
    items: FREE_FORM,
    description: 'Weaknesses of the photograph: `code`, `words`, `what_to_retake`.',
  })
  warnings!: QualityWarning[];
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
