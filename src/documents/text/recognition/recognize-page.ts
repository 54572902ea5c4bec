import { wordsToLines } from '../text-lines.js';
import type { TextPage, Word } from '../text-document.js';
import { eraseRules } from './erase-rules.js';
import { DIRECTIONS, findDirection, DIRECTIONS_OF_SIDEWAYS, SURELY_UPRIGHT } from './find-direction.js';
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

/** Recognises one page: evens its light, straightens it, takes out its rules, finds which way is up, and reads it. */
export async function recognizePage(picture: Picture, options: RecognizePageOptions): Promise<TextPage> {
  const { picture: level, blank, sideways } = await straighten(await whiten(picture));
  const read = blank
    ? { picture: level, words: [] }
    : await readUpright(eraseRules(level), sideways, options);
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

/** Most pages are upright, and then one reading is all there is to do. */
async function readUpright(
  level: Picture,
  sideways: boolean,
  options: RecognizePageOptions,
): Promise<Reading> {
  if (!sideways) {
    const straight = await read(level, options);
    if (meanConfidence(straight.words) > SURELY_UPRIGHT) return straight;
    const degrees = await findDirection(level, DIRECTIONS, options.languages);
    return degrees === 0 ? straight : read(await turn(level, degrees), options);
  }
  const degrees = await findDirection(level, DIRECTIONS_OF_SIDEWAYS, options.languages);
  return read(await turn(level, degrees), options);
}

async function read(picture: Picture, options: RecognizePageOptions): Promise<Reading> {
  const page = await recognize(picture, options.languages);
  return { picture, words: wordsOf(page, picture, options.pointsPerPixel) };
}
