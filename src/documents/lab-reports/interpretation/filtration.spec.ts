import { describe, expect, it } from '@jest/globals';

import { readPages } from '../testing/expect-rows.js';
import { grid } from '../testing/lay-out.js';
import { estimateFiltration, findDecreasedFiltration } from './filtration.js';

describe('the CKD-EPI equation of 2021', () => {
  it.each([
    [1.0, 50, 'male', 92],
    [1.0, 50, 'female', 69],
    [0.6, 30, 'female', 124],
    [2.0, 70, 'male', 35],
  ] as const)('creatinine %d mg/dL, %d years, %s: %d', (creatinine, age, sex, expected) => {
    expect(Math.round(estimateFiltration(creatinine, age, sex))).toBe(expected);
  });

  it('speaks only where the report prints creatinine, age and sex but no filtration rate', async () => {
    const table = (...rows: string[][]) =>
      grid({ columns: [40, 240, 330, 430], rows: [['Test', 'Result', 'Unit', 'Reference'], ...rows] });
    const creatinine = ['Creatinine', '177', 'µmol/L', '60 - 110'];
    const patient = { age: 70, sex: 'male' } as const;
    const alone = { analytes: await readPages(table(creatinine)), unread: [] };
    const [finding] = findDecreasedFiltration({ ...alone, patient });
    expect(finding).toMatchObject({ rule: 'filtration-calculated', rests_on: [0] });
    expect(finding?.text).toContain('about 35 mL/min/1.73 m²');
    expect(findDecreasedFiltration({ ...alone, patient: { sex: 'male' } })).toEqual([]);
    const printed = await readPages(table(creatinine, ['eGFR', '36', 'mL/min/1.73m2', '> 60']));
    expect(findDecreasedFiltration({ analytes: printed, unread: [], patient })).toEqual([]);
  });
});
