/** `[x0, y0, x1, y1]` in PDF points, origin top left of the page as it is shown (page rotation applied). */
export type Box = [x0: number, y0: number, x1: number, y1: number];

/** A run of characters without a space. Raised digits are given as Unicode superscripts (`10³`). */
export interface Word {
  text: string;
  box: Box;
  /** Size of the font in points. */
  fontSize: number;
  /** Vertical position of the writing line, in points from the top. */
  baseline: number;
  /** Printed in a bold face; absent where it is not, or not known. */
  bold?: true;
  /** 0–1, how sure text recognition is of the word; absent where the file itself carries the text. */
  confidence?: number;
}

/** The words that share one baseline, from left to right. */
export interface Line {
  words: Word[];
  text: string;
  box: Box;
  baseline: number;
  fontSize: number;
}

/**
 * One page. `words` and `lines` hold upright text; `rotatedWords` what is written at an angle (watermarks, margins).
 * A recognised page is given upright and straightened, and its boxes lie in that page; a picture, which has no size of
 * its own, is taken for a page whose long side is 842 points, that of A4 (straightening adds its corners).
 */
export interface TextPage {
  number: number;
  width: number;
  height: number;
  words: Word[];
  lines: Line[];
  rotatedWords: Word[];
  /** Level and upright rules drawn on the page, as the thin boxes that they fill; absent on recognised pages. */
  rules?: Box[];
  /** Words in the file that cannot be seen on the page: white, covered, transparent. They are in no line. */
  hiddenWords?: Word[];
}

/** The text of a document with its place on the page. */
export interface TextDocument {
  pages: TextPage[];
  metadata: { title?: string; author?: string; subject?: string; creator?: string; producer?: string };
  /** Pages that could not be read at all because the file is damaged there. */
  damagedPages: number[];
  /** Pages on which no text was found. */
  emptyPages: number[];
  /** Pages whose text was recognised from their picture; their words have a confidence. */
  recognizedPages: number[];
  /** Pages whose text is an undrawn layer over a picture, as scanners make it: what is seen may differ. */
  layeredPages: number[];
}

/** The smallest box around all boxes; `[0, 0, 0, 0]` for none. */
export function enclose(boxes: readonly Box[]): Box {
  const first = boxes[0];
  if (!first) return [0, 0, 0, 0];
  return boxes.reduce<Box>(
    (all, box) => [
      Math.min(all[0], box[0]),
      Math.min(all[1], box[1]),
      Math.max(all[2], box[2]),
      Math.max(all[3], box[3]),
    ],
    [...first],
  );
}
