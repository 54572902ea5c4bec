import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsByteLength, IsOptional, IsString, Matches, MaxLength, MinLength } from 'class-validator';
import { defineJob, type InputFile, QUEUES } from '../jobs/index.js';
import { IndexedProductView } from './image-indexing.dto.js';
import { INDEXING_STEPS } from './indexing.js';

export const LONGEST_PRODUCT_ID = 128;
const LONGEST_METADATA = 16 * 1024;
// eslint-disable-next-line no-control-regex
const PRINTABLE = /^[^\u0000-\u001f\u007f]*$/u;
/** Clients resolve these as parts of an address before they send it: such a product could not be fetched or deleted. */
const NO_DOTS_ALONE = /^(?!\.{1,2}$)/u;

export class ProductIndexInput {
  @ApiProperty({ maxLength: LONGEST_PRODUCT_ID, example: 'SKU-1001' })
  @IsString()
  @MinLength(1)
  @MaxLength(LONGEST_PRODUCT_ID)
  @Matches(PRINTABLE, { message: 'product_id must not contain control characters' })
  @Matches(NO_DOTS_ALONE, { message: 'product_id must not be "." or "..", which no address can name' })
  product_id!: string;

  @ApiProperty({ maxLength: 500, example: 'Red cotton T-shirt' })
  @IsString()
  @MinLength(1)
  @MaxLength(500)
  @Matches(PRINTABLE, { message: 'name must not contain control characters' })
  name!: string;

  @ApiPropertyOptional({ maxLength: 10_000 })
  @IsString()
  @MaxLength(10_000)
  @IsOptional()
  description?: string;

  @ApiProperty({ type: 'string', format: 'binary', description: 'The picture: JPEG, PNG or WebP.' })
  image_file!: InputFile;

  @ApiPropertyOptional({
    description: 'A JSON object as text, at most 16 KB; its members can be filtered by.',
    example: '{"brand": "Acme", "price": 19.5}',
  })
  @IsString()
  @IsByteLength(0, LONGEST_METADATA, { message: 'metadata must have at most 16 KB' })
  @IsOptional()
  metadata?: string;
}

/** The input as the job holds it: with the one whose index the product belongs to. */
export class OwnedProductIndexInput extends ProductIndexInput {
  @IsString()
  owner!: string;
}

/** Makes a product findable by its picture and by its words. */
export const productIndex = defineJob({
  name: 'product-index',
  queue: QUEUES.imageIndex,
  input: OwnedProductIndexInput,
  result: IndexedProductView,
  steps: INDEXING_STEPS,
  attempts: 3,
  backoff: { type: 'fixed', delay: 1_000 },
  estimate: 500,
});
