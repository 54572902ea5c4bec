/**
 * Makes samples/bank-statement.* : one invented account of an invented bank, as PDF, CSV, XLSX, OFX, QIF, MT940 and CAMT.053, and
 * bank-statement.truth.json with what a reader must find. Run with `node tools/make-sample-bank-statement.mjs`; the same bytes come out each time.
 */
import { createWriteStream } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { finished } from 'node:stream/promises';
import { fileURLToPath } from 'node:url';

import { strToU8, zipSync } from 'fflate';
import PDFDocument from 'pdfkit';

const samples = join(dirname(fileURLToPath(import.meta.url)), '..', 'samples');
const FIXED_DATE = new Date('2025-04-01T00:00:00Z');
const IBAN = 'GB33BUKB20201555555555';
const ACCOUNT = '55555555';
const OPENING = 184_250;

/** Day of March 2025, words, amount in pence. */
const ROWS = [
  [1, 'Standing order Rent Harbour Lettings', -95_000],
  [3, 'Card payment Tesco Stores 2041', -6_432],
  [3, 'Card payment Costa Coffee', -395],
  [3, 'Card payment Costa Coffee', -395],
  [4, 'Direct debit Northern Power', -8_710],
  [5, 'Card payment Netflix', -1_099],
  [6, 'Faster payment from R Osei Dinner share', 2_450],
  [7, 'ATM withdrawal High Street', -6_000],
  [8, 'Card payment Lisbon Tram EUR 3.20', -276],
  [8, 'Non-sterling transaction fee', -8],
  [10, 'Card payment Amazon Marketplace', -12_999],
  [11, 'Refund Amazon Marketplace', 4_999],
  [12, 'Direct debit Thames Water', -3_120],
  [14, 'Card payment Aldi', -4_818],
  [15, 'Salary Quayside Instruments Ltd', 312_540],
  [16, 'Transfer to savings', -50_000],
  [17, 'Card payment Uber Trip', -1_385],
  [18, 'Cheque 000214', -7_500],
  [20, 'Card payment Boots Pharmacy', -1_264],
  [21, 'Card payment Lidl', -3_977],
  [22, 'Card payment Cinema Royal', -2_400],
  [24, 'Direct debit City Council Tax', -14_300],
  [25, 'Card payment Shell Petrol', -5_502],
  [27, 'Freelance invoice 2025-014 Marlow Studio', 42_000],
  [28, 'Card payment Sainsburys', -5_231],
  [30, 'Card payment The Anchor Pub', -2_860],
  [31, 'Monthly account fee', -500],
  [31, 'Credit interest', 214],
];

let balance = OPENING;
const rows = ROWS.map(([day, description, pence]) => {
  balance += pence;
  return { day, date: `2025-03-${String(day).padStart(2, '0')}`, description, pence, balance };
});
const closing = balance;
const credits = rows.filter(({ pence }) => pence > 0).reduce((total, { pence }) => total + pence, 0);
const debits = rows.filter(({ pence }) => pence < 0).reduce((total, { pence }) => total - pence, 0);

const plain = (pence) => (pence / 100).toFixed(2);
const comma = (pence) => plain(Math.abs(pence)).replace('.', ',');
const grouped = (pence) => plain(Math.abs(pence)).replace(/\B(?=(\d{3})+(?!\d))/g, ',');
const compact = (date) => date.replaceAll('-', '');

await drawPdf();
await Promise.all([
  save('csv', asCsv()),
  save('xlsx', asXlsx()),
  save('ofx', asOfx()),
  save('qif', asQif()),
  save('mt940', asMt940()),
  save('camt053.xml', asCamt053()),
  save('truth.json', `${JSON.stringify(truth(), null, 2)}\n`),
]);

function save(extension, content) {
  return writeFile(join(samples, `bank-statement.${extension}`), content);
}

function truth() {
  return {
    document_type: 'bank_statement',
    currency: 'GBP',
    period: { from: '2025-03-01', to: '2025-03-31' },
    opening_balance: plain(OPENING),
    closing_balance: plain(closing),
    verified: true,
    transactions: rows.map(({ date, description, pence }) => ({ date, description, amount: plain(pence) })),
  };
}

