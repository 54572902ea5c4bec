import { fromPicture, toPicture, turn, type Picture } from './picture.js';
import { meanConfidence, wordsOf } from './recognized-words.js';
import { recognize } from './recognizer.js';

/** Quarter turns clockwise that make a page upright, the likeliest first. */
export const DIRECTIONS = [0, 180, 90, 270] as const;
/** For a page that looks sideways: reading the wrong way costs more than reading the right way. */
export const DIRECTIONS_OF_SIDEWAYS = [0, 90, 270, 180] as const;

/** Upright text is read with more confidence than this. */
export const SURELY_UPRIGHT = 0.65;
/** Side of the part that is read for trial: some lines of a page, in a fraction of its time. */
const PART_SIDE = 600;
const GRID = 100;
const INK = 128;

/** By how many degrees a page has to be turned clockwise to be upright, from reading a part of it each way. */
export async function findDirection(
  picture: Picture,
  directions: readonly number[],
  languages: readonly string[],
): Promise<number> {
  const part = await densestPart(picture);
  let best = { degrees: 0, confidence: -1 };
  for (const degrees of directions) {
    const turned = await turn(part, degrees);
    const confidence = meanConfidence(wordsOf(await recognize(turned, languages), turned, 1));
    if (confidence > best.confidence) best = { degrees, confidence };
    if (confidence > SURELY_UPRIGHT) break;
  }
  return best.degrees;
}

/** The square of the page with the most ink. */
async function densestPart(picture: Picture): Promise<Picture> {
  const width = Math.min(PART_SIDE, picture.width);
  const height = Math.min(PART_SIDE, picture.height);
  const sums = inkSums(picture);
  let best = { left: 0, top: 0, ink: -1 };
  for (let top = 0; top + height <= picture.height; top += GRID)
    for (let left = 0; left + width <= picture.width; left += GRID) {
      const ink = sumWithin(sums, left / GRID, top / GRID, Math.ceil(width / GRID), Math.ceil(height / GRID));
      if (ink > best.ink) best = { left, top, ink };
    }
  const { left, top } = best;
  return toPicture((await fromPicture(picture)).extract({ left, top, width, height }));
}

/** Dark pixels by square of the grid. */
function inkSums({ pixels, width, height }: Picture): number[][] {
  const columns = Math.ceil(width / GRID);
  const sums = Array.from({ length: Math.ceil(height / GRID) }, () => new Array<number>(columns).fill(0));
  for (let y = 0; y < height; y++) {
    const row = sums[Math.floor(y / GRID)]!;
    for (let x = 0; x < width; x++) if (pixels[y * width + x]! < INK) row[Math.floor(x / GRID)]! += 1;
  }
  return sums;
}

function sumWithin(
  sums: readonly number[][],
  left: number,
  top: number,
  width: number,
  height: number,
): number {
  let sum = 0;
  for (const row of sums.slice(top, top + height))
    for (const ink of row.slice(left, left + width)) sum += ink;
  return sum;
}
