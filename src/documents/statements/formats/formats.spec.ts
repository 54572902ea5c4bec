import { describe, expect, it } from '@jest/globals';
import iconv from 'iconv-lite';
import { readTypedDocument } from '../read-typed-document.js';
import { sample, sampleTruth } from '../testing/samples.js';
import type { StatementData } from '../statement/statement-data.js';

async function read(content: string | Uint8Array): Promise<StatementData & { warnings: string[] }> {
  const bytes = typeof content === 'string' ? Buffer.from(content) : content;
  const { extracted_data, warnings } = await readTypedDocument({
    bytes,
    filename: 'x',
    documentType: 'bank_statement',
  });
  return { ...(extracted_data as StatementData), warnings };
}

const rowsOf = (data: StatementData): [string | null, string][] =>
  data.transactions.map(({ date, amount }) => [date, amount]);

describe('the samples', () => {
  const truth = sampleTruth();
  it.each([
    ['pdf', true, 'GBP'],
    ['csv', true, 'GBP'],
    ['xlsx', true, 'GBP'],
    ['mt940', true, 'GBP'],
    ['camt053.xml', true, 'GBP'],
    ['ofx', null, 'GBP'],
    ['qif', null, null],
  ])('%s holds every transaction, and its proof says %s', async (extension, verified, currency) => {
    const data = await read(sample(extension));
    expect(rowsOf(data)).toEqual(truth.transactions.map(({ date, amount }) => [date, amount]));
    expect(data.proof.verified).toBe(verified);
    expect(data.currency).toBe(currency);
    if (verified) {
      expect(data).toMatchObject({
        opening_balance: truth.opening_balance,
        closing_balance: truth.closing_balance,
      });
      expect(data.transactions.filter((row) => row.needs_review)).toEqual([]);
    } else expect(data.transactions.every((row) => row.needs_review)).toBe(true);
  });
});

describe('CSV', () => {
  it('finds delimiter, encoding, decimal comma and headings in other languages', async () => {
    const text =
      'Kontonummer;1234567890\nBuchungstag;Valuta;Verwendungszweck;Betrag;Währung\n31.03.2024;31.03.2024;Miete März;-1.250,00;EUR\n28.03.2024;28.03.2024;"Gehalt; Müller";3.100,50;EUR\n';
    const data = await read(iconv.encode(text, 'windows-1252'));
    expect(rowsOf(data)).toEqual([
      ['2024-03-31', '-1250.00'],
      ['2024-03-28', '3100.50'],
    ]);
    expect(data.transactions[1]?.description).toBe('Gehalt; Müller');
    expect([data.currency, data.account.number_masked]).toEqual(['EUR', '••••••7890']);
  });

  it('reads newest first with a balance, and names the row that breaks it', async () => {
    const rows = ['2024-03-05,Tea,-5.00,90.00', '2024-03-04,Cake,-4.00,95.00', '2024-03-03,Pay,99.00,100.00'];
    expect((await read(['Date,Details,Amount,Balance', ...rows].join('\n'))).proof.verified).toBe(false);
    rows[1] = '2024-03-04,Cake,-5.00,95.00';
    const whole = await read(['Date,Details,Amount,Balance', ...rows].join('\n'));
    expect(whole).toMatchObject({
      proof: { verified: true },
      opening_balance: '1.00',
      closing_balance: '90.00',
    });
    expect(whole.transactions.map((row) => row.needs_review)).toEqual([false, false, true]);
    rows[1] = '2024-03-04,Cake,-4.00,95.00';
    const { proof } = await read(['Date,Details,Amount,Balance', ...rows].join('\n'));
    expect(proof.checks.find(({ ok }) => !ok)).toMatchObject({
      name: 'running_balance',
      expected: '96.00',
      actual: '95.00',
      row: 1,
    });
  });

  it('proves rows that stand in no order of time by the order their balances show', async () => {
    const rows = [
      '2024-03-02,B,-3.00,17.00',
      '2024-03-02,D,3.00,20.00',
      '2024-03-02,A,10.00,20.00',
      '2024-03-02,C,-3.00,17.00',
      '2024-03-02,E,1.00,21.00',
      '2024-03-02,F,3.00,20.00',
    ];
    const data = await read(['Opening balance,10.00', 'Date,Details,Amount,Balance', ...rows].join('\n'));
    expect(data.proof.verified).toBe(true);
    expect(data.closing_balance).toBe('21.00');
  });

  it('keeps identical rows, and reads a mark in a column of its own', async () => {
    const data = await read(
      'Date,Narration,Amount,Dr/Cr\n01/02/2024,Bus,2.50,DR\n01/02/2024,Bus,2.50,DR\n14/02/2024,Pay,10.00,CR\n',
    );
    expect(rowsOf(data)).toEqual([
      ['2024-02-01', '-2.50'],
      ['2024-02-01', '-2.50'],
      ['2024-02-14', '10.00'],
    ]);
  });

  it('says which dates could be read two ways, and settles them where the file does', async () => {
    const open = await read('Date,Description,Amount\n03/04/2024,Tea,-1.00\n');
    expect(open.transactions[0]?.reasons.join()).toContain('03/4'.replace('03', '3'));
    const settled = await read('Date,Description,Amount\n03/04/2024,Tea,-1.00\n03/25/2024,Tea,-1.00\n');
    expect(settled.transactions.map(({ date }) => date)).toEqual(['2024-03-04', '2024-03-25']);
  });

  it('keeps accounts apart that one file lists together', async () => {
    const data = await read(
      'Account,Date,Description,Amount,Balance\nA1,2024-01-01,x,1.00,11.00\nB2,2024-01-01,y,5.00,55.00\nA1,2024-01-02,z,-1.00,10.00\nB2,2024-01-03,z,-5.00,50.00\n',
    );
    expect(data.accounts).toHaveLength(2);
    expect(data.proof.verified).toBe(true);
    expect(data.transactions.map(({ account }) => account)).toEqual([0, 0, 1, 1]);
  });

  it('refuses what has no dates or amounts', async () => {
    await expect(read('name,colour,shape\na,b,c\nd,e,f\n')).rejects.toMatchObject({
      failureClass: 'unreadable',
    });
  });
});

