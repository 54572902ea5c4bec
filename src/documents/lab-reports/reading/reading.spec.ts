import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';

import { detectDateOrder, parseLocalDate } from './dates.js';
import { detectNumberStyle, parseNumber } from './numbers.js';
import { parseInterval } from './ranges.js';
import { parseTail, parseValue } from './results.js';
import { parseUnit } from './units.js';

describe('numbers', () => {
  it.each([
    ['15.00', 'point', 15, true],
    ['1,50,000', 'point', 150000, true],
    ['1,234', 'point', 1234, true],
    ['1,234', 'unknown', 1234, false],
    ['1,234', 'comma', 1.234, true],
    ['1,234', 'mostly_comma', 1.234, false],
    ['13,5', 'comma', 13.5, true],
    ['13,5', 'point', 13.5, false],
    ['1.234,5', 'comma', 1234.5, true],
    ["1'500", 'point', 1500, true],
    ['-2.5', 'point', -2.5, true],
    ['.5', 'point', 0.5, true],
    ['1.2E+03', 'point', 1200, true],
  ] as const)('%s in style %s is %d', (text, style, value, certain) => {
    expect(parseNumber(text, style)).toEqual({ value, certain });
  });

  it.each(['12.5.3', '1O.5', '', '12-5', '1:40', '14/5/2023'])('"%s" is no number', (text) => {
    expect(parseNumber(text, 'point')).toBeNull();
  });

  it('reads back every decimal it could print', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: -9_999_999, max: 9_999_999 }),
        fc.integer({ min: 0, max: 2 }),
        (units, decimals) => {
          const text = (units / 100).toFixed(decimals);
          expect(parseNumber(text, 'point')?.value).toBeCloseTo(Number(text), 9);
        },
      ),
    );
  });

  it('detects the style without being led by dates or lakh grouping', () => {
    expect(detectNumberStyle('14.05.2023 13,5 17,0 4,1 1,50,000')).toBe('comma');
    expect(detectNumberStyle('13,5 17,0 4,1 5.2')).toBe('mostly_comma');
    expect(detectNumberStyle('as described (1,2) 4,310')).toBe('mostly_comma');
    expect(detectNumberStyle('13.5 17.0 1,50,000')).toBe('point');
    expect(detectNumberStyle('135 145')).toBe('unknown');
  });
});

describe('units', () => {
  it.each([
    ['g/dL', 'g/dL'],
    ['gm/dl', 'g/dL'],
    ['10^3/µL', '10*3/uL'],
    ['10³/uL', '10*3/uL'],
    ['x10E3/uL', '10*3/uL'],
    ['x 10^9/L', '10*9/L'],
    ['×10⁹/L', '10*9/L'],
    ['10*9/L', '10*9/L'],
    ['K/uL', '10*3/uL'],
    ['M/µL', '10*6/uL'],
    ['thou/mm3', '10*3/uL'],
    ['mill/mm3', '10*6/uL'],
    ['lakhs/cumm', '10*5/uL'],
    ['/cumm', '/uL'],
    ['cells/µL', '/uL'],
    ['mcg/dL', 'ug/dL'],
    ['μg/dL', 'ug/dL'],
    ['µIU/mL', 'u[IU]/mL'],
    ['mEq/L', 'meq/L'],
    ['IU/L', '[IU]/L'],
    ['U/L', 'U/L'],
    ['mL/min/1.73m2', 'mL/min/{1.73_m2}'],
    ['mL/min/1.73 m²', 'mL/min/{1.73_m2}'],
    ['mm/1st hr', 'mm/h'],
    ['%', '%'],
    ['fL', 'fL'],
    ['pg', 'pg'],
    ['pg/mL', 'pg/mL'],
    ['/HPF', '/[HPF]'],
    ['g/L', 'g/L'],
    ['µkat/L', 'ukat/L'],
    ['mmol/mol', 'mmol/mol'],
  ])('%s is %s', (text, ucum) => {
    expect(parseUnit(text)?.ucum).toBe(ucum);
  });

  it.each(['13.0', 'Normal', 'years', 'kg', 'Sodium', 'H', '-', '10-20'])('"%s" is no unit', (text) => {
    expect(parseUnit(text)).toBeNull();
  });
});

