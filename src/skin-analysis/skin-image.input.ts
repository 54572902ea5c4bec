import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsOptional, IsString, MaxLength } from 'class-validator';
import type { InputFile } from '../jobs/index.js';
import { FormBoolean } from '../platform/http/index.js';

/** What every single-image job takes. */
export class SkinImageInput {
  @ApiProperty({
    type: 'string',
    format: 'binary',
    description: 'JPEG, PNG, WebP, TIFF or AVIF; of several frames the first is read.',
  })
  file!: InputFile;

  @ApiPropertyOptional({
    description:
      'Refuse a photograph that is blurred, too dark, too bright or too small, instead of a warning.',
    default: false,
  })
  @FormBoolean()
  @IsOptional()
  strict?: boolean;
}

/** Those of a place on the body. */
export class BodyImageInput extends SkinImageInput {
  @ApiPropertyOptional({ example: 'upper back', maxLength: 100 })
  @IsString()
  @MaxLength(100)
  @IsOptional()
  body_location?: string;
}
