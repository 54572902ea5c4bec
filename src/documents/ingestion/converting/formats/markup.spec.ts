import { describe, expect, it } from '@jest/globals';
import { toMarkdown } from '../output/to-markdown.js';
import { convert, outline } from '../testing/documents.js';

const page = (body: string, head = ''): string =>
  `<!doctype html><html><head>${head}</head><body>${body}</body></html>`;

describe('HTML', () => {
  it('gives structure, and nothing that is run or hidden', async () => {
    const document = await convert(
      page(
        '<script>alert(1)</script><style>p{}</style><h1>Title <em>two</em></h1><p>One<br>two&nbsp;three</p>' +
          '<ul><li>a<ol><li>b</li></ol></li></ul><pre>x  =\n  1</pre><blockquote>said</blockquote>' +
          '<p hidden>no</p><div style="display:none">no</div><iframe src="http://127.0.0.1/"></iframe>',
        '<title>Tab</title>',
      ),
    );
    expect(document.title).toBe('Tab');
    expect(outline(document)).toEqual([
      'h1 Title two',
      'One\ntwo three',
      '-0 a',
      '1.1 b',
      'code: x  =\n  1',
      'quote: said',
    ]);
  });

  it('keeps cells in their columns when some span several', async () => {
    const table =
      '<table><tr><th colspan="2">Name</th><th>Sum</th></tr>' +
      '<tr><td rowspan="2">A</td><td>B</td><td>1</td></tr><tr><td>C</td><td>2</td></tr></table>';
    expect(outline(await convert(page(table)))).toEqual(['Name |  | Sum / A | B | 1 /  | C | 2']);
  });

  it('reads the table that lays out a page as its text', async () => {
    expect(outline(await convert(page('<table><tr><td><p>a</p><p>b</p></td></tr></table>')))).toEqual([
      'a',
      'b',
    ]);
  });

  it('finds the article between navigation and advertisements', async () => {
    const sentence = 'The committee read the report with care and agreed on what had to be done next. ';
    const article = `<article><h1>The report</h1>${`<p>${sentence.repeat(4)}</p>`.repeat(8)}</article>`;
    const links = `<div class="sidebar">${'<a href="/x">Buy now</a> '.repeat(20)}</div>`;
    const document = await convert(page(`<nav>Home</nav>${links}${article}<footer>Imprint</footer>`));
    const text = outline(document).join('\n');
    expect(text).toContain('agreed on what had to be done');
    expect(text).not.toContain('Buy now');
    expect(text).toContain('h1 The report');
  });

  it('keeps headings whatever their names, and captions; leaves cookie notices out', async () => {
    const text = `<p>${'The committee read the report with care and agreed on what had to be done. '.repeat(9)}</p>`;
    const table = '<table><caption>Sums</caption><tr><td>a</td><td>b</td></tr></table>';
    const document = await convert(
      page(
        `<div class="cookie-banner">We use cookies</div><article><h1>Report</h1>${text}<h2 id="remarks-on-it">Remarks</h2>${text}${table}</article>`,
      ),
    );
    const lines = outline(document);
    expect(lines).toEqual(expect.arrayContaining(['h2 Remarks', 'Sums', 'a | b']));
    expect(lines.join()).not.toContain('cookies');
  });

  it('is read in the encoding that it declares', async () => {
    const bytes = Buffer.concat([
      Buffer.from('<html><head><meta charset="windows-1251"></head><body><p>'),
      Buffer.from([0xcf, 0xf0, 0xe8, 0xe2, 0xe5, 0xf2]),
      Buffer.from('</p></body></html>'),
    ]);
    expect(outline(await convert(bytes))).toEqual(['Привет']);
  });
});

describe('Markdown', () => {
  it('gives its structure', async () => {
    const source =
      '---\ntitle: x\n---\n# One\n\nText with **weight**\nover lines.\n\n- a\n  - b\n1. c\n\n> said\n\n' +
      '```js\ncode()\n```\n\n| A | B |\n|---|---|\n| 1 | x\\|y |\n\nTwo\n---\n\nend\n';
    const document = await convert(source);
    expect(document).toMatchObject({ type: 'markdown', title: 'x' });
    const lines = outline(document);
    expect(lines).toEqual(
      expect.arrayContaining([
        'h1 One',
        '-0 a',
        '-1 b',
        '1.0 c',
        'quote: said',
        'code: code()',
        'h2 Two',
        'end',
      ]),
    );
    expect(lines).toContain('A | B / 1 | x|y');
    expect(lines).toContain('Text with weight over lines.');
  });

  it('keeps code between fences of another kind as it is', async () => {
    const document = await convert('# T\n\n~~~\n```\n# code\n~~~\n');
    expect(outline(document)).toEqual(['h1 T', 'code: ```\n# code']);
    expect(toMarkdown(document)).toContain('````\n```\n# code\n````');
  });
});

