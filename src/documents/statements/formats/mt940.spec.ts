import { describe, expect, it } from '@jest/globals';
import { readTypedDocument } from '../read-typed-document.js';
import type { StatementData } from '../statement/statement-data.js';

async function read(lines: readonly string[]): Promise<StatementData & { warnings: string[] }> {
  const bytes = Buffer.from(lines.join('\n'));
  const { extracted_data, warnings } = await readTypedDocument({
    bytes,
    filename: 'x',
    documentType: 'bank_statement',
  });
  return { ...(extracted_data as StatementData), warnings };
}

const rowsOf = (data: StatementData): [string | null, string][] =>
  data.transactions.map(({ date, amount }) => [date, amount]);

describe('what banks make of MT940', () => {
  it('keeps statements apart between which others are missing, and says so', async () => {
    const first = [
      ':20:A',
      ':25:1234567',
      ':28C:7/1',
      ':60F:C240301EUR10,',
      ':61:240302C5,NTRF',
      ':62F:C240302EUR15,',
    ];
    const later = [
      ':20:B',
      ':25:1234567',
      ':28C:9/1',
      ':60F:C240309EUR80,',
      ':61:240310D30,NTRF',
      ':62F:C240310EUR50,',
    ];
    const data = await read([...first, ...later]);
    expect(data.proof.verified).toBe(true);
    expect(data.accounts?.map((account) => account.closing_balance)).toEqual(['15.00', '50.00']);
    expect(data.warnings.join()).toMatch(/missing between 2024-03-02 .*15\.00.*2024-03-09 .*80\.00/u);
  });

  it('breaks where two statements follow each other and the balance does not', async () => {
    const first = [
      ':20:A',
      ':25:1234567',
      ':28C:7/1',
      ':60F:C240301EUR10,',
      ':61:240302C5,NTRF',
      ':62F:C240302EUR15,',
    ];
    const next = [
      ':20:B',
      ':25:1234567',
      ':28C:8/1',
      ':60F:C240302EUR80,',
      ':61:240303D30,NTRF',
      ':62F:C240303EUR50,',
    ];
    const { proof } = await read([...first, ...next]);
    expect(proof.verified).toBe(false);
    expect(proof.summary).toContain('should be 15.00 and is printed as 80.00');
  });

  it('keeps the currencies of one account number apart', async () => {
    const euros = [':20:A', ':25:77', ':60F:C240301EUR10,', ':61:240302C5,NTRF', ':62F:C240302EUR15,'];
    const dollars = [':20:B', ':25:77', ':60F:C240301USD7,', ':61:240302D2,NTRF', ':62F:C240302USD5,'];
    const data = await read([...euros, ...dollars]);
    expect(data.proof.verified).toBe(true);
    expect(data.accounts?.map(({ currency }) => currency)).toEqual(['EUR', 'USD']);
  });

  it('reads a closing balance without a currency, and a statement without an account', async () => {
    const data = await read([':20:A', ':60F:C240301EUR10,', ':61:240302C5,NTRF', ':62F:C24030215,']);
    expect(data).toMatchObject({ closing_balance: '15.00', currency: 'EUR', proof: { verified: true } });
  });

  it('takes a field 25 within a statement for a field 86 with a wrong tag', async () => {
    const lines = [
      ':20:A',
      ':25:1234',
      ':60F:C240301EUR10,',
      ':61:240302C5,NTRF',
      ':25:166?00TRANSFER?20RENT',
    ];
    const data = await read([...lines, ':62F:C240302EUR25,']);
    expect(data.proof.verified).toBe(false);
    expect(data.transactions.map(({ description }) => description)).toEqual(['RENT']);
  });

  it('gives the entry date where the value date is a 30 February, and asks for review', async () => {
    const data = await read([
      ':20:A',
      ':25:1',
      ':60F:C240229EUR10,',
      ':61:2402300301D6,NTRF',
      ':62F:C240301EUR4,',
    ]);
    expect(rowsOf(data)).toEqual([['2024-03-01', '-6.00']]);
    expect(data.transactions[0]).toMatchObject({ needs_review: true });
    expect(data.transactions[0]?.reasons.join()).toContain('240230');
  });

  it('describes an entry by all its own fields and by none of the statement', async () => {
    const entry = [':61:240302D1,NTRF', ':86:Hammer', ':86:Nails'];
    const numbered = [':61:240302D1,NTRF', ':NS:01Paint', '02Brush', '15Miller Ltd'];
    const pointed = [':61:240302D1,NTRF', ':86:020>00Transfer>20Wood>32Forester'];
    const tail = [':62F:C240302EUR7,', ':86:Balance of all accounts'];
    const data = await read([
      ':20:A',
      ':25:1',
      ':60F:C240301EUR10,',
      ...entry,
      ...numbered,
      ...pointed,
      ...tail,
    ]);
    const descriptions = data.transactions.map(({ description }) => description);
    expect(descriptions).toEqual(['Hammer Nails', 'Miller Ltd Paint Brush', 'Forester Wood']);
  });

  it('reads an interim report as a list that cannot be proved', async () => {
    const report = [':20:A', ':25:1', ':28C:3/1', ':34F:NZD0,', ':13D:2403021200+0000'];
    const data = await read([...report, ':61:240302D40,NTRF', ':61:240302C9,5NTRF', ':90D:1NZD40,']);
    expect(data).toMatchObject({ currency: 'NZD', proof: { verified: null } });
    expect(rowsOf(data).map(([, amount]) => amount)).toEqual(['-40.00', '9.50']);
    expect(data.warnings.join()).toContain('interim report (MT942)');
  });
});
