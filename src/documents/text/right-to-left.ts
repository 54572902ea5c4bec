/** Letters of scripts that run from right to left. */
const LETTER = /[\p{sc=Hebrew}\p{sc=Arabic}\p{sc=Syriac}\p{sc=Thaana}\p{sc=Nko}]/u;
const LETTERS = new RegExp(LETTER.source, 'gu');
/** Shapes that Arabic letters have within words, as some fonts name them: pdf.js takes them for letters of no direction. */
const SHAPES = /[\ufb50-\ufdff\ufe70-\ufefc]/u;
/** Runs that keep their own direction: words of other scripts, and numbers. */
const OTHER_RUN = /[\p{L}\p{N}](?:[\p{L}\p{N}.,:/%+-]*[\p{L}\p{N}%])?/gu;

/** The mark behind a number stands at its left. */
const MARKED_NUMBER = /^([.,:;!?]+)(\d[\d.,]*)$/u;

/** Whether most letters of a text run from right to left. */
export function isRightToLeft(text: string): boolean {
  const count = text.match(LETTERS)?.length ?? 0;
  return count > 0 && 2 * count >= (text.match(/\p{L}/gu)?.length ?? 0);
}

/**
 * The text of an item of pdf.js in the order in which it is read. pdf.js turns letters and leaves shapes as they are drawn; an
 * item with shapes is put back as it is drawn, turned as a whole, and its shapes made letters.
 *
 * @param direction what pdf.js took the item for
 */
export function inLogicalOrder(text: string, direction: string): string {
  if (!SHAPES.test(text)) return text;
  const isTurned = (character: string): boolean => LETTER.test(character) && !SHAPES.test(character);
  const drawn =
    direction === 'rtl'
      ? turned(text, (run) => !isTurned(run[0]!))
      : text.replace(/[\u0590-\u08ff]+/gu, reversed);
  return turned(drawn, (run) => !LETTER.test(run[0]!)).replace(new RegExp(SHAPES.source, 'gu'), (shape) =>
    shape.normalize('NFKC'),
  );
}

/** The text of words that are sorted from the left, in the order in which they are read. */
export function inReadingOrder(words: readonly { text: string }[]): string {
  const texts = words.map(({ text }) => text);
  if (!isRightToLeft(texts.join(''))) return texts.join(' ');
  const ordered: string[] = [];
  let run: string[] = [];
  for (const text of texts.reverse()) {
    if (LETTER.test(text)) {
      ordered.push(...run, text);
      run = [];
    } else run.unshift(text.replace(MARKED_NUMBER, '$2$1'));
  }
  return [...ordered, ...run].join(' ');
}

/** The characters from the last to the first; runs that keep their direction stay as they are. */
function turned(text: string, keeps: (run: string) => boolean): string {
  const parts: string[] = [];
  let from = 0;
  for (const { 0: run, index } of text.matchAll(OTHER_RUN)) {
    parts.push(reversed(text.slice(from, index)), keeps(run) ? run : reversed(run));
    from = index + run.length;
  }
  parts.push(reversed(text.slice(from)));
  return parts.reverse().join('');
}

const reversed = (text: string): string => [...text].reverse().join('');
