import { Process } from '@nestjs/bull';
import { Inject } from '@nestjs/common';
import type { Job } from 'bull';
import type { JobDeclaration, ResultOf } from './define-job.js';
import type { QueuePayload } from '../submit/queue-entries.js';
import { JobRunner } from '../running/runner.js';
import type { Task } from './task.js';

const HANDLED_JOBS = Symbol('assay:handled-jobs');
const RUNNER = Symbol('assay:runner');

type Handler<Declaration extends JobDeclaration> = (
  task: Task<Declaration>,
) => Promise<ResultOf<Declaration>>;

/**
 * `@nestjs/bull`'s `@Process` plus the runner: the method gets a {@link Task} and returns the result.
 *
 * Registered with concurrency 0, because Bull adds up the concurrency of named processors; the loops are started per
 * process by WorkLoops. The registered function declares one parameter, because Bull takes a second one for a
 * callback and would wait for it for ever.
 */
export function Handles<Declaration extends JobDeclaration>(declaration: Declaration) {
  return (target: object, key: string, descriptor: TypedPropertyDescriptor<Handler<Declaration>>): void => {
    const handler = descriptor.value!;
    const run = function (this: Record<symbol, JobRunner>, job: Job<QueuePayload>): Promise<void> {
      return this[RUNNER]!.run(declaration, job, (task) => handler.call(this, task as Task<Declaration>));
    };
    descriptor.value = run as unknown as Handler<Declaration>;
    Inject(JobRunner)(target, RUNNER);
    Process({ name: declaration.name, concurrency: 0 })(target, key, descriptor);
    Reflect.defineMetadata(HANDLED_JOBS, [...handledJobs(target), declaration], target);
  };
}

/** The declarations that a processor's methods handle. */
export function handledJobs(prototype: object): JobDeclaration[] {
  return (Reflect.getOwnMetadata(HANDLED_JOBS, prototype) as JobDeclaration[] | undefined) ?? [];
}