describe('reference intervals', () => {
  it.each([
    ['13.00 - 17.00', 13, 17],
    ['13.0–17.0', 13, 17],
    ['(13 to 17)', 13, 17],
    ['<2.00', null, 2],
    ['< = 2', null, 2],
    ['> 59', 59, null],
    ['>=60', 60, null],
    ['> OR = 60', 60, null],
    ['Up to 200', null, 200],
    ['Less than 5.0', null, 5],
    ['4.0 - 11.0 10^3/uL', 4, 11],
    ['1,50,000 - 4,10,000', 150000, 410000],
    ['-2.0 - 2.0', -2, 2],
    ['Ref: 3.5-5.1', 3.5, 5.1],
    ['Desirable: < 200 Borderline: 200 - 239', null, 200],
    ['0-15 mm/hr', 0, 15],
    ['<5.0 (calc)', null, 5],
  ])('%s', (text, low, high) => {
    const interval = parseInterval(text, 'point');
    expect([interval?.low ?? null, interval?.high ?? null]).toEqual([low, high]);
  });

  it('chooses by sex only if the sex is known', () => {
    const text = 'Male: 13 - 17 Female: 12 - 15';
    expect(parseInterval(text, 'point', { sex: 'female', age: null })).toMatchObject({ low: 12, high: 15 });
    expect(parseInterval(text, 'point', { sex: 'male', age: null })).toMatchObject({ low: 13, high: 17 });
    expect(parseInterval(text, 'point', { sex: null, age: null })).toMatchObject({
      low: null,
      high: null,
      kind: 'tiers',
    });
  });

  it.each(['Page 1 of 2', 'mg/dL', 'Consultant', '12/05/2023', '5.0'])('"%s" is no interval', (text) => {
    expect(parseInterval(text, 'point')).toBeNull();
  });
});

describe('values', () => {
  it.each([
    ['<2.00', 2, '<'],
    ['> 90', 90, '>'],
    ['≤ 5', 5, '<'],
    ['14.5', 14.5, null],
    ['Non Reactive', null, null],
    ['1:80', null, null],
    ['2-4', null, null],
  ])('%s', (text, value, comparator) => {
    expect(parseValue(text, 'point')).toMatchObject({ value, comparator, text });
  });

  it('reads value, flag, unit and reference in any order and nothing it does not understand', () => {
    const options = { style: 'point', sex: null, age: null } as const;
    expect(parseTail(['14.5', 'H', 'g/dL', '13.0', '-', '14.0'], options)).toMatchObject({
      flag: 'H',
      unit: { ucum: 'g/dL' },
      interval: { high: 14 },
    });
    expect(parseTail(['(13.0-17.0)', '14.5'], options)).toBeNull();
    expect(parseTail(['14.5', 'g/dL', 'and', 'rising'], options)).toBeNull();
  });
});

describe('dates', () => {
  it('reads dates whose order is certain and leaves others', () => {
    expect(parseLocalDate('14/5/2023 11:03:00AM', null)).toBe('2023-05-14T11:03:00');
    expect(parseLocalDate('16/5/2023 1:36:25PM', null)).toBe('2023-05-16T13:36:25');
    expect(parseLocalDate('2025/07/25', null)).toBe('2025-07-25');
    expect(parseLocalDate('17 Mar 2025 08:15', null)).toBe('2025-03-17T08:15:00');
    expect(parseLocalDate('03/04/2024', null)).toBeNull();
    expect(parseLocalDate('03/04/2024', 'day_first')).toBe('2024-04-03');
    expect(parseLocalDate('31/02/2024', null)).toBeNull();
    expect(detectDateOrder('03/04/2024 and 17/04/2024')).toBe('day_first');
  });
});
