import { describe, expect, it } from '@jest/globals';
import { money } from '../money/money.js';
import type { TransactionView } from '../statement/statement-data.js';
import { makeCategorizer, parseCategoryRules, UNCATEGORISED } from './categories.js';
import { makeReports } from './reports.js';

const row = (
  date: string,
  description: string,
  amount: string,
  category = UNCATEGORISED,
): TransactionView => ({
  date,
  description,
  amount,
  balance: null,
  category,
  page: 1,
  needs_review: false,
  reasons: [],
});

describe('reports', () => {
  const rows = [
    row('2024-01-05', 'Netflix', '-10.00', 'entertainment'),
    row('2024-01-31', 'Salary', '1000.10', 'income'),
    row('2024-02-05', 'Netflix', '-10.00', 'entertainment'),
    row('2024-02-06', 'Account fee', '-2.05', 'fees'),
    row('2024-03-06', 'Netflix', '-11.00', 'entertainment'),
    row('2024-03-07', 'Something', '-0.30'),
  ];
  const reports = makeReports(rows, 'EUR');

  it('add up by month, category and day without losing a cent', () => {
    expect(reports.monthly[1]).toEqual({
      month: '2024-02',
      credits: '0.00',
      debits: '12.05',
      net: '-12.05',
      transactions: 2,
    });
    expect(reports.by_category.categories[0]).toMatchObject({
      category: 'entertainment',
      debits: '31.00',
      share_of_debits: 0.9295,
    });
    expect(reports.by_category.uncategorised_share).toBe(0.1667);
    expect(reports.cash_flow.at(-1)).toMatchObject({ date: '2024-03-07', cumulative: '966.75' });
    expect(reports.largest.debits[0]).toBe(4);
    expect(reports.fees).toEqual({ total: '2.05', transactions: [3] });
  });

  it('find what comes back each month', () => {
    expect(reports.recurring).toEqual([
      {
        description: 'Netflix',
        interval: 'monthly',
        amount: '-10.00',
        transactions: [0, 2, 4],
        next_expected: '2024-04-06',
      },
    ]);
  });

  it('draw charts as SVG that holds no markup of the file', () => {
    const { charts } = makeReports([row('2024-01-01', 'x', '-1.00', '<script>')], 'EUR');
    for (const chart of Object.values(charts)) expect(chart).toMatch(/^<svg .*<\/svg>$/s);
    expect(charts.by_category).toContain('&lt;script&gt;');
  });
});

describe('categories', () => {
  it('go by whole words, the own rules first, and by side', () => {
    const categorize = makeCategorizer(parseCategoryRules('[{"category":"pets","words":["Futterhaus"]}]'));
    expect(categorize('KAUF FUTTERHAUS 12', money('-1'))).toBe('pets');
    expect(categorize('Bäckerei Schmidt', money('-1'))).toBe('dining');
    expect(categorize('Salary', money('5'))).toBe('income');
    expect(categorize('Salary advance back', money('-5'))).toBe(UNCATEGORISED);
    expect(categorize('Barometer', money('-5'))).toBe(UNCATEGORISED);
  });

  it.each(['nonsense', '{}', '[{"category":"x"}]', '[{"category":"x","words":["y"],"side":"up"}]'])(
    'refuse the rules %s',
    (json) => {
      expect(() => parseCategoryRules(json)).toThrow(expect.objectContaining({ failureClass: 'bad_input' }));
    },
  );
});
