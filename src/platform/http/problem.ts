import { STATUS_CODES } from 'node:http';

import { HttpException } from '@nestjs/common';

/** A field of the request and what is wrong with it, without its value. */
export interface FieldError {
  /** Path of the field with dots: `items.0.name`. */
  readonly field: string;
  readonly message: string;
}

export interface ProblemOptions {
  readonly errors?: readonly FieldError[];
  readonly headers?: Readonly<Record<string, string>>;
  /** Further members of the body; `status` is never written. */
  readonly members?: Readonly<Record<string, unknown>>;
  /** Last part of `type`; made from the title by default. */
  readonly slug?: string;
  readonly cause?: unknown;
}

/** The body of an error answer (RFC 9457), without `status`: clients read that member as the state of a job. */
export interface ProblemBody {
  readonly type: string;
  readonly title: string;
  readonly detail: string;
  readonly instance?: string;
  readonly errors?: readonly FieldError[];
  readonly [member: string]: unknown;
}

/**
 * An error answer. `title` names the kind of problem, equal for all of its kind; `detail` is one sentence for this
 * occurrence, shown to clients: no paths, no secrets, nothing about a person.
 */
export class Problem extends HttpException {
  readonly headers: Readonly<Record<string, string>>;
  private readonly parts: ProblemBody;

  constructor(status: number, title: string, detail: string, options: ProblemOptions = {}) {
    super(detail, status, { cause: options.cause });
    this.name = 'Problem';
    this.headers = options.headers ?? {};
    this.parts = {
      type: `/problems/${options.slug ?? slugOf(title)}`,
      title,
      detail,
      ...(options.errors && { errors: options.errors }),
      ...Object.fromEntries(Object.entries(options.members ?? {}).filter(([name]) => name !== 'status')),
    };
  }

  /** The body for a request to this path. */
  body(instance: string): ProblemBody {
    const { type, title, detail, ...rest } = this.parts;
    return { type, title, detail, instance, ...rest };
  }
}

/** The usual name of an HTTP code: 404 → `Not Found`. */
export function statusTitle(status: number): string {
  return STATUS_CODES[status] ?? 'Error';
}

function slugOf(title: string): string {
  return title
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '');
}
