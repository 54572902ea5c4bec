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

/**
 * A number as it stands on paper: every sign a block of its size and height, two columns apart. With a `grey`, marks have that
 * brightness, and so has what lies between two digits.
 */
function draw(
  text: string,
  grey?: number,
): { picture: Picture; edges: { x0: number; y0: number; x1: number; y1: number } } {
  const picture = { pixels: Buffer.alloc(300 * 40, 255), width: 300, height: 40 };
  const fill = (shade: number, left: number, right: number, top: number, bottom: number): void => {
    for (let y = top; y <= bottom; y++) picture.pixels.fill(shade, y * 300 + left, y * 300 + right);
  };
  let x = 5;
  [...text].forEach((sign, index) => {
    const { width, top, bottom } = INK[sign] ?? DIGIT;
    fill(INK[sign] ? (grey ?? 0) : 0, x, x + width, top, bottom);
    if (grey && /^\d\d/u.test(text.slice(index))) fill(grey, x + width, x + width + 2, top, bottom);
    x += width + 2;
  });
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

  it('takes small marks between groups for what the recognised one is', () => {
    expect(restore('184,110', '1.84,110')).toBe('1,84,110');
  });

  it('sees the faint points of a small photograph, in which figures run together', () => {
    const { picture, edges } = draw('4.50-5.50', 180);
    expect(withLostMarks('450-550', edges, picture)).toBe('4.50-5.50');
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
