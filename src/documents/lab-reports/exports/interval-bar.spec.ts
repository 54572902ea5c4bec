import { describe, expect, it } from '@jest/globals';

import { assessmentOf, intervalBar } from './interval-bar.js';
import { exampleAnalyte } from './testing/example-report.js';

const between = (low: number | null, high: number | null, value: number | null) =>
  intervalBar(exampleAnalyte({ value, reference: { low, high, text: '', source: 'report' } }));

describe('intervalBar', () => {
  it('puts two limits at one and two thirds and the value in between by its distance', () => {
    expect(between(10, 20, 15)).toMatchObject({ from: 1 / 3, to: 2 / 3, at: 0.5, beyond: null });
    expect(between(10, 20, 10)!.at).toBeCloseTo(1 / 3);
    expect(between(10, 20, 25)!.at).toBeCloseTo(5 / 6);
    expect(between(-2, 2, 0)!.at).toBeCloseTo(0.5);
  });

  it('keeps what lies far out inside the bar and says on which side it is', () => {
    expect(between(10, 20, 500)).toMatchObject({ at: 0.925, beyond: 'right' });
    expect(between(10, 20, -500)).toMatchObject({ at: 0.075, beyond: 'left' });
  });

  it('measures one limit from zero and leaves the other side open', () => {
    expect(between(null, 5, 2.5)).toMatchObject({ from: 0, to: 2 / 3, lowLimit: false, highLimit: true });
    expect(between(null, 5, 2.5)!.at).toBeCloseTo(1 / 3);
    expect(between(40, null, 60)).toMatchObject({ from: 1 / 3, to: 1, lowLimit: true, highLimit: false });
    expect(between(40, null, 60)!.at).toBeCloseTo(0.5);
  });

  it('draws nothing where there is no scale', () => {
    expect(between(null, null, 5)).toBeNull();
    expect(between(10, 20, null)).toBeNull();
    expect(between(20, 10, 15)).toBeNull();
    expect(between(5, 5, 5)).toBeNull();
    expect(between(null, 0, 1)).toBeNull();
  });

  it('marks by the flag of the reading, not by the place', () => {
    const mark = (flag: 'normal' | 'high' | 'critical_low' | 'unknown') =>
      intervalBar(exampleAnalyte({ flag }))!.mark;
    expect([mark('normal'), mark('high'), mark('critical_low'), mark('unknown')]).toEqual([
      'inside',
      'outside',
      'critical',
      'unjudged',
    ]);
  });
});

describe('assessmentOf', () => {
  it('says how far a value lies outside, without the tail of binary fractions', () => {
    expect(assessmentOf(exampleAnalyte({ value: 5.9, flag: 'high' }))).toBe(
      'high, 0.8 mmol/L above the upper limit',
    );
    expect(assessmentOf(exampleAnalyte({ value: 3.4, flag: 'critical_low' }))).toBe(
      'critically low, 0.1 mmol/L below the lower limit',
    );
    expect(assessmentOf(exampleAnalyte({ value: 6, comparator: '>', flag: 'high' }))).toBe(
      'high, more than 0.9 mmol/L above the upper limit',
    );
  });

  it('does not take a difference of percentages for a share', () => {
    const hematocrit = exampleAnalyte({ value: 33.1, unit: '%', flag: 'low' });
    hematocrit.reference = { low: 36, high: 46, text: '36 - 46', source: 'report' };
    expect(assessmentOf(hematocrit)).toBe('low, 2.9 percentage points below the lower limit');
  });

  it('claims no distance that the numbers do not show', () => {
    expect(assessmentOf(exampleAnalyte())).toBe('within range');
    expect(assessmentOf(exampleAnalyte({ flag: 'high', lab_flag: 'H' }))).toBe('high');
    expect(assessmentOf(exampleAnalyte({ value: null, flag: 'abnormal' }))).toBe('abnormal');
  });
});
