import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { Block } from '../../../layout/index.js';
import { chunkDocument } from './chunk-document.js';
import { toMarkdown } from './to-markdown.js';
import { toText } from './to-text.js';

const paragraph = (text: string, page = 1): Block => ({ type: 'paragraph', text, page });
const heading = (text: string, level: number, page = 1): Block => ({ type: 'heading', text, level, page });

describe('Markdown and text', () => {
  const blocks: Block[] = [
    heading('One', 1),
    paragraph('Two'),
    { type: 'list_item', text: 'a', level: 0, ordered: false, page: 1 },
    { type: 'list_item', text: 'b', level: 1, ordered: true, page: 1 },
    { type: 'table', rows: [['x|y', 'z'], ['1']], page: 1 },
    { type: 'code', text: 'a\nb', page: 1 },
    { type: 'quote', text: 'c\nd', page: 1 },
  ];

  it('write each block in its way', () => {
    expect(toMarkdown({ blocks })).toBe(
      '# One\n\nTwo\n\n- a\n  1. b\n\n| x\\|y | z |\n| --- | --- |\n| 1 |  |\n\n```\na\nb\n```\n\n> c\n> d\n',
    );
    expect(toText({ blocks })).toBe('One\n\nTwo\n\na\nb\n\nx|y\tz\n1\n\na\nb\n\nc\nd\n');
  });
});

describe('chunks', () => {
  it('stand under their headings and do not run over them', () => {
    const blocks = [
      heading('A', 1),
      paragraph('one', 1),
      heading('B', 2, 2),
      paragraph('two', 2),
      paragraph('three', 3),
      heading('C', 1, 3),
      paragraph('four', 3),
    ];
    expect(chunkDocument({ blocks }, { size: 200, overlap: 0 })).toEqual([
      { index: 0, text: 'A\n\none', page_from: 1, page_to: 1, heading_path: ['A'] },
      { index: 1, text: 'B\n\ntwo\n\nthree', page_from: 2, page_to: 3, heading_path: ['A', 'B'] },
      { index: 2, text: 'C\n\nfour', page_from: 3, page_to: 3, heading_path: ['C'] },
    ]);
  });

  it('take a title without text together with the first heading below it', () => {
    const blocks = [heading('A', 1), heading('B', 2), paragraph('one'), heading('C', 2), paragraph('two')];
    expect(chunkDocument({ blocks }, { size: 200, overlap: 0 })).toMatchObject([
      { text: 'A\n\nB\n\none', heading_path: ['A', 'B'] },
      { text: 'C\n\ntwo', heading_path: ['A', 'C'] },
    ]);
  });

  it('repeat the end of the one before where the size allows', () => {
    const words = Array.from({ length: 60 }, (_, index) => `word${index}`).join(' ');
    const [first, second] = chunkDocument({ blocks: [paragraph(words)] }, { size: 200, overlap: 40 });
    const shared = second!.text.split('\n')[0]!;
    expect(shared.length).toBeGreaterThan(10);
    expect(first!.text.endsWith(shared)).toBe(true);
  });

  it('never exceed their size and lose no word, whatever the document', () => {
    const block = fc.oneof(
      fc.record({
        type: fc.constant('paragraph' as const),
        text: fc.string({ maxLength: 700 }),
        page: fc.nat(9),
      }),
      fc.record({
        type: fc.constant('heading' as const),
        text: fc.string({ minLength: 1, maxLength: 60 }),
        level: fc.integer({ min: 1, max: 6 }),
        page: fc.nat(9),
      }),
    );
    fc.assert(
      fc.property(fc.array(block, { maxLength: 12 }), (blocks) => {
        const chunks = chunkDocument({ blocks }, { size: 200, overlap: 0 });
        for (const chunk of chunks) expect(chunk.text.length).toBeLessThanOrEqual(200);
        const characters = (text: string): string => text.replace(/\s+/gu, '');
        expect(characters(chunks.map(({ text }) => text).join(''))).toBe(
          characters(blocks.map(({ text }) => text).join('')),
        );
      }),
      { numRuns: 300 },
    );
  });
});
