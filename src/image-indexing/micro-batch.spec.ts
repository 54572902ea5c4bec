import { describe, expect, it } from '@jest/globals';
import { MicroBatch } from './micro-batch.js';

/** A batch that doubles numbers, and what it was called with. */
function doubling(size: number, held?: Promise<void>) {
  const calls: { items: number[]; signal: AbortSignal }[] = [];
  const batch = new MicroBatch<number, number>(size, async (items, signal) => {
    calls.push({ items, signal });
    await held;
    return items.map((item) => 2 * item);
  });
  return { batch, calls };
}

describe('a micro batch', () => {
  it('puts what comes together into one call, at most as many as it holds', async () => {
    const { batch, calls } = doubling(2);
    expect(await Promise.all([1, 2, 3].map((item) => batch.add(item)))).toEqual([2, 4, 6]);
    expect(calls.map(({ items }) => items)).toEqual([[1, 2], [3]]);
  });

  it('rejects all of a call that fails', async () => {
    const batch = new MicroBatch<number, number>(2, () => Promise.reject(new Error('away')));
    const results = await Promise.allSettled([1, 2].map((item) => batch.add(item)));
    expect(results.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
  });

  it('leaves out what was aborted before the call', async () => {
    const { batch, calls } = doubling(3);
    const gone = batch.add(1, AbortSignal.abort(new Error('cancelled')));
    const done = batch.add(2);
    await expect(gone).rejects.toThrow('cancelled');
    expect(await done).toBe(4);
    expect(calls.map(({ items }) => items)).toEqual([[2]]);
  });

  it('rejects one that is aborted at once, and aborts the call with the last', async () => {
    const { batch, calls } = doubling(2, new Promise<void>(() => {}));
    const [first, second] = [new AbortController(), new AbortController()];
    const results = [batch.add(1, first.signal), batch.add(2, second.signal)];
    first.abort(new Error('first'));
    await expect(results[0]).rejects.toThrow('first');
    expect(calls[0]!.signal.aborted).toBe(false);
    second.abort(new Error('second'));
    await expect(results[1]).rejects.toThrow('second');
    expect(calls[0]!.signal.aborted).toBe(true);
  });
});
