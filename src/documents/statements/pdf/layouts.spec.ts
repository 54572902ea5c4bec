import { describe, expect, it } from '@jest/globals';
import { drawStatement, type DrawnPage } from '../testing/draw-statement.js';
import { readTypedDocument } from '../read-typed-document.js';
import type { StatementData } from '../statement/statement-data.js';

async function read(...pages: DrawnPage[]): Promise<StatementData & { warnings: string[] }> {
  const bytes = await drawStatement(...pages);
  const { extracted_data, warnings } = await readTypedDocument({
    bytes,
    filename: 'x.pdf',
    documentType: 'bank_statement',
  });
  return { ...(extracted_data as StatementData), warnings };
}

const rowsOf = (data: StatementData): string[] =>
  data.transactions.map(({ date, amount }) => `${date} ${amount}`);

describe('statement layouts', () => {
  it('reads debit and credit columns in lakh grouping, with a value date and wrapped descriptions', async () => {
    const data = await read({
      head: [[[30, 'Sample Bank, IFSC SAMP0001234']], [[30, 'Statement from 01/01/2024 to 31/01/2024']]],
      edges: [30, 90, 150, 'r430', 'r500', 'r570'],
      rows: [
        ['Date', 'Value Dt', 'Narration', 'Withdrawal Amt.', 'Deposit Amt.', 'Closing Balance'],
        ['', '', 'Opening Balance', '', '', '1,24,350.00'],
        ['02/01/24', '02/01/24', 'NEFT SALARY 000123', '', '2,00,000.00', '3,24,350.00'],
        ['', '', 'ACME PVT LTD 4,500.00 LESS TAX'],
        ['13/01/24', '14/01/24', 'UPI/SHOP', '50.50', '', '3,24,299.50'],
      ],
    });
    expect(rowsOf(data)).toEqual(['2024-01-02 200000.00', '2024-01-13 -50.50']);
    expect(data.transactions[0]?.description).toBe('NEFT SALARY 000123 ACME PVT LTD 4,500.00 LESS TAX');
    expect(data).toMatchObject({ currency: 'INR', proof: { verified: true }, opening_balance: '124350.00' });
  });

  it('reads German marks for debit and credit, dates without a year across New Year', async () => {
    const data = await read({
      head: [[[40, 'Kontoauszug vom 15.12.2023 bis 14.01.2024, EUR']]],
      edges: [40, 90, 140, 'r540'],
      rows: [
        ['Bu-Tag', 'Wert', 'Vorgang', 'Betrag EUR'],
        ['', '', 'alter Kontostand vom 14.12.2023', '1.000,00 H'],
        ['28.12.', '28.12.', 'Miete', '1.250,00 S'],
        ['02.01.', '02.01.', 'Gehalt', '300,10 H'],
        ['', '', 'neuer Kontostand vom 14.01.2024', '50,10 H'],
      ],
    });
    expect(rowsOf(data)).toEqual(['2023-12-28 -1250.00', '2024-01-02 300.10']);
    expect(data.proof.verified).toBe(true);
  });

  it('reads dates printed once a day, balances of the end of the day, and what is carried over pages', async () => {
    const edges: DrawnPage['edges'] = [40, 100, 'r390', 'r460', 'r540'];
    const heading = ['Date', 'Payment type and details', 'Paid out', 'Paid in', 'Balance'];
    const head: DrawnPage['head'] = [
      [[40, '1 March to 31 March 2024']],
      [[40, 'Sort code 10-20-30  Account number 12345678  £']],
    ];
    const pages: DrawnPage[] = [
      {
        head,
        edges,
        rows: [
          heading,
          ['', 'Balance brought forward', '', '', '10.00'],
          ['02 Mar', 'Shop', '4.00', '', ''],
          ['', 'Shop', '4.00', '', '2.00'],
          ['', 'Balance carried forward', '', '', '2.00'],
        ],
      },
      {
        head,
        edges,
        rows: [
          heading,
          ['', 'Balance brought forward', '', '', '2.00'],
          ['05 Mar', 'Bill', '3.00', '', '1.00 OD'],
          ['', 'Balance carried forward', '', '', '1.00 OD'],
        ],
      },
    ];
    const data = await read(...pages);
    expect(rowsOf(data)).toEqual(['2024-03-02 -4.00', '2024-03-02 -4.00', '2024-03-05 -3.00']);
    expect(data).toMatchObject({ proof: { verified: true }, closing_balance: '-1.00' });
  });

  it('takes the sign from headings over the lists, and reads lists that stand side by side', async () => {
    const data = await read({
      head: [
        [[40, 'Lakeside Bank, Austin, TX 78701']],
        [[40, 'March 1, 2024 through March 31, 2024']],
        [
          [40, 'Beginning Balance'],
          ['r300', '$100.00'],
        ],
        [
          [40, 'Deposits and Additions'],
          ['r300', '50.00'],
        ],
        [
          [40, 'Checks Paid'],
          ['r300', '-30.00'],
        ],
        [
          [40, 'Ending Balance'],
          ['r300', '$120.00'],
        ],
      ],
      edges: [40, 120, 'r240', 300, 380, 'r500'],
      rows: [
        ['Deposits and Additions'],
        ['Date', 'Description', 'Amount'],
        ['03/15', 'Payroll', '$50.00'],
        ['Checks Paid'],
        ['Check No.', 'Date', 'Amount', 'Check No.', 'Date', 'Amount'],
        ['1001', '03/16', '10.00', '1002', '03/17', '20.00'],
        ['Total Checks Paid', '', '', '', '', '$30.00'],
      ],
    });
    expect(rowsOf(data)).toEqual(['2024-03-15 50.00', '2024-03-16 -10.00', '2024-03-17 -20.00']);
    expect(data.proof.verified).toBe(true);
  });

  it('sees a credit card from its holder: purchases leave, payments arrive, what is owed is below zero', async () => {
    const data = await read({
      head: [
        [[40, 'Credit Card Statement   Minimum Payment Due $25.00   Credit Limit $5,000.00']],
        [[40, 'Statement Period: 03/01/2024 - 03/31/2024, Reno, NV 89501']],
        [
          [40, 'Previous Balance'],
          ['r300', '$40.00'],
        ],
        [
          [40, 'New Balance'],
          ['r300', '$25.00'],
        ],
      ],
      edges: [40, 100, 160, 'r540'],
      rows: [
        ['Trans Date', 'Post Date', 'Description', 'Amount'],
        ['03/02', '03/03', 'BOOKSHOP', '$20.00'],
        ['03/05', '03/05', 'PAYMENT THANK YOU', '-$40.00'],
        ['03/20', '03/21', 'CAFE', '$5.00'],
      ],
    });
    expect(rowsOf(data)).toEqual(['2024-03-02 -20.00', '2024-03-05 40.00', '2024-03-20 -5.00']);
    expect(data).toMatchObject({
      opening_balance: '-40.00',
      closing_balance: '-25.00',
      proof: { verified: true },
    });
  });

  it('keeps two accounts apart, each with its proof', async () => {
    const table = (opening: string, rows: string[][], closing: string): string[][] => [
      ['Date', 'Description', 'Amount', 'Balance'],
      ['', 'Opening balance', '', opening],
      ...rows,
      ['', 'Closing balance', '', closing],
    ];
    const data = await read({
      head: [[[40, 'Statement period 2024-03-01 to 2024-03-31, EUR']]],
      edges: [40, 120, 'r400', 'r500'],
      rows: [
        ...table('10.00', [['2024-03-02', 'In', '5.00', '15.00']], '15.00'),
        ...table('70.00', [['2024-03-03', 'Out', '-7.00', '64.00']], '63.00'),
      ],
    });
    expect(data.accounts?.map(({ proof }) => proof.verified)).toEqual([true, false]);
    expect(data.proof).toMatchObject({
      verified: false,
      checks: expect.arrayContaining([
        expect.objectContaining({ row: 1, expected: '63.00', actual: '64.00' }),
      ]),
    });
  });

  it('proves printed totals, and names the figure that is wrong', async () => {
    const page: DrawnPage = {
      head: [[[40, 'Account statement 2024-03-01 to 2024-03-31 EUR']]],
      edges: [40, 120, 'r400', 'r500'],
      rows: [
        ['Date', 'Description', 'Debit', 'Credit'],
        ['2024-03-02', 'A', '5.00', ''],
        ['2024-03-03', 'B', '', '9.00'],
        ['', 'Totals', '5.00', '9.00'],
      ],
    };
    expect((await read(page)).proof.verified).toBe(true);
    const wrong = { ...page, rows: [...page.rows!.slice(0, 3), ['', 'Totals', '5.00', '8.00']] };
    const { proof } = await read(wrong);
    expect(proof).toMatchObject({ verified: false, summary: expect.stringContaining('"Totals"') });
    expect(proof.checks.find(({ ok }) => !ok)).toMatchObject({
      name: 'total_credits',
      expected: '9.00',
      actual: '8.00',
    });
  });

  it('reads tables without headings, and says when a sign of several currencies is open', async () => {
    const data = await read({
      head: [
        [[40, 'Statement 01/03/2024 to 31/03/2024']],
        [
          [40, 'Opening balance'],
          ['r300', '$10.00'],
        ],
      ],
      edges: [40, 120, 'r400', 'r500'],
      rows: [
        ['02/03/2024', 'Shop 23.45 DKK', '-4.00', '6.00'],
        ['13/03/2024', 'Pay', '9.00', '15.00'],
        ['14/03/2024', 'Shop', '-1.00', '14.00'],
      ],
    });
    expect(rowsOf(data)).toEqual(['2024-03-02 -4.00', '2024-03-13 9.00', '2024-03-14 -1.00']);
    expect(data.proof.verified).toBe(true);
    expect([data.currency, data.warnings.join()]).toEqual([null, expect.stringContaining('USD, CAD')]);
  });

  it('refuses what is no statement', async () => {
    await expect(read({ head: [[[40, 'Dear customer, thank you.']]] })).rejects.toMatchObject({
      failureClass: 'unreadable',
    });
  });
});
