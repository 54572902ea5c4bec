import { ApiPropertyOptional } from '@nestjs/swagger';
import { IsInt, IsOptional, Max, Min } from 'class-validator';
import { FormBoolean } from '../../platform/http/index.js';

export class PingForm {
  @ApiPropertyOptional({ description: 'Comes back in the result.', example: 'hello' })
  @IsOptional()
  payload?: unknown;

  @ApiPropertyOptional({ minimum: 0, maximum: 10_000, example: 100 })
  @IsInt()
  @Min(0)
  @Max(10_000)
  @IsOptional()
  sleep_ms?: number;

  @ApiPropertyOptional({ description: 'Fail on purpose, as `bug`; retried like any.', default: false })
  @FormBoolean()
  @IsOptional()
  fail?: boolean;
}
