import { Failure } from '../../platform/failure.js';
import { defineComputation } from '../computation/index.js';

/** Computations that the pool's tests run in real children. */
export const double = defineComputation(import.meta.url, 'double', (input: number) => input * 2);

export const describeChild = defineComputation(import.meta.url, 'describeChild', (_input: null, context) => ({
  pid: process.pid,
  attempt: context.attempt,
  environment: process.env,
}));

export const steps = defineComputation(import.meta.url, 'steps', async (names: string[], context) => {
  for (const [index, step] of names.entries()) {
    context.progress({ step, current: index + 1, total: names.length });
    await new Promise((resolve) => setImmediate(resolve));
  }
  context.warn('all steps done');
  return names.length;
});

export const keepThenLeave = defineComputation(
  import.meta.url,
  'keepThenLeave',
  async (code: number, context) => {
    context.keep('page-1', Buffer.from('kept'));
    await new Promise((resolve) => setTimeout(resolve, 50));
    return code === 0 ? 'done' : process.exit(code);
  },
);

export const chatter = defineComputation(import.meta.url, 'chatter', (times: number, context) => {
  for (let percent = 0; percent < times; percent += 1) context.progress({ percent: (100 * percent) / times });
  return times;
});

export const refuse = defineComputation(import.meta.url, 'refuse', (message: string) => {
  throw new Failure('unreadable', message);
});

export const stumble = defineComputation(import.meta.url, 'stumble', (secret: string) => {
  throw new RangeError(`unexpected: ${secret}`);
});

export const spin = defineComputation(import.meta.url, 'spin', (_input: null, context) => {
  context.progress({ words: String(process.pid) });
  for (;;) Math.sqrt(2);
});

export const fillHeap = defineComputation(import.meta.url, 'fillHeap', () => {
  const kept: object[] = [];
  for (;;) kept.push({ number: kept.length, more: [kept.length, kept.length] });
});

export const fillBuffers = defineComputation(import.meta.url, 'fillBuffers', async () => {
  const kept: Buffer[] = [];
  for (;;) {
    kept.push(Buffer.alloc(8 * 1024 * 1024, 1));
    await new Promise((resolve) => setTimeout(resolve, 2));
  }
});

export const leak: Buffer[] = [];
export const keepMemory = defineComputation(import.meta.url, 'keepMemory', (bytes: number) => {
  leak.push(Buffer.alloc(bytes, 1));
  return process.pid;
});

export const leave = defineComputation(import.meta.url, 'leave', (code: number) => process.exit(code));

export const manyWords = defineComputation(import.meta.url, 'manyWords', (count: number) =>
  Array.from({ length: count }, (_, index) => ({
    text: `word ${index}`,
    box: [index, 1.5, index + 9, 3],
    page: 1,
  })),
);

export const pixels = defineComputation(import.meta.url, 'pixels', (bytes: number) => Buffer.alloc(bytes, 7));

export const notCloneable = defineComputation(import.meta.url, 'notCloneable', () => ({ method: () => 1 }));

export const wait = defineComputation(
  import.meta.url,
  'wait',
  (milliseconds: number) =>
    new Promise<number>((resolve) => setTimeout(() => resolve(milliseconds), milliseconds)),
);