describe('OFX', () => {
  it('keeps what it cannot read and says so', async () => {
    const data = await read(
      '<OFX><BANKMSGSRSV1><STMTTRNRS><STMTRS><CURDEF>CAD<BANKTRANLIST><STMTTRN><DTPOSTED>201120000000<TRNAMT>$120<NAME>A &amp; B</STMTTRN></BANKTRANLIST></STMTRS></STMTTRNRS></BANKMSGSRSV1></OFX>',
    );
    expect(data.transactions[0]).toMatchObject({
      date: null,
      amount: '120.00',
      description: 'A & B',
      needs_review: true,
    });
    expect(data.transactions[0]?.reasons).toHaveLength(3);
  });
});

describe('OFX without a statement', () => {
  it.each([
    ['<STATUS><CODE>15500<SEVERITY>ERROR<MESSAGE>Signon invalid</STATUS>', /Signon invalid/u],
    ['<INVSTMTMSGSRSV1><INVSTMTRS></INVSTMTRS></INVSTMTMSGSRSV1>', /investment account/u],
  ])('says what it is instead: %s', async (content, words) => {
    await expect(read(`<OFX>${content}</OFX>`)).rejects.toThrow(words);
  });
});

describe('QIF', () => {
  it('reads years behind an apostrophe, and settles the order of dates by all sections together', async () => {
    const bank = "!Account\nNOne\n^\n!Type:Bank\nD2/ 3' 6\nT-1,000.00\n^\n";
    const card = "!Account\nNTwo\n^\n!Type:CCard\nD12/30'19\nT-7.00\n^\n";
    const data = await read(bank + card);
    expect(rowsOf(data)).toEqual([
      ['2006-02-03', '-1000.00'],
      ['2019-12-30', '-7.00'],
    ]);
  });
});

describe('MT940', () => {
  const message = (opening: string, entry: string, closing: string): string =>
    `:20:1\n:25:DE89370400440532013000\n:28C:1\n:60F:${opening}\n:61:${entry}\n:86:166?20Invoice 7?32ACME?33GMBH\n:62F:${closing}\n-\n`;

  it('joins the messages of one account, reads reversals and structured purposes', async () => {
    const data = await read(
      message('C240101EUR100,', '2401020102RC10,5NMSCX', 'C240102EUR89,5') +
        message('C240102EUR89,5', '2401030103RD0,50NMSCX', 'C240103EUR90,'),
    );
    expect(rowsOf(data)).toEqual([
      ['2024-01-02', '-10.50'],
      ['2024-01-03', '0.50'],
    ]);
    expect(data.transactions[0]).toMatchObject({
      counterparty: 'ACME GMBH',
      description: 'ACME GMBH Invoice 7',
    });
    expect(data.proof.verified).toBe(true);
  });

  it('finds the gap between two messages', async () => {
    const data = await read(
      message('C240101EUR100,', '240102C1,NMSC', 'C240102EUR101,') +
        message('C240103EUR105,', '240103C1,NMSC', 'C240103EUR106,'),
    );
    expect(data.proof.verified).toBe(false);
  });
});

describe('CAMT.053', () => {
  it('reads a notification as a list that cannot be proved', async () => {
    const entry =
      '<Ntry><Amt Ccy="CHF">7.50</Amt><CdtDbtInd>CRDT</CdtDbtInd><BookgDt><Dt>2024-03-02</Dt></BookgDt></Ntry>';
    const data = await read(
      `<Document><BkToCstmrDbtCdtNtfctn><Ntfctn>${entry}</Ntfctn></BkToCstmrDbtCdtNtfctn></Document>`,
    );
    expect(rowsOf(data)).toEqual([['2024-03-02', '7.50']]);
    expect(data).toMatchObject({ currency: 'CHF', proof: { verified: null } });
    expect(data.warnings.join()).toContain('notification (CAMT.054)');
  });

  it('leaves pending entries out and says so', async () => {
    const text = sample('camt053.xml').toString().replace('<Sts>BOOK</Sts>', '<Sts><Cd>PDNG</Cd></Sts>');
    const data = await read(text);
    expect(data.transactions).toHaveLength(27);
    expect(data.warnings.join()).toContain('not booked');
  });
});
