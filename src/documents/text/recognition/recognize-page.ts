import { wordsToLines } from '../text-lines.js';
import type { TextPage, Word } from '../text-document.js';
import { eraseRules } from './erase-rules.js';
import { turn, type Picture } from './picture.js';
import { recognize } from './recognizer.js';
import { meanConfidence, wordsOf } from './recognized-words.js';
import { straighten } from './straighten.js';
import { whiten } from './whiten.js';

export interface RecognizePageOptions {
  number: number;
  languages: readonly string[];
  /** Size of a pixel of the picture in points. */
  pointsPerPixel: number;
}

/** Upright text is read with more confidence than this; below, the other directions are tried too. */
const SURELY_UPRIGHT = 0.65;

/** Recognises one page: evens its light, straightens it, takes out its rules, finds which way is up, and reads it. */
export async function recognizePage(picture: Picture, options: RecognizePageOptions): Promise<TextPage> {
  const { picture: level, blank } = await straighten(await whiten(picture));
  const read = blank ? { picture: level, words: [] } : await readUpright(eraseRules(level), options);
  return {
    number: options.number,
    width: read.picture.width * options.pointsPerPixel,
    height: read.picture.height * options.pointsPerPixel,
    words: read.words,
    lines: wordsToLines(read.words),
    rotatedWords: [],
  };
}

interface Reading {
  picture: Picture;
  words: Word[];
}

async function readUpright(level: Picture, options: RecognizePageOptions): Promise<Reading> {
  let best: Reading = await read(level, options);
  for (const degrees of [180, 90, 270]) {
    if (meanConfidence(best.words) > SURELY_UPRIGHT) break;
    const other = await read(await turn(level, degrees), options);
    if (meanConfidence(other.words) > meanConfidence(best.words)) best = other;
  }
  return best;
}

async function read(picture: Picture, options: RecognizePageOptions): Promise<Reading> {
  const page = await recognize(picture, options.languages);
  return { picture, words: wordsOf(page, options.pointsPerPixel) };
}
