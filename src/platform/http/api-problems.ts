import { applyDecorators } from '@nestjs/common';
import {
  ApiExtraModels,
  ApiProperty,
  ApiPropertyOptional,
  ApiResponse,
  getSchemaPath,
} from '@nestjs/swagger';

import { FAILURES } from '../failure.js';
import { statusTitle } from './problem.js';

class FieldErrorDocument {
  @ApiProperty({ description: 'Path of the field with dots.', example: 'items.0.name' })
  field!: string;

  @ApiProperty({ example: 'must be a string' })
  message!: string;
}

/** The error answer in the OpenAPI document (RFC 9457; the member `status` is left out on purpose). */
class ProblemDocument {
  @ApiProperty({ example: '/problems/invalid-input' })
  type!: string;

  @ApiProperty({ example: 'Invalid input' })
  title!: string;

  @ApiProperty({ description: 'One sentence about this occurrence.' })
  detail!: string;

  @ApiProperty({ description: 'Path of the request.' })
  instance!: string;

  @ApiPropertyOptional({ type: [FieldErrorDocument] })
  errors?: FieldErrorDocument[];

  @ApiPropertyOptional({ enum: Object.keys(FAILURES), description: 'Where the failure of a job is meant.' })
  failure_class?: string;

  @ApiPropertyOptional({ example: 'BadInput' })
  error_type?: string;

  @ApiPropertyOptional()
  retry_helps?: boolean;

  @ApiPropertyOptional()
  advice?: string;
}

/** Documents that a route may answer these HTTP codes as `application/problem+json`. */
export function ApiProblems(...statuses: number[]): MethodDecorator & ClassDecorator {
  const schema = { $ref: getSchemaPath(ProblemDocument) };
  const responses = statuses.map((status) =>
    ApiResponse({
      status,
      description: statusTitle(status),
      content: { 'application/problem+json': { schema } },
    }),
  );
  return applyDecorators(ApiExtraModels(ProblemDocument, FieldErrorDocument), ...responses);
}
