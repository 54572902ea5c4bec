import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { ProgressTracker } from './progress-tracker.js';

const STEPS = ['read', 'segment', 'measure', 'report'];

describe('ProgressTracker', () => {
  it('counts percent over the declared steps, and within a step by current of total', () => {
    const tracker = new ProgressTracker(STEPS);
    expect(tracker.next({ step: 'read' })).toEqual({ percent: 0, words: 'Read', step: 'read' });
    expect(tracker.next({ step: 'segment' }).percent).toBe(25);
    expect(tracker.next({ current: 1, total: 2 })).toEqual({
      percent: 37,
      words: 'Segment',
      step: 'segment',
      current: 1,
      total: 2,
    });
    expect(tracker.next({ step: 'report', current: 10, total: 10 }).percent).toBe(99);
  });

  it('prefers the percent and the words that it is told', () => {
    const tracker = new ProgressTracker(STEPS);
    expect(tracker.next({ percent: 61.9, words: 'Half way' })).toMatchObject({
      percent: 61,
      words: 'Half way',
    });
    expect(tracker.next({ percent: 70 }).words).toBe('Half way');
  });

  it('works for a job without steps, and with a step that was not declared', () => {
    expect(new ProgressTracker([]).next({})).toEqual({ percent: 0, words: 'Working' });
    expect(new ProgressTracker(STEPS).next({ step: 'dance' })).toEqual({
      percent: 0,
      words: 'Dance',
      step: 'read',
    });
  });

  it('begins at what an earlier attempt had reached', () => {
    const tracker = new ProgressTracker(STEPS, 26);
    expect(tracker.next({ step: 'read', current: 0, total: 10 })).toMatchObject({
      percent: 26,
      words: 'Read',
    });
    expect(tracker.next({ step: 'measure' }).percent).toBe(50);
  });

  it('never falls, never leaves 0–99, and is a whole number, whatever is reported', () => {
    const update = fc.record(
      {
        step: fc.constantFrom(...STEPS, 'unknown'),
        percent: fc.double({ min: -50, max: 500, noNaN: true }),
        current: fc.integer({ min: -5, max: 50 }),
        total: fc.integer({ min: 0, max: 20 }),
      },
      { requiredKeys: [] },
    );
    fc.assert(
      fc.property(fc.array(update), (updates) => {
        const tracker = new ProgressTracker(STEPS);
        let last = 0;
        for (const one of updates) {
          const { percent } = tracker.next(one);
          expect(Number.isInteger(percent)).toBe(true);
          expect(percent).toBeGreaterThanOrEqual(last);
          expect(percent).toBeLessThanOrEqual(99);
          last = percent;
        }
      }),
    );
  });
});
