import { applyDecorators } from '@nestjs/common';
import { Transform, type TransformFnParams } from 'class-transformer';
import { IsBoolean } from 'class-validator';

import { BOOLEAN_WORDS, parseBoolean } from '../boolean.js';

/**
 * A boolean of a form, a query or JSON: `true/True/TRUE/1/yes/on` and their opposites, or a JSON boolean; anything else
 * is 422. Add `@IsOptional()` where the field may be absent.
 */
export function FormBoolean(): PropertyDecorator {
  return applyDecorators(Transform(readWord), IsBoolean({ message: BOOLEAN_WORDS }));
}

/** What is no boolean word is left as it is, for the validator to refuse. */
function readWord({ value }: TransformFnParams): unknown {
  return typeof value === 'string' ? (parseBoolean(value) ?? value) : value;
}