async function drawPdf() {
  const pdf = new PDFDocument({
    size: 'A4',
    margin: 0,
    autoFirstPage: false,
    info: { Title: 'Account statement', CreationDate: FIXED_DATE },
  });
  const file = createWriteStream(join(samples, 'bank-statement.pdf'));
  pdf.pipe(file);
  const columns = { date: 40, details: 105, out: 390, in: 465, balance: 545 };
  let y = 0;
  const put = (text, x, { right = false, size = 9, bold = false } = {}) => {
    pdf.font(bold ? 'Helvetica-Bold' : 'Helvetica').fontSize(size);
    pdf.text(text, right ? x - pdf.widthOfString(text) : x, y, { lineBreak: false });
  };
  const line = (cells, bold = false) => {
    const [date, details, out, into, sum] = cells;
    if (date) put(date, columns.date, { bold });
    if (details) put(details, columns.details, { bold });
    for (const [text, x] of [
      [out, columns.out],
      [into, columns.in],
      [sum, columns.balance],
    ])
      if (text) put(text, x, { right: true, bold });
    y += 17;
  };
  const startPage = (number) => {
    pdf.addPage();
    y = 40;
    put('Harbour Bank plc', 40, { size: 16, bold: true });
    put(`Page ${number} of 2`, 545, { right: true });
    y += 30;
    put('Account name: Ms Ada Lindqvist', 40);
    put('Statement period: 1 March 2025 to 31 March 2025', 300);
    y += 14;
    put(`Account number: ${ACCOUNT}`, 40);
    put('Sort code: 20-20-15', 300);
    y += 30;
  };
  startPage(1);
  for (const [label, value] of [
    ['Opening balance', `£${grouped(OPENING)}`],
    ['Total paid in', `£${grouped(credits)}`],
    ['Total paid out', `£${grouped(debits)}`],
    ['Closing balance', `£${grouped(closing)}`],
  ]) {
    put(label, 40);
    put(value, 260, { right: true });
    y += 14;
  }
  y += 20;
  const heading = () => line(['Date', 'Details', 'Paid out (£)', 'Paid in (£)', 'Balance (£)'], true);
  heading();
  line(['01 Mar', 'Balance brought forward', '', '', grouped(OPENING)]);
  let last = '';
  for (const [index, row] of rows.entries()) {
    if (index === 18) {
      line(['', 'Balance carried forward', '', '', grouped(rows[index - 1].balance)]);
      startPage(2);
      heading();
      line(['', 'Balance brought forward', '', '', grouped(rows[index - 1].balance)]);
      last = '';
    }
    const date = row.date === last ? '' : `${String(row.day).padStart(2, '0')} Mar`;
    line([
      date,
      row.description,
      row.pence < 0 ? grouped(row.pence) : '',
      row.pence > 0 ? grouped(row.pence) : '',
      grouped(row.balance),
    ]);
    if (row.description.startsWith('Freelance')) line(['', 'REF MARLOW 2025-014']);
    last = row.date;
  }
  line(['', 'Closing balance', '', '', grouped(closing)]);
  y += 30;
  put('Harbour Bank plc is an invented bank. This statement describes nobody.', 40, { size: 8 });
  pdf.end();
  await finished(file);
}

function asCsv() {
  const lines = rows.map(({ date, description, pence, balance: sum }) => {
    const [year, month, day] = date.split('-');
    return `${day}/${month}/${year},"${description}",${pence < 0 ? plain(-pence) : ''},${pence > 0 ? plain(pence) : ''},${plain(sum)}`;
  });
  return [
    `Account Number,${ACCOUNT}`,
    'Currency,GBP',
    `Opening balance,${plain(OPENING)}`,
    'Date,Description,Paid out,Paid in,Balance',
    ...lines,
    '',
  ].join('\n');
}

function asOfx() {
  const entries = rows.map(
    ({ date, description, pence }, index) =>
      `<STMTTRN><TRNTYPE>${pence < 0 ? 'DEBIT' : 'CREDIT'}<DTPOSTED>${compact(date)}<TRNAMT>${plain(pence)}<FITID>${index + 1}<NAME>${description}</STMTTRN>`,
  );
  return `OFXHEADER:100\nDATA:OFXSGML\nVERSION:102\nENCODING:USASCII\nCHARSET:1252\n\n<OFX><SIGNONMSGSRSV1><SONRS><STATUS><CODE>0<SEVERITY>INFO</STATUS><DTSERVER>20250401<LANGUAGE>ENG<FI><ORG>Harbour Bank<FID>1</FI></SONRS></SIGNONMSGSRSV1>
<BANKMSGSRSV1><STMTTRNRS><TRNUID>1<STMTRS><CURDEF>GBP<BANKACCTFROM><BANKID>202015<ACCTID>${ACCOUNT}<ACCTTYPE>CHECKING</BANKACCTFROM>
<BANKTRANLIST><DTSTART>20250301<DTEND>20250331\n${entries.join('\n')}\n</BANKTRANLIST><LEDGERBAL><BALAMT>${plain(closing)}<DTASOF>20250331</LEDGERBAL></STMTRS></STMTTRNRS></BANKMSGSRSV1></OFX>\n`;
}

function asQif() {
  const entries = rows.map(({ date, description, pence }) => {
    const [year, month, day] = date.split('-');
    return `D${day}/${month}/${year}\nT${plain(pence)}\nP${description}\n^`;
  });
  return ['!Type:Bank', ...entries, ''].join('\n');
}

