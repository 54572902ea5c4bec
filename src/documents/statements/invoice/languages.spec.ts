import { describe, expect, it } from '@jest/globals';
import { drawStatement, type DrawnPage } from '../testing/draw-statement.js';
import { readTypedDocument } from '../read-typed-document.js';
import type { InvoiceData } from './invoice.js';

async function read(page: DrawnPage): Promise<InvoiceData> {
  const bytes = await drawStatement(page);
  return (await readTypedDocument({ bytes, filename: 'x.pdf', documentType: 'invoice' }))
    .extracted_data as InvoiceData;
}

const EDGES: DrawnPage['edges'] = [40, 'r300', 'r400', 'r520'];

const INVOICES: [language: string, page: DrawnPage, expected: object][] = [
  [
    'Spanish, with tax withheld',
    {
      head: [
        [[40, 'Carpintería Robledo S.L.']],
        [[40, 'CIF: B12345674']],
        [
          [40, 'Factura Nº: F-2024/031'],
          [300, 'Fecha de emisión: 12/04/2024'],
        ],
        [[300, 'Fecha de vencimiento: 12/05/2024']],
        [[40, 'Cliente: Hotel Miramar S.A.']],
      ],
      edges: EDGES,
      rows: [
        ['Concepto', 'Cantidad', 'Precio', 'Importe'],
        ['Mesa de roble', '2', '450,00 €', '900,00 €'],
        ['Transporte', '1', '100,00 €', '100,00 €'],
      ],
      foot: [
        [
          [350, 'Base imponible'],
          ['r520', '1.000,00 €'],
        ],
        [
          [350, 'IVA 21%'],
          ['r520', '210,00 €'],
        ],
        [
          [350, 'IRPF 15%'],
          ['r520', '-150,00 €'],
        ],
        [
          [350, 'Total factura'],
          ['r520', '1.060,00 €'],
        ],
      ],
    },
    {
      invoice_number: 'F-2024/031',
      issuer: 'Carpintería Robledo S.L.',
      issue_date: '2024-04-12',
      due_date: '2024-05-12',
      currency: 'EUR',
      net: '1000.00',
      tax: '210.00',
      total: '1060.00',
      proof: { verified: true },
    },
  ],
  [
    'Italian, with two rates of tax',
    {
      head: [
        [[40, 'Officina Bianchi S.r.l.']],
        [[40, 'P.IVA 01234567890']],
        [[40, 'Fattura n. 87/2024 del 03/06/2024']],
        [[300, 'Spett.le Studio Verdi']],
        [[40, 'Scadenza: 03/07/2024']],
      ],
      edges: EDGES,
      rows: [
        ['Descrizione', 'Quantità', 'Prezzo unitario', 'Importo'],
        ['Revisione', '1', '300,00', '300,00'],
        ['Libro tecnico', '5', '20,00', '100,00'],
      ],
      foot: [
        [
          [330, 'Totale imponibile'],
          ['r520', '400,00 €'],
        ],
        [
          [330, 'IVA 22%'],
          ['r520', '66,00 €'],
        ],
        [
          [330, 'IVA 4%'],
          ['r520', '4,00 €'],
        ],
        [
          [330, 'Totale fattura'],
          ['r520', '470,00 €'],
        ],
      ],
    },
    {
      invoice_number: '87/2024',
      issuer: 'Officina Bianchi S.r.l.',
      issue_date: '2024-06-03',
      due_date: '2024-07-03',
      net: '400.00',
      tax: '70.00',
      total: '470.00',
      proof: { verified: true },
    },
  ],
  [
    'Portuguese',
    {
      head: [
        [[40, 'Padaria Central Lda']],
        [[40, 'Fatura Nº FT 2024/112']],
        [[40, 'Data de emissão: 15-02-2024']],
        [[40, 'Data de vencimento: 15-03-2024']],
        [[300, 'Cliente: Café Lisboa']],
      ],
      edges: EDGES,
      rows: [
        ['Descrição', 'Quantidade', 'Preço unitário', 'Valor'],
        ['Pão de centeio', '40', '2,50 €', '100,00 €'],
      ],
      foot: [
        [
          [350, 'Subtotal'],
          ['r520', '100,00 €'],
        ],
        [
          [350, 'IVA (6%)'],
          ['r520', '6,00 €'],
        ],
        [
          [350, 'Total a pagar'],
          ['r520', '106,00 €'],
        ],
      ],
    },
    {
      invoice_number: 'FT 2024/112',
      issuer: 'Padaria Central Lda',
      issue_date: '2024-02-15',
      due_date: '2024-03-15',
      net: '100.00',
      tax: '6.00',
      total: '106.00',
      proof: { verified: true },
    },
  ],
  [
    'Dutch',
    {
      head: [
        [[40, 'Fietsenmaker Jansen B.V.']],
        [
          [40, 'Factuurnummer'],
          [160, '2024-0451'],
        ],
        [
          [40, 'Factuurdatum'],
          [160, '1 maart 2024'],
        ],
        [
          [40, 'Vervaldatum'],
          [160, '15 maart 2024'],
        ],
      ],
      edges: EDGES,
      rows: [
        ['Omschrijving', 'Aantal', 'Prijs', 'Bedrag'],
        ['Onderhoud fiets', '1', '€ 75,00', '€ 75,00'],
        ['Binnenband', '2', '€ 12,50', '€ 25,00'],
      ],
      foot: [
        [
          [350, 'Totaal excl. btw'],
          ['r520', '€ 100,00'],
        ],
        [
          [350, 'BTW 21%'],
          ['r520', '€ 21,00'],
        ],
        [
          [350, 'Totaal incl. btw'],
          ['r520', '€ 121,00'],
        ],
      ],
    },
    {
      invoice_number: '2024-0451',
      issuer: 'Fietsenmaker Jansen B.V.',
      issue_date: '2024-03-01',
      due_date: '2024-03-15',
      lines: [
        { quantity: '1' },
        { description: 'Binnenband', quantity: '2', unit_price: '12.50', amount: '25.00' },
      ],
      net: '100.00',
      tax: '21.00',
      total: '121.00',
      proof: { verified: true },
    },
  ],
  [
    'English, with a discount, shipping and a payment already made',
    {
      head: [
        [[40, 'Northgate Supplies Ltd']],
        [[300, 'INVOICE']],
        [
          [300, 'Invoice #'],
          [420, 'NG-10045'],
        ],
        [
          [300, 'Date'],
          [420, 'March 4, 2024'],
        ],
        [
          [300, 'Due Date'],
          [420, 'April 3, 2024'],
        ],
        [[40, 'Bill to: Riverside Clinic']],
      ],
      edges: EDGES,
      rows: [
        ['Description', 'Qty', 'Unit Price', 'Amount'],
        ['Gloves, box of 100', '10', '$8.50', '$85.00'],
        ['Masks, box of 50', '4', '$12.00', '$48.00'],
      ],
      foot: [
        [
          [350, 'Subtotal'],
          ['r520', '$133.00'],
        ],
        [
          [350, 'Discount'],
          ['r520', '-$13.00'],
        ],
        [
          [350, 'Shipping'],
          ['r520', '$10.00'],
        ],
        [
          [350, 'Sales tax (8%)'],
          ['r520', '$10.40'],
        ],
        [
          [350, 'Total'],
          ['r520', '$140.40'],
        ],
        [
          [350, 'Amount paid'],
          ['r520', '$40.40'],
        ],
        [
          [350, 'Balance due'],
          ['r520', '$100.00'],
        ],
      ],
    },
    {
      invoice_number: 'NG-10045',
      issuer: 'Northgate Supplies Ltd',
      issue_date: '2024-03-04',
      due_date: '2024-04-03',
      net: '133.00',
      tax: '10.40',
      total: '140.40',
      proof: { verified: true },
    },
  ],
];

describe('invoices in other languages', () => {
  it.each(INVOICES)('%s', async (_language, page, expected) => {
    expect(await read(page)).toMatchObject(expected);
  });
});
