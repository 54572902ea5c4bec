import { describe, expect, it } from '@jest/globals';
import { drawStatement, type DrawnPage } from '../testing/draw-statement.js';
import { readTypedDocument } from '../read-typed-document.js';
import type { InvoiceData } from './invoice.js';

async function read(page: DrawnPage): Promise<InvoiceData> {
  const bytes = await drawStatement(page);
  return (await readTypedDocument({ bytes, filename: 'x.pdf', documentType: 'invoice' }))
    .extracted_data as InvoiceData;
}

describe('invoices', () => {
  const german: DrawnPage = {
    head: [
      [[40, 'Lindenhof Werkzeuge GmbH']],
      [
        [40, 'Rechnungsnummer: RE-2024-117'],
        [300, 'Rechnungsdatum: 05.03.2024'],
      ],
      [[300, 'Fällig am: 19.03.2024']],
    ],
    edges: [40, 'r300', 'r400', 'r520'],
    rows: [
      ['Bezeichnung', 'Menge', 'Einzelpreis', 'Betrag'],
      ['Hammer', '2', '12,50 €', '25,00 €'],
      ['Säge', '1', '1.075,00 €', '1.075,00 €'],
      ['Zwischensumme', '', '', '1.100,00 €'],
      ['MwSt 19 %', '', '', '209,00 €'],
      ['Gesamtbetrag', '', '', '1.309,00 €'],
    ],
  };

  it('reads one in German and proves that it adds up', async () => {
    expect(await read(german)).toMatchObject({
      invoice_number: 'RE-2024-117',
      issuer: 'Lindenhof Werkzeuge GmbH',
      issue_date: '2024-03-05',
      due_date: '2024-03-19',
      currency: 'EUR',
      lines: [
        { description: 'Hammer', quantity: '2', unit_price: '12.50', amount: '25.00' },
        { description: 'Säge', quantity: '1', unit_price: '1075.00', amount: '1075.00' },
      ],
      net: '1100.00',
      tax: '209.00',
      total: '1309.00',
      proof: { verified: true },
    });
  });

  it('says which sum is wrong', async () => {
    const rows = german.rows!.map((row) =>
      row[0] === 'Säge' ? ['Säge', '1', '1.075,00 €', '1.074,00 €'] : row,
    );
    expect((await read({ ...german, rows })).proof).toMatchObject({
      verified: false,
      checks: expect.arrayContaining([
        expect.objectContaining({ name: 'lines_to_net', expected: '1099.00', actual: '1100.00', ok: false }),
      ]),
    });
  });

  it('reads one in French', async () => {
    const data = await read({
      head: [[[40, 'Atelier Dupont SARL']], [[40, 'Facture n° 2024-88']], [[40, 'Date : 28/02/2024']]],
      edges: [40, 'r300', 'r400', 'r520'],
      rows: [
        ['Désignation', 'Qté', 'P.U. HT', 'Montant HT'],
        ['Table', '1', '100,00 €', '100,00 €'],
        ['Total HT', '', '', '100,00 €'],
        ['TVA 20%', '', '', '20,00 €'],
        ['Total TTC', '', '', '120,00 €'],
      ],
    });
    expect(data).toMatchObject({
      invoice_number: '2024-88',
      issue_date: '2024-02-28',
      net: '100.00',
      tax: '20.00',
      total: '120.00',
      proof: { verified: true },
    });
  });
});
