/** Signs that text recognition takes for each other, or reads into specks. */
const LOOK_ALIKE = ['il1|/!í', 'o0', 's5', 'b8', 'z2', 'µupy', 'gq', 'ce', 'f/'];
const THIN = /[il1|/!.,'"°*:;]/u;
const CONFUSED = 0.3;
const OTHER = 1;

/**
 * How far two texts stand apart as text recognition sees them: the weighted edit distance (Wagner and Fischer, 1974) in which signs
 * that look alike, and thin signs too many or too few, count less. Case does not count.
 */
export function distance(recognized: string, known: string): number {
  const [from, to] = [[...recognized.toLowerCase()], [...known.toLowerCase()]];
  let row = [0];
  for (const sign of to) row.push(row.at(-1)! + lengthCost(sign));
  for (const sign of from) {
    const next = [row[0]! + lengthCost(sign)];
    to.forEach((other, column) =>
      next.push(
        Math.min(
          row[column]! + exchangeCost(sign, other),
          row[column + 1]! + lengthCost(sign),
          next[column]! + lengthCost(other),
        ),
      ),
    );
    row = next;
  }
  return row.at(-1)!;
}

/** The one known text that is no further away than `furthest`, if every other one stands clearly further off; else null. */
export function nearest(recognized: string, known: Iterable<string>, furthest: number): string | null {
  let [best, first, second] = ['', Infinity, Infinity];
  for (const text of known) {
    if (Math.abs(text.length - recognized.length) > LONGEST_DIFFERENCE) continue;
    const found = distance(recognized, text);
    if (found < first) [best, first, second] = [text, found, first];
    else second = Math.min(second, found);
  }
  return first <= furthest && second - first >= CLEARLY ? best : null;
}

/** The text with its case, as `known`, which has as many signs, spells it. */
export function spelledAs(recognized: string, known: string): string {
  return [...recognized]
    .map((sign, index) => (sign.toLowerCase() === known[index] ? sign : known[index]))
    .join('');
}

const LONGEST_DIFFERENCE = 2;
const CLEARLY = 0.25;

function lengthCost(sign: string): number {
  return THIN.test(sign) ? CONFUSED : OTHER;
}

function exchangeCost(sign: string, other: string): number {
  if (sign === other) return 0;
  return LOOK_ALIKE.some((signs) => signs.includes(sign) && signs.includes(other)) ? CONFUSED : OTHER;
}
