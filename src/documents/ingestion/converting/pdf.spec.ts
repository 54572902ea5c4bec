import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { convert, outline, pdf } from './testing/documents.js';

const sentences = (word: string, count: number): string =>
  Array.from({ length: count }, (_, index) => `The ${word} line number ${index} says something of use.`).join(
    ' ',
  );

describe('PDFs', () => {
  it('are read column by column', async () => {
    const document = await convert(
      await pdf((drawn) => {
        drawn.addPage();
        drawn.fontSize(18).text('Title of the paper', 50, 50, { width: 495, align: 'center' });
        drawn.fontSize(10).text(sentences('left', 30), 50, 100, { width: 230 });
        drawn.text(sentences('right', 30), 315, 100, { width: 230 });
      }),
    );
    const text = outline(document).join(' ').replace(/\s+/gu, ' ');
    expect(outline(document)[0]).toBe('h1 Title of the paper');
    expect(text).toContain(sentences('left', 30));
    expect(text).toContain(sentences('right', 30));
    expect(text.indexOf('left line number 29')).toBeLessThan(text.indexOf('right line number 0'));
  });

  it('give tables by the places of their cells', async () => {
    const rows = [
      ['Item', 'Count', 'Price'],
      ['Green tea', '2', '4.50'],
      ['Cup', '10', '17.00'],
      ['Pot', '1', '29.00'],
    ];
    const document = await convert(
      await pdf((drawn) => {
        drawn.addPage().fontSize(10).text('An order of last week, as it was confirmed:', 50, 60);
        rows.forEach((row, line) =>
          row.forEach((cell, column) => drawn.text(cell, [60, 250, 400][column]!, 90 + line * 18)),
        );
      }),
    );
    expect(document.blocks.find(({ type }) => type === 'table')).toMatchObject({ page: 1, rows });
  });

  it('keep a table whole that runs across the columns, between two of its own', async () => {
    const { blocks } = await convert(
      readFileSync(new URL('../../../../samples/harbour-report.pdf', import.meta.url)),
    );
    expect(
      blocks.filter(({ type }) => type === 'heading').map((block) => 'text' in block && block.text),
    ).toEqual(['Harbour of Nordby: second quarter', 'Summary', 'Freight', 'Safety', 'Outlook']);
    expect(blocks.at(-1)).toMatchObject({
      type: 'table',
      rows: [
        ['Goods', 'Quarter 1', 'Quarter 2', 'Change'],
        ['Containers', '18,240 t', '21,905 t', '+20.1 %'],
        ['Grain', '9,310 t', '8,760 t', '-5.9 %'],
        ['Timber', '4,075 t', '4,081 t', '+0.1 %'],
      ],
    });
  });

  it('lose the lines that every page repeats, and the numbers of the pages', async () => {
    const document = await convert(
      await pdf((drawn) => {
        for (let page = 1; page <= 4; page++) {
          drawn.addPage({ size: 'A4', margin: 0 }).fontSize(9).text('Quarterly report of the board', 50, 25);
          drawn.fontSize(10).text(sentences(`page${page}`, 20), 50, 80, { width: 495 });
          drawn.fontSize(9).text(`Page ${page} of 4`, 280, 815);
        }
      }),
    );
    const text = outline(document).join('\n');
    expect(text).not.toContain('Quarterly report of the board');
    expect(text).not.toMatch(/Page \d of 4/u);
    expect(text.match(/line number 19/gu)).toHaveLength(4);
    expect(document.pages).toBe(4);
  });

  it('know headings by their type, list items by their marks, and join words that a line break parts', async () => {
    const document = await convert(
      await pdf((drawn) => {
        drawn.addPage().font('Helvetica-Bold').fontSize(16).text('Findings', 50, 60);
        drawn.font('Helvetica').fontSize(10).text('The medica-', 50, 100).text('tion was changed at once.');
        drawn.moveDown().text('• first thing').text('• second thing');
        drawn.moveDown().text(sentences('end', 10));
      }),
    );
    expect(outline(document).slice(0, 4)).toEqual([
      'h1 Findings',
      'The medication was changed at once.',
      '-0 first thing',
      '-0 second thing',
    ]);
  });

  it('have boxes in points', async () => {
    const [block] = (await convert(await pdf((drawn) => drawn.addPage().text('Somewhere', 100, 200)))).blocks;
    const [left, top, right, bottom] = block!.box!;
    expect(left).toBeCloseTo(100, 0);
    expect(top).toBeGreaterThan(195);
    expect(bottom).toBeLessThan(220);
    expect(right).toBeGreaterThan(left);
  });

  it('give tables by their rules: wrapped cells whole, merged ones in their first column', async () => {
    const [xs, ys] = [
      [50, 200, 260, 320],
      [100, 140, 160, 180],
    ];
    const document = await convert(
      await pdf((drawn) => {
        drawn.addPage().fontSize(10);
        for (const y of ys) drawn.moveTo(50, y).lineTo(320, y).stroke();
        for (const x of xs)
          drawn
            .moveTo(x, 100)
            .lineTo(x, x === 200 || x === 260 ? 160 : 180)
            .stroke();
        drawn.text('A thing of many words that goes on', 54, 105, { width: 140 });
        drawn.text('40', 204, 112).text('3.20', 264, 112);
        drawn.text('Cup', 54, 145).text('2', 204, 145).text('4.00', 264, 145);
        drawn.text('Sum of both', 54, 165).text('7.20', 264, 165);
      }),
    );
    expect(document.blocks).toMatchObject([
      {
        type: 'table',
        rows: [
          ['A thing of many words that goes on', '40', '3.20'],
          ['Cup', '2', '4.00'],
          ['Sum of both', '', '7.20'],
        ],
      },
    ]);
  });

  it('part columns of numbers that stand close', async () => {
    const rows = [
      ['Tea', '0.00', '15.00', '42.00'],
      ['Cup', '0.50', '15.00', '70.00'],
      ['Pot', '10.00', '15.00', '0.90'],
    ];
    const document = await convert(
      await pdf((drawn) => {
        drawn.addPage().fontSize(10);
        rows.forEach((row, line) =>
          row.forEach((cell, column) =>
            drawn.text(cell, [60, 200, 229, 300][column]!, 90 + line * 18, {
              width: 26,
              align: column > 0 ? 'right' : 'left',
            }),
          ),
        );
      }),
    );
    expect(document.blocks).toMatchObject([{ type: 'table', rows }]);
  });

  it('take bold words on a line of their own for headings, and counted lines for lists with levels', async () => {
    const document = await convert(
      await pdf((drawn) => {
        drawn.addPage().fontSize(10).font('Helvetica-Bold').text('Background', 50, 60);
        drawn.font('Helvetica').text(sentences('first', 8), 50, 80, { width: 400 });
        drawn.text('1 Main Square', 50, 200).text('2. Reports', 50, 230);
        drawn.text('a. of the treasurer', 70, 244).text('3. Elections', 50, 258);
      }),
    );
    const lines = outline(document);
    expect(lines[0]).toBe('h2 Background');
    expect(lines.slice(-4)).toEqual([
      '1 Main Square',
      '1.0 Reports',
      '1.1 of the treasurer',
      '1.0 Elections',
    ]);
  });

  it('lose a running head of two pages', async () => {
    const document = await convert(
      await pdf((drawn) => {
        for (let page = 1; page <= 2; page++) {
          drawn.addPage({ size: 'A4', margin: 0 }).fontSize(9).text('Minutes of the board', 50, 25);
          drawn.fontSize(10).text(sentences(`page${page}`, 20), 50, 80, { width: 495 });
        }
      }),
    );
    expect(outline(document).join()).not.toContain('Minutes of the board');
  });
});
