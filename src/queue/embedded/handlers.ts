import { promisify } from 'node:util';
import { DEFAULT_JOB_NAME, type EmbeddedJob } from './embedded-job.js';
import { NotInEmbeddedQueue } from './refusals.js';

type Handler = (job: EmbeddedJob) => Promise<unknown>;

/** The handlers of a queue by job name; `*` takes the names that have none. */
export class Handlers {
  private readonly byName = new Map<string, Handler>();

  set(name: string, handler: unknown): void {
    if (!handler) throw new Error('Cannot set an undefined handler');
    if (this.byName.has(name)) throw new Error(`Cannot define the same handler twice ${name}`);
    this.byName.set(name, toPromising(handler));
  }

  /** Runs the handler of a job, within the job's own `timeout`. Rejects when there is no handler. */
  async run(job: EmbeddedJob): Promise<unknown> {
    const handler = this.byName.get(job.name) ?? this.byName.get('*');
    if (!handler) throw new Error(`Missing process handler for job type ${job.name}`);
    return job.opts.timeout ? within(job.opts.timeout, handler(job)) : handler(job);
  }
}

/** Bull's four ways to call `process`. */
export function parseProcessArguments(args: unknown[]): {
  name: string;
  concurrency: number;
  handler: unknown;
} {
  const [first, second, third] = args;
  const parsed =
    args.length === 1
      ? { name: DEFAULT_JOB_NAME, concurrency: 1, handler: first }
      : args.length === 2
        ? typeof first === 'string'
          ? { name: first, concurrency: 1, handler: second }
          : { name: DEFAULT_JOB_NAME, concurrency: first, handler: second }
        : { name: first as string, concurrency: second, handler: third };
  if (!Number.isInteger(parsed.concurrency)) throw new Error('Cannot set Float as concurrency');
  return parsed as ReturnType<typeof parseProcessArguments>;
}

function toPromising(handler: unknown): Handler {
  if (typeof handler !== 'function') {
    throw new NotInEmbeddedQueue(
      'processor files',
      'give a function; it may hand its work to a child process',
    );
  }
  // Bull takes a second parameter for a callback; what it says of the handler's length is kept, trap and all.
  if (handler.length > 1)
    return promisify(handler as (job: EmbeddedJob, done: () => void) => void) as unknown as Handler;
  return async (job) => (handler as Handler)(job);
}

function within(milliseconds: number, running: Promise<unknown>): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => {
      const error = new Error(`Promise timed out after ${milliseconds} milliseconds`);
      error.name = 'TimeoutError';
      reject(error);
    }, milliseconds);
    running.then(resolve, reject).finally(() => clearTimeout(timer));
  });
}
