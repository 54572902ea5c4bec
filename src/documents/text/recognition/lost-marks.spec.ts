import { describe, expect, it } from '@jest/globals';
import type { Page } from 'tesseract.js';

import { withLostMarks } from './lost-marks.js';
import type { Picture } from './picture.js';
import { wordsOf } from './recognized-words.js';

const DIGIT = { width: 10, top: 10, bottom: 26 };
const INK: Record<string, { width: number; top: number; bottom: number }> = {
  '.': { width: 3, top: 24, bottom: 26 },
  ',': { width: 3, top: 24, bottom: 30 },
  '-': { width: 6, top: 18, bottom: 19 },
  "'": { width: 3, top: 10, bottom: 13 },
};

/** A number as it stands on paper: every sign a block of its size and height, two blank columns apart. */
function draw(text: string): { picture: Picture; edges: { x0: number; y0: number; x1: number; y1: number } } {
  const picture = { pixels: Buffer.alloc(300 * 40, 255), width: 300, height: 40 };
  let x = 5;
  for (const sign of text) {
    const { width, top, bottom } = INK[sign] ?? DIGIT;
    for (let y = top; y <= bottom; y++) picture.pixels.fill(0, y * 300 + x, y * 300 + x + width);
    x += width + 2;
  }
  return { picture, edges: { x0: 5, y0: DIGIT.top, x1: x - 3, y1: DIGIT.bottom } };
}

const restore = (recognized: string, printed: string): string | null => {
  const { picture, edges } = draw(printed);
  return withLostMarks(recognized, edges, picture);
};

describe('withLostMarks', () => {
  it.each([
    ['02-12', '0.2-1.2', '0.2-1.2'],
    ['185', '1.85', '1.85'],
    ['1234,56', '1.234,56', '1.234,56'],
    ['<001', '<0.01', '<0.01'],
    ['71', '7,1', '7,1'],
  ])('reads %s, where the paper says %s, as %s', (recognized, printed, expected) => {
    expect(restore(recognized, printed)).toBe(expected);
  });

  it.each([
    ['185', '185'],
    ['1.85', '1.85'],
    ['12-15', '12-15'],
    ['12', "1'2"],
  ])('leaves %s where the paper says %s', (recognized, printed) => {
    expect(restore(recognized, printed)).toBeNull();
  });

  it('leaves alone what shows another number of figures, or is no number', () => {
    expect(restore('18', '1.85')).toBeNull();
    expect(restore('B12', '1.85')).toBeNull();
  });
});

describe('wordsOf', () => {
  const word = (text: string, confidence: number, bbox = { x0: 0, y0: 0, x1: 1, y1: 1 }): object => ({
    text,
    confidence,
    bbox,
  });
  const read = (picture: Picture, ...words: object[]): [string, number | undefined][] => {
    const bbox = { x0: 0, y0: 0, x1: 300, y1: 40 };
    const line = { words, bbox, baseline: { ...bbox, y0: 26, y1: 26 }, rowAttributes: { rowHeight: 20 } };
    const page = { blocks: [{ paragraphs: [{ lines: [line] }] }] } as unknown as Page;
    return wordsOf(page, picture, 1).map(({ text, confidence }) => [text, confidence]);
  };

  it('is not sure of a number whose mark it put back in', () => {
    const { picture, edges } = draw('1.85');
    expect(read(picture, word('185', 96, edges))).toEqual([['1.85', 0.5]]);
  });

  it('keeps comparators before numbers and dashes between them, and no other specks', () => {
    const { picture } = draw('');
    const texts = read(
      picture,
      ...['<', '0.01', '>=', '40', '-', '60', '|', '<', 'mg', '-'].map((text) => word(text, 20)),
    );
    expect(texts.map(([text]) => text).join(' ')).toBe('< 0.01 >= 40 - 60 mg');
  });
});
