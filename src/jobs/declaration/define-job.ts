import type { Type } from '@nestjs/common';
import type { JobRecord } from '../record/record.js';
import type { ResultFormats } from './result-format.js';

/** Fixed, or exponential: `delay × 2^(n − 1)` ms before attempt n + 1, at most an hour, spread by ± 20 %. */
export interface Backoff {
  type: 'fixed' | 'exponential';
  delay: number;
}

/** All that is to know about one kind of job, said once; options, routes, limits and metrics are read from it. */
/** Every result names the model or models that it comes from. */
export type JobResult = { models: readonly object[] } | { model: object };

export interface JobDeclaration<Input extends object = object, Result extends JobResult = JobResult> {
  /** Wire name; never renamed. */
  readonly name: string;
  readonly queue: string;
  /** Class of the input: its validation, its type and its OpenAPI schema. */
  readonly input: Type<Input>;
  readonly result: Type<Result>;
  /** Named parts of the work in order; progress percent is counted from them. */
  readonly steps: readonly string[];
  readonly attempts: number;
  readonly backoff: Backoff;
  /** Time limits of one attempt in ms; absent: the configured ones. */
  readonly limits?: { soft: number; hard: number };
  /** Run time in ms to promise until it has been measured. */
  readonly estimate: number;
  /** How long a finished job and its files are kept; absent: the configured retention. */
  readonly keep?: { hours: number };
  /** Media types besides JSON in which `/jobs/result` gives the result. */
  readonly formats?: ResultFormats<Result>;
  /** Who is told of the end of a job, and what. */
  readonly callback?: Callback<NoInfer<Input>>;
}

export interface Callback<Input extends object> {
  /** The address that the input names; undefined for none. */
  urlOf(input: Input): string | undefined;
  /** The body of the message. `result` is null unless the job completed. */
  view(record: JobRecord, input: Input, result: Record<string, unknown> | null): object;
}

type Optional = 'steps' | 'attempts' | 'backoff';

/** Declares a job. Refuses what could not work, at import time. */
export function defineJob<Input extends object, Result extends JobResult>(
  declaration: Omit<JobDeclaration<Input, Result>, Optional> &
    Partial<Pick<JobDeclaration<Input, Result>, Optional>>,
): JobDeclaration<Input, Result> {
  const complete = {
    steps: [],
    attempts: 3,
    backoff: { type: 'exponential', delay: 1_000 },
    ...declaration,
  } as const;
  if (!/^[a-z][a-z0-9-]{0,63}$/.test(complete.name)) throw new Error(`"${complete.name}" is no job name`);
  if (!Number.isInteger(complete.attempts) || complete.attempts < 1)
    throw new Error(`${complete.name}: attempts must be a whole number from 1`);
  if (complete.limits && complete.limits.soft > complete.limits.hard)
    throw new Error(`${complete.name}: the soft limit lies above the hard one`);
  if (new Set(complete.steps).size !== complete.steps.length)
    throw new Error(`${complete.name}: two steps of one name`);
  return Object.freeze(complete);
}

export type InputOf<Declaration> = Declaration extends JobDeclaration<infer Input, JobResult> ? Input : never;
export type ResultOf<Declaration> = Declaration extends JobDeclaration<object, infer Result> ? Result : never;

const LONGEST_BACKOFF_MS = 3_600_000;
const JITTER = 0.2;

/** Time in ms to wait after the n-th failed attempt (n from 1). `random` in [0, 1) spreads it by ± 20 %. */
export function backoffDelay(backoff: Backoff, failedAttempts: number, random = Math.random()): number {
  const plain = backoff.type === 'fixed' ? backoff.delay : backoff.delay * 2 ** (failedAttempts - 1);
  if (backoff.type === 'fixed') return plain;
  const spread = 1 + JITTER * (2 * random - 1);
  return Math.round(Math.min(plain, LONGEST_BACKOFF_MS) * spread);
}
