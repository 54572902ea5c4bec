import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { bucketMiddle, bucketOf, percentile } from '../store/buckets.js';

describe('logarithmic buckets', () => {
  it('put each time into a bucket whose middle is near it: within a tenth, or half a millisecond', () => {
    fc.assert(
      fc.property(fc.double({ min: 0, max: 1e9, noNaN: true }), (milliseconds) => {
        const middle = bucketMiddle(bucketOf(milliseconds));
        expect(Math.abs(middle - milliseconds)).toBeLessThanOrEqual(
          0.1 * (milliseconds + 1) + 1e-6 * milliseconds,
        );
      }),
    );
  });

  it('never fall, and take a clock that went back for no time', () => {
    expect(bucketOf(-5)).toBe(bucketOf(0));
    for (let milliseconds = 0; milliseconds < 5_000; milliseconds += 1)
      expect(bucketOf(milliseconds + 1)).toBeGreaterThanOrEqual(bucketOf(milliseconds));
  });

  it('percentiles of any sample are within a tenth of the exact ones', () => {
    const times = fc.array(fc.integer({ min: 5, max: 600_000 }), { minLength: 1, maxLength: 200 });
    fc.assert(
      fc.property(times, fc.constantFrom(0.5, 0.95, 1), (sample, share) => {
        const histogram = new Map<number, number>();
        for (const time of sample) histogram.set(bucketOf(time), (histogram.get(bucketOf(time)) ?? 0) + 1);
        const exact = sample.sort((a, b) => a - b)[Math.ceil(share * sample.length) - 1]!;
        expect(Math.abs(percentile(histogram, share)! - exact)).toBeLessThanOrEqual(0.1 * (exact + 1) + 0.1);
      }),
    );
  });

  it('have no percentile when they are empty', () => {
    expect(percentile(new Map(), 0.5)).toBeNull();
  });
});
