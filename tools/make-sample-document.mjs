/** Makes samples/harbour-report.pdf: two columns, headings, a list and a table. Run with `node tools/make-sample-document.mjs`. */
import { createWriteStream } from 'node:fs';
import { finished } from 'node:stream/promises';
import PDFDocument from 'pdfkit';

const FILE = new URL('../samples/harbour-report.pdf', import.meta.url).pathname;
const [LEFT, RIGHT, WIDTH] = [50, 308, 237];

const COLUMNS = [
  [
    [
      'Summary',
      'In the second quarter the harbour of Nordby handled more freight than in any quarter before, while the number of ships fell. Larger ships called, stayed shorter, and left fuller. The new crane worked from the first week of May.',
    ],
    [
      'Freight',
      'Containers made up most of the growth. Grain arrived late, because the river was low until the middle of June. Timber stayed where it was a year ago, and the quay for it is to be rebuilt in autumn.',
    ],
  ],
  [
    [
      'Safety',
      'There was one accident in which a person was hurt, and none with a ship. All crews took part in the fire drill.',
      [
        'Lamps at the eastern pier were replaced.',
        'The gate at quay four closes by itself now.',
        'Divers found the breakwater sound.',
      ],
    ],
    [
      'Outlook',
      'For the third quarter the office expects as many ships and a little more freight. The dredging of the inner basin begins in August and keeps one berth closed for five weeks.',
    ],
  ],
];
const TABLE = [
  ['Goods', 'Quarter 1', 'Quarter 2', 'Change'],
  ['Containers', '18,240 t', '21,905 t', '+20.1 %'],
  ['Grain', '9,310 t', '8,760 t', '-5.9 %'],
  ['Timber', '4,075 t', '4,081 t', '+0.1 %'],
];

const document = new PDFDocument({
  size: 'A4',
  margin: 50,
  info: { Title: 'Harbour of Nordby: second quarter' },
});
const stream = createWriteStream(FILE);
document.pipe(stream);
document.font('Helvetica-Bold').fontSize(20).text('Harbour of Nordby: second quarter', LEFT, 50);
COLUMNS.forEach((sections, column) => {
  const x = column === 0 ? LEFT : RIGHT;
  document.y = 100;
  for (const [heading, text, items = []] of sections) {
    document
      .font('Helvetica-Bold')
      .fontSize(13)
      .text(heading, x, document.y + 8, { width: WIDTH });
    document
      .font('Helvetica')
      .fontSize(10)
      .text(text, x, document.y + 4, { width: WIDTH, align: 'justify' });
    for (const item of items) document.text(`•  ${item}`, x, document.y + 3, { width: WIDTH });
  }
});
TABLE.forEach((row, line) =>
  row.forEach((cell, index) => {
    document.font(line === 0 ? 'Helvetica-Bold' : 'Helvetica').fontSize(10);
    document.text(cell, LEFT + [0, 150, 270, 390][index], 380 + line * 20, { lineBreak: false });
  }),
);
document.end();
await finished(stream);
