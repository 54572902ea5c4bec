import { ValidationPipe } from '@nestjs/common';
import type { ValidationError } from 'class-validator';

import { type FieldError, Problem } from './problem.js';

/**
 * Checks bodies and queries against their class: 422 with every wrong field, unknown fields dropped, nothing converted
 * unless the class says so (`@FormBoolean()`, `@Type()`).
 */
export function validationPipe(): ValidationPipe {
  return new StrictValidationPipe();
}

/** The answer to wrong fields. */
export function invalidInput(errors: readonly FieldError[]): Problem {
  const detail = errors.map(({ field, message }) => `${field}: ${message}`).join('; ');
  return new Problem(422, 'Invalid input', detail || 'The input is not valid.', { errors });
}

const TYPE_CHECKS = new Set(['isInt', 'isNumber', 'isString', 'isArray', 'isBoolean']);

class StrictValidationPipe extends ValidationPipe {
  constructor() {
    super({
      transform: true,
      whitelist: true,
      transformOptions: { enableImplicitConversion: false },
      validationError: { target: false },
      exceptionFactory: (errors: ValidationError[]) =>
        invalidInput(errors.flatMap((error) => fieldErrors(error))),
    });
  }

  /** Nest would read a query's `False` as true here. */
  protected override transformPrimitive(value: unknown): unknown {
    return value;
  }
}

function fieldErrors(error: ValidationError, parent = ''): FieldError[] {
  const field = parent + error.property;
  const own = complaints(error).map((message) => ({ field, message: withoutName(message, error) }));
  return [...own, ...(error.children ?? []).flatMap((child) => fieldErrors(child, `${field}.`))];
}

/** What is no number is also not within bounds, and what is missing is not of its type: only the first is worth saying. */
function complaints({ value, constraints = {} }: ValidationError): string[] {
  const broken = Object.keys(constraints);
  if (value === undefined && broken.length > 0) return ['is missing'];
  const type = broken.find((name) => TYPE_CHECKS.has(name));
  return type ? [constraints[type]!] : Object.values(constraints);
}

/** class-validator's sentences start with the property's name, which stands beside them here. */
function withoutName(message: string, { property }: ValidationError): string {
  return message.startsWith(`${property} `) ? message.slice(property.length + 1) : message;
}
