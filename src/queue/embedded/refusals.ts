import { EventEmitter } from 'node:events';
import Bull from 'bull';

const TIMELINE = 'follow the job by its record and timeline, which serve both engines';

const QUEUE_CALLS: Record<string, string> = {
  obliterate: 'pause the queue, then use empty() and clean(0, state)',
  removeJobs: 'remove jobs by id with job.remove()',
  retryJobs: 'retry jobs one by one with job.retry()',
  removeRepeatable: 'nothing repeats here; use a timer that adds jobs',
  removeRepeatableByKey: 'nothing repeats here; use a timer that adds jobs',
  nextRepeatableJob: 'nothing repeats here; use a timer that adds jobs',
  getCountsPerPriority: 'use a second queue, or lifo, instead of priority',
  moveToActive: 'use claim()',
  getNextJob: 'use claim()',
  processJob: 'use work(job, fetchNext)',
  multi: 'it is a call of Redis; each call of this queue is a transaction of its own',
};

const OPTIONS: Record<string, string> = {
  repeat: 'add the jobs from a timer',
  priority: 'use lifo, or a second queue that the workers prefer',
  debounce: 'use a jobId, which is ignored while it is taken',
  preventParsingData: 'data is always parsed',
};

/** A call of Bull that the embedded queue does not have. The message names what to use instead. */
export class NotInEmbeddedQueue extends Error {
  constructor(what: string, alternative: string) {
    super(`The embedded queue has no ${what}: ${alternative}.`);
    this.name = 'NotInEmbeddedQueue';
  }
}

/** Throws for job options that the embedded queue does not know. */
export function refuseOptions(options: object): void {
  for (const [option, alternative] of Object.entries(OPTIONS)) {
    if ((options as Record<string, unknown>)[option])
      throw new NotInEmbeddedQueue(`option "${option}"`, alternative);
  }
}

/** Throws for events that would have to come from other processes. */
export function refuseEvent(event: string | symbol): void {
  const name = String(event);
  if (name.startsWith('global:')) throw new NotInEmbeddedQueue(`event "${name}"`, TIMELINE);
  if (name === 'duplicated' || name === 'debounced') {
    throw new NotInEmbeddedQueue(`event "${name}"`, 'look for the job with getJob() before adding');
  }
}

/** Throws for Bull calls on a job that make no sense here. */
export function refuseJobCall(name: 'finished' | 'lock'): never {
  if (name === 'finished') throw new NotInEmbeddedQueue('job.finished()', TIMELINE);
  throw new NotInEmbeddedQueue(
    'job locks to take or release by hand',
    'claim() leases a job and work() renews the lease',
  );
}

/**
 * What the embedded queue is built on: an event emitter that passes for a Bull queue (`instanceof`, which Bull Board asks
 * for) while every method of Bull that is not overridden throws {@link NotInEmbeddedQueue}.
 */
export const RefusingQueue = function (this: EventEmitter) {
  EventEmitter.call(this);
} as unknown as new () => EventEmitter;

RefusingQueue.prototype = Object.create(Bull.prototype as object, {
  ...refusals(),
  constructor: { value: RefusingQueue },
}) as EventEmitter;

function refusals(): PropertyDescriptorMap {
  const prototype = Bull.prototype as unknown as Record<string, unknown>;
  const calls = Object.getOwnPropertyNames(prototype).filter(
    (name) =>
      typeof prototype[name] === 'function' && !(name in EventEmitter.prototype) && name !== 'constructor',
  );
  const throwing = (name: string) => ({
    configurable: true,
    writable: true,
    value: () => {
      throw new NotInEmbeddedQueue(`${name}()`, QUEUE_CALLS[name] ?? 'it belongs to Redis');
    },
  });
  return Object.fromEntries(calls.map((name) => [name, throwing(name)]));
}
