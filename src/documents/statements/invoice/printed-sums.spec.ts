import { describe, expect, it } from '@jest/globals';
import { readTypedDocument } from '../read-typed-document.js';
import { drawLayout } from '../testing/draw-layout.js';
import type { InvoiceData } from './invoice.js';

async function read(layout: string): Promise<InvoiceData> {
  const bytes = await drawLayout(layout);
  return (await readTypedDocument({ bytes, filename: 'x.pdf', documentType: 'invoice' }))
    .extracted_data as InvoiceData;
}

const LINES = `
Bergmann Papier GmbH                 Rechnung       RE-20417
                                     Rechnungsdatum 02.06.2023
Bezeichnung              Menge     Einzelpreis       Betrag
Umschlag C4                 10            1,20        12,00
Ordner                       2            4,00         8,00
`;

describe('sums of an invoice', () => {
  it('are read from a row of amounts below a row of their names', async () => {
    const data = await read(`
Papelería Roble S.L.                 Nº factura: 2023-A-071
Descripción               Uds.      Precio     Importe
Papel A4                    10        3,20       32,00
Tóner                        1       53,10       53,10

Base imponible        % IVA        Cuota IVA        Total factura
85,10 €               21             17,87 €             102,97 €
`);
    expect(data).toMatchObject({ net: '85.10', tax: '17.87', total: '102.97', proof: { verified: true } });
    expect(data.lines[0]).toMatchObject({ quantity: '10', unit_price: '3.20', amount: '32.00' });
  });

  it('are not taken from the first row of a table of several', async () => {
    const data = await read(`
Northway Ltd                 Invoice number: NW-31
Net              VAT             Total
£10.00           £2.00          £12.00
£30.00           £6.00          £36.00
`);
    expect(data.proof.verified).not.toBe(true);
  });

  it('are found behind the quantity and the discount of a line of totals', async () => {
    const data = await read(`
Bright Retail Private Limited        Invoice No: BR-1190
Product           Qty     Gross Amount     Discount     Taxable Value     IGST      Total
Bottle              1           599.00      -100.00            422.88    76.12     499.00
Total               1           599.00      -100.00            422.88    76.12     499.00
Grand Total                                                               Rs. 499.00
`);
    expect(data).toMatchObject({ net: '422.88', tax: '76.12', total: '499.00', proof: { verified: true } });
  });

  it('keep the columns "Tax" and "Amount" apart', async () => {
    const data = await read(`
Skyward Inc                          Invoice #  SW-1188
Description              Quantity        Tax        Amount
Pro plan                        1      $1.60        $20.00
Subtotal                                            $20.00
Tax                                                  $1.60
Total                                               $21.60
`);
    expect(data.lines).toMatchObject([{ description: 'Pro plan', quantity: '1', amount: '20.00' }]);
  });

  it('do not add up when only the net was found', async () => {
    const data = await read(`${LINES}
                         Summe Netto                 20,00
`);
    expect(data).toMatchObject({ invoice_number: 'RE-20417', net: '20.00', total: null });
    expect(data.proof).toMatchObject({
      verified: null,
      summary: 'Not possible: no total was found on the invoice.',
    });
  });

  it('take the sum with its tax for the total where the net is labelled', async () => {
    const data = await read(`${LINES}
                         Summe Netto                 20,00
                         MwSt. 19 %                   3,80
                         Fällig                      23,80
`);
    expect(data).toMatchObject({ net: '20.00', tax: '3.80', total: '23.80', proof: { verified: true } });
  });

  it('do not show a total as adding up to which its tax was still to be added', async () => {
    const data = await read(`${LINES}
                         Summe                       20,00
                         MwSt. 19 %                   3,80
                         Fällig                      23,80
`);
    expect(data).toMatchObject({ tax: '3.80', total: null, proof: { verified: null } });
  });

  it('do not take another amount that happens to be total and tax', async () => {
    const data = await read(`
Southern Telecom Limited                                    ABN 33 111 222 333
Tax Invoice - issued 05 Aug 2019                            Bill number  T-1234567
Opening balance                                                            $120.00
New charges                                                                $110.00
GST included in new charges                                                 $10.00
Total amount due                                                           $110.00
`);
    expect(data).toMatchObject({ issue_date: '2019-08-05', tax: '10.00', total: '110.00' });
  });
});

describe('the number of an invoice', () => {
  it('goes before the number of its receipt', async () => {
    const data = await read(`
From: Loomis Media Ltd                   Receipt number    2041-8832
                                         Invoice number    3A1B2C-0007
Description                         Qty     Unit price     Amount
Team plan                             1         £20.00     £20.00
Total                                                      £20.00
`);
    expect(data).toMatchObject({ invoice_number: '3A1B2C-0007', issuer: 'Loomis Media Ltd' });
  });
});
