import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from '@jest/globals';
import { strToU8, zipSync } from 'fflate';
import { Failure } from '../../../platform/failure.js';
import { convert, docx, odt, pptx, wordParagraph, zip } from './testing/documents.js';

const failed = (content: string | Uint8Array): Promise<unknown> => convert(content).catch((error) => error);

describe('what is not read', () => {
  it.each([
    ['nothing', '', 'unreadable', /empty/],
    ['only blanks', ' \n\t\n', 'unreadable', /no text/],
    ['Word before 2007', Buffer.from('d0cf11e0a1b11ae1', 'hex'), 'unsupported', /\.docx/],
    ['a gzip archive', Buffer.from('1f8b0800', 'hex'), 'unsupported', /unpack/],
    ['a ZIP archive', zip({ 'a.txt': 'x' }), 'unsupported', /unpack/],
    ['a GIF', Buffer.from('GIF89a'), 'unsupported', /PNG/],
    ['a HEIC picture', Buffer.from('\0\0\0\x18ftypheic'), 'unsupported', /JPEG/],
    [
      'random bytes',
      Buffer.from(Array.from({ length: 999 }, (_, i) => (i * 7919) % 256)),
      'unsupported',
      /kind/,
    ],
    ['a damaged PDF', '%PDF-1.7\nnonsense', 'unreadable', /corrupt/],
    ['a damaged Word document', docx('').subarray(0, 500), 'unreadable', /damaged/],
    ['an empty Word document', docx(''), 'unreadable', /no text/],
    ['a damaged OpenDocument text', odt('<text:p>a'), 'unreadable', /broken/],
    ['an empty presentation', pptx('<x/>'), 'unreadable', /no text/],
  ])('%s ends in words', async (_name, content, failureClass, words) => {
    expect(await failed(content)).toMatchObject({ failureClass, message: expect.stringMatching(words) });
  });
});

describe('hostile documents', () => {
  it.each(['word/document.xml', 'ppt/slides/slide1.xml', 'xl/workbook.xml'])(
    'a bomb in %s is refused before it is unpacked',
    async (name) => {
      const kind = { 'ppt/presentation.xml': strToU8('<p/>'), [name]: new Uint8Array(130 * 1024 * 1024) };
      const before = process.memoryUsage().rss;
      expect(await failed(zipSync(kind))).toMatchObject({ failureClass: 'too_large' });
      expect(process.memoryUsage().rss - before).toBeLessThan(250 * 1024 * 1024);
    },
  );

  it.each([
    ['HTML', '<html><body>' + '<div>'.repeat(50_000) + 'x'],
    ['tables', '<html><body>' + '<table><tr><td>'.repeat(5_000) + 'x'],
    ['lists', '<html><body>' + '<ul><li>'.repeat(20_000) + 'x'],
    ['rich text', '{\\rtf1 ' + '{'.repeat(200_000) + 'x'],
    ['OpenDocument', odt('<text:list>'.repeat(10_000))],
    ['Word', docx('<w:tbl><w:tr><w:tc>'.repeat(5_000))],
    ['quotes', '# a\n\n' + '>'.repeat(100_000) + ' x'],
    ['brackets', '# a\n\n' + '['.repeat(100_000)],
    [
      'mail',
      'From: a\nTo: b\nSubject: c\nContent-Type: multipart/mixed; boundary=b\n\n' +
        '--b\nContent-Type: multipart/mixed; boundary=b\n\n'.repeat(5_000),
    ],
    ['one long line', 'a'.repeat(5_000_000)],
    ['quotation marks', '"'.repeat(1_000_000)],
    ['delimiters', `a,b,c\n${','.repeat(1_000_000)}`],
  ])('%s without end', async (_name, content) => {
    const outcome = await failed(content);
    if (outcome instanceof Error) expect(outcome).toBeInstanceOf(Failure);
  });

  it('does not read files that an XML names', async () => {
    const outcome = await failed(
      zip({
        mimetype: 'application/vnd.oasis.opendocument.text',
        'content.xml': '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><text:p>&a;</text:p>',
      }),
    );
    expect(outcome).toMatchObject({ failureClass: 'unreadable' });
  });

  it('does not fetch what a document names', async () => {
    const document = await convert(docx(wordParagraph('See http://127.0.0.1:1/x')));
    expect(document.blocks).toHaveLength(1);
  });
});

describe('real documents', () => {
  const folder = fileURLToPath(new URL('../../../../../shared/data/documents/unstructured', import.meta.url));
  const itWithData = existsSync(folder) ? it : it.skip;
  itWithData('of ../shared/data end with a text or a Failure (skipped where it is absent)', async () => {
    for (const name of readdirSync(folder).filter((file) => !/\.png$|flat\.pdf$/u.test(file))) {
      const outcome = await failed(readFileSync(join(folder, name)));
      if (outcome instanceof Error) expect(outcome).toBeInstanceOf(Failure);
      else expect(outcome).toMatchObject({ words: expect.any(Number) });
    }
  });
});
