import { once } from 'node:events';
import { describe, expect, it } from '@jest/globals';
import type { Job } from 'bull';
import type { ClaimableQueue } from './claims.js';
import { WorkLoops } from './work-loops.js';

/** A queue in memory, so that what the loops do can be seen step by step. */
class ListQueue implements ClaimableQueue {
  readonly jobs: number[] = [];
  claims = 0;
  handedOver = 0;
  failure: Error | null = null;
  handler: (n: number) => unknown = () => undefined;
  private readonly listeners = new Set<() => void>();

  constructor(readonly name: string) {}

  add(...jobs: number[]): void {
    this.jobs.push(...jobs);
    for (const listener of this.listeners) listener();
  }

  async claim(): Promise<Job | null> {
    this.claims++;
    const failure = this.failure;
    this.failure = null;
    if (failure) throw failure;
    return this.next();
  }

  async work(job: Job, fetchNext: () => boolean): Promise<Job | null> {
    await this.handler(job.data);
    if (!fetchNext()) return null;
    const next = this.next();
    if (next) this.handedOver++;
    return next;
  }

  onReady(listener: () => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  private next(): Job | null {
    const data = this.jobs.shift();
    return data === undefined ? null : ({ data } as Job);
  }
}

function record(queues: ListQueue[]): string[] {
  const order: string[] = [];
  for (const queue of queues) queue.handler = (n) => void order.push(`${queue.name}${n}`);
  return order;
}

describe('WorkLoops', () => {
  it('works the preferred queue first and hands over jobs in the same step', async () => {
    const [fast, slow] = [new ListQueue('fast '), new ListQueue('slow ')];
    const order = record([fast, slow]);
    slow.add(1, 2);
    fast.add(1, 2);
    const loops = new WorkLoops();
    loops.start({ queues: [fast, slow], slots: 1 });
    await once(loops, 'idle');
    expect(order).toEqual(['fast 1', 'fast 2', 'slow 1', 'slow 2']);
    expect(fast.handedOver).toBe(1);
    await loops.stop();
  });

  it('turns to a preferred queue that got work while a job of another ran', async () => {
    const [fast, slow] = [new ListQueue('fast '), new ListQueue('slow ')];
    const order = record([fast, slow]);
    slow.handler = (n) => {
      order.push(`slow ${n}`);
      if (n === 1) fast.add(1);
    };
    slow.add(1, 2);
    const loops = new WorkLoops();
    loops.start({ queues: [fast, slow], slots: 1 });
    await once(loops, 'idle');
    expect(order).toEqual(['slow 1', 'fast 1', 'slow 2']);
    await loops.stop();
  });

  it('gives the others a turn after sixteen jobs of one queue', async () => {
    const [fast, slow] = [new ListQueue('f'), new ListQueue('s')];
    const order = record([fast, slow]);
    fast.add(...Array.from({ length: 40 }, (_, n) => n));
    slow.add(0, 1);
    const loops = new WorkLoops();
    loops.start({ queues: [fast, slow], slots: 1 });
    await once(loops, 'idle');
    expect([order.indexOf('s0'), order.indexOf('s1')]).toEqual([16, 33]);
    await loops.stop();
  });

  it('runs at most so many jobs at once over all queues, and as many when there are enough', async () => {
    const queues = [new ListQueue('a'), new ListQueue('b')];
    const loops = new WorkLoops();
    let most = 0;
    for (const queue of queues) {
      queue.handler = async () => {
        most = Math.max(most, loops.running());
        await new Promise((resolve) => setTimeout(resolve, 5));
      };
      queue.add(...Array.from({ length: 20 }, (_, n) => n));
    }
    loops.start({ queues, slots: 5 });
    await once(loops, 'idle');
    expect(most).toBe(5);
    await loops.stop();
  });

  it('claims nothing while nothing signals', async () => {
    const queue = new ListQueue('quiet');
    const loops = new WorkLoops();
    loops.start({ queues: [queue], slots: 4 });
    await once(loops, 'idle');
    expect(queue.claims).toBe(1);
    queue.add(1);
    await once(loops, 'idle');
    expect(queue.claims).toBeLessThanOrEqual(4);
    await loops.stop();
  });

  it('waits for admission before each claim and gives it back', async () => {
    const queue = new ListQueue('admitted');
    queue.add(1, 2, 3);
    let admitted = 0;
    let most = 0;
    let claimsUnadmitted = 0;
    const claim = queue.claim.bind(queue);
    queue.claim = () => {
      if (admitted === 0) claimsUnadmitted++;
      return claim();
    };
    const loops = new WorkLoops();
    const admit = async () => {
      most = Math.max(most, ++admitted);
      return () => void admitted--;
    };
    loops.start({ queues: [queue], slots: 2, admit });
    await once(loops, 'idle');
    expect({ claimsUnadmitted, admitted, jobs: queue.jobs.length }).toEqual({
      claimsUnadmitted: 0,
      admitted: 0,
      jobs: 0,
    });
    expect(most).toBeLessThanOrEqual(2);
    expect(queue.handedOver).toBe(0);
    await loops.stop();
  });

  it('reports a failed claim or settlement and goes on', async () => {
    const queue = new ListQueue('shaky');
    const order: number[] = [];
    queue.handler = (n) => {
      order.push(n);
      if (n === 1) throw new Error('lease lost');
    };
    queue.failure = new Error('engine away');
    queue.add(1, 2);
    const loops = new WorkLoops();
    const errors: string[] = [];
    loops.on('error', (error) => errors.push((error as Error).message));
    const idle = new Promise<void>((resolve) => loops.once('idle', resolve));
    loops.start({ queues: [queue], slots: 1 });
    await idle;
    expect(errors).toEqual(['engine away', 'lease lost']);
    expect(order).toEqual([1, 2]);
    await loops.stop();
  });

  it('claims nothing more once it is stopped, and waits for what runs', async () => {
    const queue = new ListQueue('stopped');
    let finish = () => {};
    const started = new Promise<void>((resolve) => {
      queue.handler = () => {
        resolve();
        return new Promise<void>((end) => (finish = end));
      };
    });
    queue.add(1, 2);
    const loops = new WorkLoops();
    loops.start({ queues: [queue], slots: 1 });
    await started;
    let stopped = false;
    const stop = loops.stop().then(() => (stopped = true));
    await new Promise((resolve) => setImmediate(resolve));
    expect(stopped).toBe(false);
    finish();
    await stop;
    expect(queue.jobs).toEqual([2]);
    expect(loops.running()).toBe(0);
  });
});
