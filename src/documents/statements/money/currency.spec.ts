import { describe, expect, it } from '@jest/globals';
import { currencyWarnings, detectCurrency, likelyDollar } from './currency.js';

const found = (text: string) => likelyDollar(text, detectCurrency(text));

describe('the currency of a document', () => {
  it.each([
    ['its code', 'Currency: CAD\n$12.00', 'CAD'],
    ['a sign of one currency', 'Total €12.00', 'EUR'],
    ['the country beside a sign of several', 'Transit number 00012\nTotal $12.00', 'CAD'],
  ])('is settled by %s', (_what, text, currency) => {
    expect(found(text)).toEqual({ currency, candidates: [currency] });
    expect(currencyWarnings(found(text))).toEqual([]);
  });

  it('is open where a sign stands for several, and says so', () => {
    expect(found('13/04 Rent $12.00').currency).toBeNull();
    expect(currencyWarnings(found('13/04 Rent $12.00'))).toEqual([
      expect.stringMatching(/^The currency is open: .*USD, CAD/),
    ]);
  });

  it.each(['04/13 Rent $12.00\n04/14 Food $3.00', 'April 13, 2024 Rent $12.00'])(
    'is likely the dollar of the United States where the month goes first, and says that it is no more: %s',
    (text) => {
      expect(found(text).currency).toBe('USD');
      expect(currencyWarnings(found(text))).toEqual([
        expect.stringMatching(/^The currency is taken to be USD, .*CAD/),
      ]);
    },
  );
});
