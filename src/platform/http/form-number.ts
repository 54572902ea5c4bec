import { applyDecorators } from '@nestjs/common';
import { Transform, type TransformFnParams } from 'class-transformer';
import { IsNumber, Max, Min } from 'class-validator';

/**
 * A number of a form or JSON, in plain decimal writing and within bounds; anything else is 422. Add `@IsOptional()` where the
 * field may be absent; one that was left blank in a form is absent.
 */
export function FormNumber(lowest: number, highest: number): PropertyDecorator {
  return applyDecorators(Transform(readNumber), IsNumber(), Min(lowest), Max(highest));
}

/** What is no number is left as it is, for the validator to refuse. */
function readNumber({ value }: TransformFnParams): unknown {
  if (value === '') return undefined;
  return typeof value === 'string' && /^-?\d{1,15}(?:\.\d{1,15})?$/.test(value) ? Number(value) : value;
}
