import {
  Body,
  Controller,
  Delete,
  Get,
  HttpCode,
  Inject,
  Param,
  Post,
  Query,
  Req,
  UseInterceptors,
} from '@nestjs/common';
import {
  ApiBearerAuth,
  ApiBody,
  ApiConsumes,
  ApiNoContentResponse,
  ApiOkResponse,
  ApiOperation,
  ApiProperty,
  ApiPropertyOptional,
  ApiTags,
} from '@nestjs/swagger';
import { Type } from 'class-transformer';
import { IsInt, IsOptional, IsString, Max, MaxLength, Min, MinLength } from 'class-validator';
import { newJobId } from '../jobs/index.js';
import { Owner } from '../platform/auth/index.js';
import { ApiProblems, Problem } from '../platform/http/index.js';
import { type RequestWithUploads, Upload, type UploadedBlob, Uploads } from '../storage/index.js';
import { VectorStore } from '../vectors/index.js';
import { ImageAdmission, PRODUCT_IMAGE_UPLOAD } from './image-admission.js';
import { ProductHits, ProductView } from './image-indexing.dto.js';
import { viewProduct } from './image-indexing.presenter.js';
import { LONGEST_PRODUCT_ID } from './product-index.job.js';
import { ProductSearch } from './product-search.js';

class SearchOptions {
  @ApiPropertyOptional({ type: Number, minimum: 1, maximum: 100, default: 10 })
  @Type(() => Number)
  @IsInt()
  @Min(1)
  @Max(100)
  @IsOptional()
  limit?: number;

  @ApiPropertyOptional({
    description: 'Conditions on the metadata as JSON, which all have to hold.',
    example: '{"brand": "Acme", "color": {"in": ["red", "blue"]}, "price": {"gte": 10, "lt": 20}}',
  })
  @IsString()
  @MaxLength(16_384)
  @IsOptional()
  filter?: string;
}

class ImageSearchForm extends SearchOptions {
  @ApiProperty({ type: 'string', format: 'binary', description: 'JPEG, PNG or WebP.' })
  @IsOptional()
  image_file?: unknown;
}

class WordSearchQuery extends SearchOptions {
  @ApiProperty({ example: 'red shirt' })
  @IsString()
  @MinLength(1)
  @MaxLength(500)
  q!: string;
}

/** The index of products: search, look, delete. */
@ApiTags('Product images')
@ApiBearerAuth()
@Controller('api/v1')
export class ProductsController {
  constructor(
    private readonly search: ProductSearch,
    private readonly admission: ImageAdmission,
    @Inject(VectorStore) private readonly vectors: VectorStore,
  ) {}

  @Post('search/image')
  @HttpCode(200)
  @UseInterceptors(Uploads(PRODUCT_IMAGE_UPLOAD))
  @ApiConsumes('multipart/form-data')
  @ApiOperation({ summary: 'Find the products that look most like a picture' })
  @ApiBody({ type: ImageSearchForm })
  @ApiOkResponse({ type: ProductHits })
  @ApiProblems(400, 401, 409, 413, 415, 422, 503)
  async byImage(
    @Upload('image_file') image: UploadedBlob,
    @Body() options: ImageSearchForm,
    @Owner() owner: string,
    @Req() request: RequestWithUploads,
  ): Promise<ProductHits> {
    try {
      const { reference } = await this.admission.admit(image);
      return await this.search.byImage(reference, { owner, ...options });
    } finally {
      await request.receivedUploads?.discard();
    }
  }

  @Get('search')
  @ApiOperation({ summary: 'Find products by words' })
  @ApiOkResponse({ type: ProductHits })
  @ApiProblems(401, 409, 422, 503)
  byWords(@Query() { q, ...options }: WordSearchQuery, @Owner() owner: string): Promise<ProductHits> {
    return this.search.byWords(q, { owner, ...options });
  }

  @Get('products/:product_id')
  @ApiOperation({ summary: 'A product as it stands in the index' })
  @ApiOkResponse({ type: ProductView })
  @ApiProblems(401, 404)
  async get(@Param('product_id') productId: string, @Owner() owner: string): Promise<ProductView> {
    const product = isProductId(productId) ? await this.vectors.get(owner, productId) : null;
    if (!product) throw notFound();
    return viewProduct(product);
  }

  @Delete('products/:product_id')
  @HttpCode(204)
  @ApiOperation({ summary: 'Take a product out of the index; jobs submitted before do not bring it back' })
  @ApiNoContentResponse()
  @ApiProblems(401, 404)
  async remove(@Param('product_id') productId: string, @Owner() owner: string): Promise<void> {
    // A deletion counts as a submit: it takes its place in the same order.
    if (!isProductId(productId) || !(await this.vectors.remove(owner, productId, newJobId())))
      throw notFound();
  }
}

function isProductId(text: string): boolean {
  // Characters, as the submit counts them: one outside the basic plane has two units.
  return [...text].length <= LONGEST_PRODUCT_ID && !text.includes('\0');
}

function notFound(): Problem {
  return new Problem(404, 'Product not found', 'There is no product with this id in the index.');
}