function asMt940() {
  const side = (pence) => (pence < 0 ? 'D' : 'C');
  const entries = rows.map(({ date, description, pence }) => {
    const day = compact(date).slice(2);
    return `:61:${day}${day.slice(2)}${side(pence)}${comma(pence)}NTRFNONREF\n:86:${description}`;
  });
  return [
    ':20:STATEMENT',
    `:25:${IBAN}`,
    ':28C:3/1',
    `:60F:${side(OPENING)}250301GBP${comma(OPENING)}`,
    ...entries,
    `:62F:${side(closing)}250331GBP${comma(closing)}`,
    '-',
    '',
  ].join('\n');
}

function asCamt053() {
  const side = (pence) => (pence < 0 ? 'DBIT' : 'CRDT');
  const amount = (pence) =>
    `<Amt Ccy="GBP">${plain(Math.abs(pence))}</Amt><CdtDbtInd>${side(pence)}</CdtDbtInd>`;
  const bal = (code, pence, date) =>
    `<Bal><Tp><CdOrPrtry><Cd>${code}</Cd></CdOrPrtry></Tp>${amount(pence)}<Dt><Dt>${date}</Dt></Dt></Bal>`;
  const entries = rows.map(
    ({ date, description, pence }) =>
      `<Ntry>${amount(pence)}<Sts>BOOK</Sts><BookgDt><Dt>${date}</Dt></BookgDt><ValDt><Dt>${date}</Dt></ValDt><NtryDtls><TxDtls><RmtInf><Ustrd>${description}</Ustrd></RmtInf></TxDtls></NtryDtls></Ntry>`,
  );
  return `<?xml version="1.0" encoding="UTF-8"?>
<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.02"><BkToCstmrStmt><GrpHdr><MsgId>1</MsgId><CreDtTm>2025-04-01T00:00:00</CreDtTm></GrpHdr>
<Stmt><Id>2025-03</Id><Acct><Id><IBAN>${IBAN}</IBAN></Id><Ccy>GBP</Ccy><Ownr><Nm>Ada Lindqvist</Nm></Ownr><Svcr><FinInstnId><Nm>Harbour Bank plc</Nm></FinInstnId></Svcr></Acct>
${bal('OPBD', OPENING, '2025-03-01')}${bal('CLBD', closing, '2025-03-31')}
<TxsSummry><TtlCdtNtries><Sum>${plain(credits)}</Sum></TtlCdtNtries><TtlDbtNtries><Sum>${plain(debits)}</Sum></TtlDbtNtries></TxsSummry>
${entries.join('\n')}
</Stmt></BkToCstmrStmt></Document>\n`;
}

/** Dates as serial numbers with a date format, amounts as binary numbers, words as inline strings. */
function asXlsx() {
  const serial = (date) => Math.round((Date.parse(date) - Date.UTC(1899, 11, 30)) / 86_400_000);
  const text = (reference, value) => `<c r="${reference}" t="inlineStr"><is><t>${value}</t></is></c>`;
  const number = (reference, value, style = 0) => `<c r="${reference}" s="${style}"><v>${value}</v></c>`;
  const header = ['Date', 'Description', 'Amount', 'Balance']
    .map((words, index) => text(`${'ABCD'[index]}3`, words))
    .join('');
  const body = rows.map(({ date, description, pence, balance: sum }, index) => {
    const r = index + 4;
    return `<row r="${r}">${number(`A${r}`, serial(date), 1)}${text(`B${r}`, description)}${number(`C${r}`, pence / 100)}${number(`D${r}`, sum / 100)}</row>`;
  });
  const sheet = `<?xml version="1.0" encoding="UTF-8"?><worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData><row r="1">${text('A1', 'Account Number')}${text('B1', ACCOUNT)}${text('C1', 'GBP')}</row><row r="2">${text('A2', 'Opening balance')}${number('B2', OPENING / 100)}</row><row r="3">${header}</row>${body.join('')}</sheetData></worksheet>`;
  const files = {
    '[Content_Types].xml': `<?xml version="1.0" encoding="UTF-8"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/><Override PartName="/xl/worksheets/sheet1.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/><Override PartName="/xl/styles.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.styles+xml"/></Types>`,
    '_rels/.rels': `<?xml version="1.0" encoding="UTF-8"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>`,
    'xl/workbook.xml': `<?xml version="1.0" encoding="UTF-8"?><workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets><sheet name="Statement" sheetId="1" r:id="rId1"/></sheets></workbook>`,
    'xl/_rels/workbook.xml.rels': `<?xml version="1.0" encoding="UTF-8"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet1.xml"/><Relationship Id="rId2" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/styles" Target="styles.xml"/></Relationships>`,
    'xl/styles.xml': `<?xml version="1.0" encoding="UTF-8"?><styleSheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><cellXfs count="2"><xf numFmtId="0"/><xf numFmtId="14" applyNumberFormat="1"/></cellXfs></styleSheet>`,
    'xl/worksheets/sheet1.xml': sheet,
  };
  const mtime = FIXED_DATE;
  return zipSync(
    Object.fromEntries(Object.entries(files).map(([name, content]) => [name, [strToU8(content), { mtime }]])),
  );
}
