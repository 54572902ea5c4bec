import { describe, expect, it } from '@jest/globals';
import { backoffDelay, defineJob } from './define-job.js';

class Input {}
class Result {
  models!: object[];
}
const shape = { name: 'a-job', queue: 'q', input: Input, result: Result, estimate: 1 };

describe('defineJob', () => {
  it('fills in attempts, backoff and steps, and cannot be changed afterwards', () => {
    const job = defineJob(shape);
    expect(job).toMatchObject({ attempts: 3, backoff: { type: 'exponential', delay: 1_000 }, steps: [] });
    expect(() => Object.assign(job, { name: 'b' })).toThrow(TypeError);
  });

  it.each([
    [{ name: 'A Job' }, /no job name/],
    [{ name: '' }, /no job name/],
    [{ name: 'x'.repeat(65) }, /no job name/],
    [{ attempts: 0 }, /attempts/],
    [{ attempts: 1.5 }, /attempts/],
    [{ limits: { soft: 2, hard: 1 } }, /soft limit/],
    [{ steps: ['read', 'read'] }, /two steps/],
  ])('refuses %j', (fault, words) => {
    expect(() => defineJob({ ...shape, ...fault })).toThrow(words);
  });
});

describe('backoffDelay', () => {
  const exponential = { type: 'exponential', delay: 1_000 } as const;

  it('doubles: delay × 2^(n − 1)', () => {
    expect([1, 2, 3, 4].map((n) => backoffDelay(exponential, n, 0.5))).toEqual([1_000, 2_000, 4_000, 8_000]);
  });

  it('spreads by a fifth to either side', () => {
    expect(backoffDelay(exponential, 1, 0)).toBe(800);
    expect(backoffDelay(exponential, 1, 0.999_999)).toBe(1_200);
  });

  it('is an hour at most, before it is spread', () => {
    expect(backoffDelay(exponential, 60, 0.5)).toBe(3_600_000);
  });

  it('stays fixed where it is declared so', () => {
    expect([1, 5].map((n) => backoffDelay({ type: 'fixed', delay: 700 }, n, 0.9))).toEqual([700, 700]);
  });
});
