import { describe, expect, it } from '@jest/globals';
import { convert, docx, odt, outline, pptx, wordParagraph, zip } from '../testing/documents.js';

describe('Word documents', () => {
  it('give headings, paragraphs, lists and tables', async () => {
    const cell = (text: string): string => `<w:tc>${wordParagraph(text)}</w:tc>`;
    const document = await convert(
      docx(
        wordParagraph('Findings', 'Heading1') +
          wordParagraph('The liver is &amp; remains normal.') +
          wordParagraph('Advice', 'Heading2') +
          `<w:tbl><w:tr>${cell('Item')}${cell('Price')}</w:tr><w:tr>${cell('Tea')}${cell('4.50')}</w:tr></w:tbl>`,
      ),
    );
    expect(document).toMatchObject({ type: 'docx', title: 'Findings' });
    expect(outline(document)).toEqual([
      'h1 Findings',
      'The liver is & remains normal.',
      'h2 Advice',
      'Item | Price / Tea | 4.50',
    ]);
  });

  it('take their title from the properties', async () => {
    const bytes = docx(wordParagraph('Text'), {
      'docProps/core.xml': '<cp:coreProperties><dc:title>Annual report</dc:title></cp:coreProperties>',
    });
    expect((await convert(bytes)).title).toBe('Annual report');
  });

  it('do not follow entities', async () => {
    const bytes = docx(wordParagraph('x'), {
      'word/styles.xml': '<!DOCTYPE x [<!ENTITY a "aaaa">]><w:styles>&a;</w:styles>',
    });
    await expect(convert(bytes)).rejects.toMatchObject({ failureClass: 'unreadable' });
  });
});

describe('presentations', () => {
  const shape = (text: string, title = false): string =>
    `<p:sp><p:nvPr>${title ? '<p:ph type="title"/>' : ''}</p:nvPr><p:txBody>${text}</p:txBody></p:sp>`;
  const line = (text: string, level = 0): string =>
    `<a:p><a:pPr lvl="${level}"/><a:r><a:t>${text}</a:t></a:r></a:p>`;

  it('give each slide as a page, in the order of their numbers', async () => {
    const slides = Array.from({ length: 10 }, (_, index) => shape(line(`Slide ${index + 1}`), true));
    slides[1] = shape(line('Plan'), true) + shape(line('First') + line('Below', 1));
    const document = await convert(pptx(...slides));
    expect(document).toMatchObject({ type: 'pptx', pages: 10 });
    expect(outline(document).slice(0, 4)).toEqual(['h2 Slide 1', 'h2 Plan', 'First', '-1 Below']);
    expect(document.blocks.at(-1)).toMatchObject({ text: 'Slide 10', page: 10 });
  });

  it('follow the order in which they are shown, and read the notes of the speaker', async () => {
    const relations = (...targets: string[]): string =>
      `<Relationships>${targets.map((target, index) => `<Relationship Id="r${index}" Target="${target}"/>`).join('')}</Relationships>`;
    const document = await convert(
      zip({
        'ppt/presentation.xml':
          '<p:presentation><p:sldId id="1" r:id="r1"/><p:sldId id="2" r:id="r0"/></p:presentation>',
        'ppt/_rels/presentation.xml.rels': relations('slides/slide1.xml', 'slides/slide2.xml'),
        'ppt/slides/slide1.xml': `<p:sld show="0">${shape(line('Last'), true)}</p:sld>`,
        'ppt/slides/slide2.xml': `<p:sld>${shape(line('First'), true)}</p:sld>`,
        'ppt/slides/_rels/slide2.xml.rels': relations('../notesSlides/notesSlide1.xml'),
        'ppt/notesSlides/notesSlide1.xml': `<p:notes>${shape(line('Say this.'))}</p:notes>`,
      }),
    );
    expect(outline(document)).toEqual(['h2 First', 'Say this.', 'h2 Last']);
    expect(document.warnings).toEqual(['Slides that are not shown: 2.']);
  });

  it('give tables', async () => {
    const cell = (text: string): string => `<a:tc><a:txBody>${line(text)}</a:txBody></a:tc>`;
    const table = `<a:tbl><a:tr>${cell('A')}${cell('B')}</a:tr><a:tr>${cell('1')}${cell('2')}</a:tr></a:tbl>`;
    expect(outline(await convert(pptx(table)))).toEqual(['A | B / 1 | 2']);
  });
});