describe('mail', () => {
  it('gives its head, subject and text; names attachments', async () => {
    const document = await convert(
      [
        'From: =?utf-8?Q?J=C3=B6rg?= <j@example.com>',
        'To: a@example.com',
        'Subject: =?utf-8?B?UmVjaG51bmcgw7xiZXIgVGVl?=',
        'Date: Tue, 3 Mar 2026 10:00:00 +0100',
        'MIME-Version: 1.0',
        'Content-Type: multipart/mixed; boundary="b"',
        '',
        '--b',
        'Content-Type: text/plain; charset=iso-8859-1',
        'Content-Transfer-Encoding: quoted-printable',
        '',
        'Sch=F6ne Gr=FC=DFe',
        '--b',
        'Content-Type: application/pdf; name="rechnung.pdf"',
        'Content-Disposition: attachment; filename="rechnung.pdf"',
        '',
        'JVBERi0=',
        '--b--',
      ].join('\r\n'),
    );
    expect(document).toMatchObject({ type: 'eml', title: 'Rechnung über Tee' });
    const [subject, head, body] = outline(document);
    expect(subject).toBe('h1 Rechnung über Tee');
    expect(head).toContain('From: Jörg <j@example.com>');
    expect(body).toBe('Schöne Grüße');
    expect(document.warnings.join()).toContain('rechnung.pdf');
  });

  it('is told from web pages by its head, whatever its parts hold', async () => {
    const mail =
      'From: a@b.de\r\nTo: c@d.de\r\nSubject: x\r\nMIME-Version: 1.0\r\nContent-Type: multipart/alternative; boundary="b"\r\n\r\n' +
      '--b\r\nContent-Type: text/plain\r\n\r\nHello\r\n--b\r\nContent-Type: text/html\r\n\r\n<html><body>Hello</body></html>\r\n--b--';
    expect(await convert(mail)).toMatchObject({ type: 'eml', title: 'x' });
  });

  it('reads the HTML of a mail that has no text', async () => {
    const mail =
      'From: a@b.de\r\nTo: c@d.de\r\nSubject: x\r\nContent-Type: text/html\r\n\r\n<p>Hello</p><script>no</script>';
    expect(outline(await convert(mail)).at(-1)).toBe('Hello');
  });
});

describe('rich text', () => {
  it('gives paragraphs and tables, whichever way letters are written', async () => {
    const document = await convert(
      String.raw`{\rtf1\ansi\ansicpg1251{\fonttbl{\f0 Arial;}}{\info{\title no}}\pard Gr\u252\'fc\u223?e\par` +
        String.raw` \'cf\'f0\'e8\'e2\'e5\'f2\par \trowd a\cell b\cell\row \trowd 1\cell 2\cell\row {\*\x no}\par}`,
    );
    expect(outline(document)).toEqual(['Grüße', 'Привет', 'a | b / 1 | 2']);
  });

  it('knows headings by their outline, and keeps paragraphs of a cell together', async () => {
    const document = await convert(
      String.raw`{\rtf1 {\pard\outlinelevel1 Plan\par}{\pard text\par}` +
        String.raw`{\trowd{\pard\intbl one\par}{\pard\intbl more\par}\cell {\pard\intbl two\par}\cell \row}{\pard end\par}}`,
    );
    expect(outline(document)).toEqual(['h2 Plan', 'text', 'one more | two', 'end']);
  });

  it('knows headings by their style, lists by their marks, fonts by their character sets, and notes', async () => {
    const document = await convert(
      String.raw`{\rtf1\ansi{\fonttbl{\f0\fcharset0 A;}{\f1\fcharset204 B;}{\f2\fcharset128 C;}}{\stylesheet{\s3 heading 2;}}` +
        String.raw`{\info{\title Letter}}\pard\s3 Plan\par\pard text{\footnote a note} here{\v unseen}\par` +
        String.raw`{\listtext 1.\tab}\pard\ls1\ilvl0 one\par{\listtext\'b7\tab}\pard\ls1\ilvl1 below\par` +
        String.raw`\pard\f1 \'cf\'f0\'e8\par\pard\f2 \'93\'fa\'96{\f2\'7b}\'83e\par}`,
    );
    expect(document.title).toBe('Letter');
    expect(outline(document).slice(0, 6)).toEqual([
      'h2 Plan',
      'text here',
      'a note',
      '1.0 one',
      '-1 below',
      'При',
    ]);
    expect(outline(document).at(-1)).toMatch(/^日.*テ$/u);
  });
});
