import type { Picture } from './picture.js';

/** Pixels: left, top, right, bottom; right and bottom are the last that belong to it. */
interface Edges {
  x0: number;
  y0: number;
  x1: number;
  y1: number;
}

type Kind = 'figure' | 'point' | 'comma' | 'dash';

/** A number, a bound or an interval, of digits and marks alone. */
const NUMERIC = /^[<>(]?\d[\d.,–-]*\)?$/u;
/** Brightness below which a pixel is ink: from the faint points of a small photograph, where figures run together, to black print. */
const INK_BELOW = [192, 176, 160, 144, 128];
/** Shares of the height of a digit. */
const FIGURE_FROM = 0.55;
const MARK_UP_TO = 0.42;
const MARK_FROM = 0.08;
const MARK_BEGINS_AT = 0.6;
const COMMA_REACHES = 0.12;
const BELOW_BASELINE = 0.3;
/** Of figures that run together, each with the space behind it. */
const FIGURE_WIDTH = 0.68;

/**
 * A recognised number with the decimal points and commas that recognition has lost: ink that stands low between two digits. Null
 * where there are none, and where the picture does not show as many figures as the text has.
 *
 * @param edges of the word, in pixels of `picture`
 */
export function withLostMarks(text: string, edges: Edges, picture: Picture): string | null {
  if (!NUMERIC.test(text)) return null;
  const figures = [...text].filter((character) => kindOf(character) === 'figure').length;
  for (const inkBelow of INK_BELOW) {
    const drawn = kindsOf(picture, edges, inkBelow);
    if (drawn?.filter((kind) => kind === 'figure').length !== figures) continue;
    const restored = insertMarks(text, marksByFigure(drawn));
    if (restored !== text) return groupAlike(restored, text);
  }
  return null;
}

/** The marks behind each figure. */
function marksByFigure(drawn: readonly Kind[]): Kind[][] {
  const marks: Kind[][] = [];
  for (const kind of drawn)
    if (kind === 'figure') marks.push([]);
    else marks.at(-1)?.push(kind);
  return marks;
}

function insertMarks(text: string, marks: readonly Kind[][]): string {
  let figure = -1;
  let restored = '';
  [...text].forEach((character, index) => {
    restored += character;
    if (kindOf(character) !== 'figure') return;
    const [mark, ...more] = marks[++figure] ?? [];
    const standsBetweenDigits = /^\d\d/u.test(text.slice(index));
    if (more.length === 0 && standsBetweenDigits && mark && mark !== 'dash')
      restored += mark === 'point' ? '.' : ',';
  });
  return restored;
}

/** Small marks are hard to tell apart: between groups of digits they are all of the kind that was recognised. */
function groupAlike(restored: string, recognized: string): string {
  const [mark] = /[.,]/u.exec(recognized) ?? [];
  return mark && /[.,]\d+[.,]\d{3}$/u.test(restored) ? restored.replace(/[.,]/gu, mark) : restored;
}

function kindOf(character: string): Kind {
  if (character === '.') return 'point';
  if (character === ',') return 'comma';
  return /[–-]/u.test(character) ? 'dash' : 'figure';
}

/** What stands between blank columns, from left to right, without specks; null when one of them is none of the kinds. */
function kindsOf(picture: Picture, edges: Edges, inkBelow: number): Kind[] | null {
  const height = edges.y1 - edges.y0 + 1;
  const deep = { ...edges, y1: edges.y1 + Math.round(BELOW_BASELINE * height) };
  const shapes = shapesIn(picture, deep, inkBelow).filter(
    ({ x0, y0, x1, y1 }) => Math.max(x1 - x0, y1 - y0) + 1 >= MARK_FROM * height,
  );
  const kinds = shapes.flatMap((shape) => {
    const kind = judge(shape, edges.y0, height);
    return kind === 'figure' ? figuresIn(shape, height) : [kind];
  });
  return kinds.includes(null) ? null : (kinds as Kind[]);
}

/** One figure, or as many as run together over that width. */
function figuresIn({ x0, x1 }: Edges, height: number): Kind[] {
  const count = Math.max(1, Math.round((x1 - x0 + 1) / (FIGURE_WIDTH * height)));
  return Array<Kind>(count).fill('figure');
}

function judge({ x0, y0, x1, y1 }: Edges, top: number, height: number): Kind | null {
  const [tall, wide, begins] = [(y1 - y0 + 1) / height, (x1 - x0 + 1) / height, (y0 - top) / height];
  if (tall >= FIGURE_FROM) return 'figure';
  if (tall > MARK_UP_TO) return null;
  if (begins < MARK_BEGINS_AT) return 'dash';
  if (wide > MARK_UP_TO) return null;
  return (y1 - top + 1) / height > 1 + COMMA_REACHES ? 'comma' : 'point';
}

/** The outlines of what blank columns part. */
function shapesIn(picture: Picture, edges: Edges, inkBelow: number): Edges[] {
  const shapes: Edges[] = [];
  let current: Edges | null = null;
  for (let x = Math.max(0, edges.x0); x <= Math.min(edges.x1, picture.width - 1); x++) {
    const ink = inkOfColumn(picture, x, edges, inkBelow);
    if (!ink) current = null;
    else if (current) {
      current.x1 = x;
      current.y0 = Math.min(current.y0, ink.top);
      current.y1 = Math.max(current.y1, ink.bottom);
    } else shapes.push((current = { x0: x, x1: x, y0: ink.top, y1: ink.bottom }));
  }
  return shapes;
}

function inkOfColumn(
  { pixels, width, height }: Picture,
  x: number,
  { y0, y1 }: Edges,
  inkBelow: number,
): { top: number; bottom: number } | null {
  let top = -1;
  let bottom = -1;
  for (let y = Math.max(0, y0); y <= Math.min(y1, height - 1); y++) {
    if ((pixels[y * width + x] ?? 255) >= inkBelow) continue;
    if (top < 0) top = y;
    bottom = y;
  }
  return top < 0 ? null : { top, bottom };
}