describe('OpenDocument texts', () => {
  it('give headings, lists, tables, and spaces that are elements', async () => {
    const document = await convert(
      odt(
        '<text:h text:outline-level="2">Plan</text:h>' +
          '<text:p>one<text:s text:c="2"/>two<text:tab/>three <text:span>and <text:a>four</text:a></text:span></text:p>' +
          '<text:list><text:list-item><text:p>item</text:p></text:list-item></text:list>' +
          '<table:table><table:table-row><table:table-cell><text:p>a</text:p></table:table-cell>' +
          '<table:table-cell><text:p>b</text:p></table:table-cell></table:table-row></table:table>',
      ),
    );
    expect(outline(document)).toEqual(['h2 Plan', 'one  two\tthree and four', '-0 item', 'a | b']);
  });

  it('keep cells beside covered ones in their columns, lists that count, titles, and notes behind their text', async () => {
    const cell = '<table:table-cell><text:p>x</text:p></table:table-cell>';
    const document = await convert(
      odt(
        '<style:style style:name="P1" style:family="paragraph" style:parent-style-name="Title"/>' +
          '<text:list-style style:name="L1"><text:list-level-style-number text:level="1"/></text:list-style>' +
          '<text:p text:style-name="P1">Plan</text:p><text:p>so<text:note><text:note-citation>1</text:note-citation>' +
          '<text:note-body><text:p>why</text:p></text:note-body></text:note> far</text:p>' +
          '<text:list text:style-name="L1"><text:list-item><text:p>one</text:p></text:list-item></text:list>' +
          `<table:table><table:table-row>${cell}<table:covered-table-cell/>${cell}</table:table-row></table:table>`,
      ),
    );
    expect(outline(document)).toEqual(['h1 Plan', 'so far', '1 why', '1.0 one', 'x |  | x']);
  });

  it('are told from spreadsheets of the same family', async () => {
    const sheet = zip({ mimetype: 'application/vnd.oasis.opendocument.spreadsheet', 'content.xml': '<x/>' });
    await expect(convert(sheet)).rejects.toMatchObject({ failureClass: 'unsupported' });
  });
});

describe('workbooks', () => {
  const workbook = (rows: string): Uint8Array =>
    zip({
      'xl/workbook.xml': '<workbook><sheets><sheet name="Sales"/></sheets></workbook>',
      'xl/worksheets/sheet1.xml': `<worksheet><sheetData>${rows}</sheetData></worksheet>`,
    });
  const row = (number: number, ...cells: string[]): string =>
    `<row r="${number}">${cells.map((text) => `<c t="inlineStr"><is><t>${text}</t></is></c>`).join('')}</row>`;

  it('give the tables of each sheet, parted by blank rows', async () => {
    const document = await convert(
      workbook(row(1, 'Report of May') + row(3, 'Item', 'Price') + row(4, 'Tea', '4.50')),
    );
    expect(outline(document)).toEqual(['h2 Sales', 'Report of May', 'Item | Price / Tea | 4.50']);
  });

  it('name each sheet by its relation, and show times, parts of a hundred and truth as they are shown', async () => {
    const sheet = (cells: string): string =>
      `<worksheet><sheetData><row r="1">${cells}</row></sheetData></worksheet>`;
    const document = await convert(
      zip({
        'xl/workbook.xml':
          '<workbook><sheets><sheet name="One" r:id="b"/><sheet name="Two" state="hidden" r:id="a"/></sheets></workbook>',
        'xl/_rels/workbook.xml.rels':
          '<Relationships><Relationship Id="a" Target="worksheets/sheet1.xml"/><Relationship Id="b" Target="/xl/worksheets/sheet2.xml"/></Relationships>',
        'xl/styles.xml':
          '<styleSheet><cellXfs><xf numFmtId="0"/><xf numFmtId="22"/><xf numFmtId="20"/><xf numFmtId="9"/></cellXfs></styleSheet>',
        'xl/worksheets/sheet1.xml': sheet('<c t="b"><v>1</v></c><c s="2"><v>0.5</v></c>'),
        'xl/worksheets/sheet2.xml': sheet('<c s="1"><v>46000.75</v></c><c s="3"><v>0.256</v></c>'),
      }),
    );
    expect(outline(document)).toEqual(['h2 One', '2025-12-09 18:00 | 25.6%', 'h2 Two', 'TRUE | 12:00']);
    expect(document.warnings).toEqual(['The sheet "Two" is hidden in the workbook.']);
  });
});
