import { describe, expect, it } from '@jest/globals';
import { readTypedDocument } from '../read-typed-document.js';
import type { StatementData } from '../statement/statement-data.js';

async function read(...lines: string[]): Promise<StatementData> {
  const { extracted_data } = await readTypedDocument({
    bytes: Buffer.from(lines.join('\n')),
    filename: 'x.csv',
    documentType: 'bank_statement',
  });
  return extracted_data as StatementData;
}

const rowsOf = (data: StatementData): [string | null, string][] =>
  data.transactions.map(({ date, amount }) => [date, amount]);

const TWO_DAYS = [
  ['2024-05-02', '-30.00'],
  ['2024-05-03', '80.00'],
];

describe('tables whose headings say only half', () => {
  it('takes the running balance from the column that the amounts lead through', async () => {
    const data = await read(
      'When;Words;Umsatz;Rest',
      '02.05.2024;Oil;-30,00;70,00',
      '03.05.2024;Pay;80,00;150,00',
    );
    expect(rowsOf(data)).toEqual(TWO_DAYS);
    expect(data).toMatchObject({ opening_balance: '100.00', proof: { verified: true } });
  });

  it('takes no running balance from a column that says the same in every row', async () => {
    const data = await read(
      'Date,Label,Amount,Account Balance',
      '2024-05-02,Oil,-30.00,150.00',
      '2024-05-03,Pay,80.00,150.00',
    );
    expect(rowsOf(data)).toEqual(TWO_DAYS);
    expect(data.proof.verified).toBeNull();
  });

  it('finds the currency by its codes, under whatever heading', async () => {
    const data = await read(
      'Dato,Valuta,Tekst,Belob',
      '2024-05-02,DKK,Oil,-30.00',
      '2024-05-03,DKK,Pay,80.00',
    );
    expect(data.currency).toBe('DKK');
    expect(rowsOf(data)).toEqual(TWO_DAYS);
  });

  it('takes account numbers that change from row to row for those of others', async () => {
    const data = await read(
      'Buchungstag;Empfänger;IBAN;Betrag',
      '02.05.2024;A;DE11;-30,00',
      '03.05.2024;B;DE22;80,00',
    );
    expect(data.accounts).toBeUndefined();
    expect(data.account.number_masked).toBeUndefined();
  });

  it('gives a date without a year that of the value date beside it', async () => {
    const data = await read(
      'Buchung;Valuta;Text;Betrag',
      '31.12.;02.01.24;Oil;-30,00',
      '05.01.;05.01.24;Pay;80,00',
    );
    expect(rowsOf(data).map(([date]) => date)).toEqual(['2023-12-31', '2024-01-05']);
  });

  it('reads balances that stand in columns of their own, beside no transaction', async () => {
    const data = await read(
      'ID,Datetime,Note,Amount (total),Beginning Balance,Ending Balance',
      ',,,,$100.00,',
      '1,2024-05-02T10:00:00,Oil,- $30.00,,',
      '2,2024-05-03T10:00:00,Pay,+ $80.00,,',
      ',,,,,$150.00',
    );
    expect(rowsOf(data)).toEqual(TWO_DAYS);
    expect(data).toMatchObject({ closing_balance: '150.00', proof: { verified: true } });
  });

  it('compares rows of turnover with their side', async () => {
    const table = (debits: string): Promise<StatementData> =>
      read(
        '"Date";"Details";"Amount";"Currency";"D/K"',
        '"01.05.2024";"Opening balance";"100,00";"EUR";"K"',
        '"02.05.2024";"Oil";"30,00";"EUR";"D"',
        '"03.05.2024";"Pay";"80,00";"EUR";"K"',
        `"03.05.2024";"Turnover";"${debits}";"EUR";"D"`,
        '"03.05.2024";"closing balance";"150,00";"EUR";"K"',
      );
    const whole = await table('30,00');
    expect(rowsOf(whole)).toEqual(TWO_DAYS);
    expect(whole.proof.verified).toBe(true);
    expect((await table('31,00')).proof.verified).toBe(false);
  });

  it('knows a card by a category of payments, and turns its signs', async () => {
    const data = await read(
      'Trans. Date,Description,Amount,Category',
      '05/02/2024,SHOP,30.00,Goods',
      '05/13/2024,DIRECT,-80.00,Payments and Credits',
    );
    expect(rowsOf(data).map(([, amount]) => amount)).toEqual(['-30.00', '80.00']);
  });
});

describe('tables without headings', () => {
  it('finds debits and credits in two columns by the balance', async () => {
    const data = await read(
      '05/02/2024,OIL,30.00,,70.00',
      '05/13/2024,PAY,,80.00,150.00',
      '05/14/2024,TEA,5.00,,145.00',
    );
    expect(rowsOf(data).map(([, amount]) => amount)).toEqual(['-30.00', '80.00', '-5.00']);
    expect(data.proof.verified).toBe(true);
  });

  it('reads balances that stand before their transactions, and breaks at a wrong one', async () => {
    const table = (last: string): Promise<StatementData> =>
      read(
        '02-05-2024,x,EUR,100.00,-30.00',
        '03-05-2024,y,EUR,70.00,80.00',
        '14-05-2024,z,EUR,150.00,-1.00',
        `15-05-2024,z,EUR,${last},-2.00`,
      );
    const whole = await table('149.00');
    expect(rowsOf(whole).map(([, amount]) => amount)).toEqual(['-30.00', '80.00', '-1.00', '-2.00']);
    expect(whole).toMatchObject({ currency: 'EUR', opening_balance: '100.00', proof: { verified: true } });
    expect(whole.transactions.map((row) => row.needs_review)).toEqual([false, false, false, true]);
    const broken = await table('144.00');
    expect(rowsOf(broken)).toEqual(rowsOf(whole));
    expect(broken.proof.summary).toContain('should be 149.00 and is printed as 144.00');
  });

  it('leaves a first line about the account alone', async () => {
    const data = await read(
      '0012345,01-05-2024,31-05-2024,,',
      '2 May 2024,OIL,,-30.00,70.00',
      '3 May 2024,PAY,,80.00,150.00',
    );
    expect(rowsOf(data)).toEqual(TWO_DAYS);
    expect(data.proof.verified).toBe(true);
  });

  it('reads marks of direction without a heading', async () => {
    const data = await read('"02-05-2024","30,00","Debet","Oil"', '"13-05-2024","80,00","Credit","Pay"');
    expect(rowsOf(data).map(([, amount]) => amount)).toEqual(['-30.00', '80.00']);
  });
});
