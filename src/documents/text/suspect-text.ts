import type { OpenPdf, PdfPage } from './pdf-document.js';

type Matrix = [number, number, number, number, number, number];
export type Rectangle = [x0: number, y0: number, x1: number, y1: number];
type Point = [x: number, y: number];
/** An area that text may lie on, and its luminance; null for pictures and patterns. */
interface Ground {
  area: Rectangle;
  luminance: number | null;
}
type Multiply = (a: Matrix, b: Matrix) => Matrix;

/** What of the graphics state decides whether text is seen. */
interface Ink {
  matrix: Matrix;
  /** Luminance of the fill colour, 0–1; null for patterns. */
  luminance: number | null;
  opacity: number;
  /** Drawn over what is there, not mixed with it as by a highlighter. */
  isNormal: boolean;
  renderingMode: number;
  fontSize: number;
  /** What is drawn outside of it cannot be seen; null for the whole page. */
  clip: Rectangle | null;
}

/** How the text of a page is drawn, as far as it matters for whether it can be seen. */
export interface TextDrawing {
  /** Some of the text may not be seen: it has the colour of its ground, is transparent, clipped, not drawn at all, or something was drawn over it. */
  mayHideText: boolean;
  /** Share of the text that is not drawn (rendering mode 3), as in the layer that scanners lay over their picture. */
  undrawnShare: number;
  /** Opaque areas that were drawn over text, in page coordinates: what was written before them cannot be seen there. */
  covered: Rectangle[];
}

const IDENTITY: Matrix = [1, 0, 0, 1, 0, 0];
const PAPER = 1;
/** Text that differs from its ground by less luminance than this may not be seen. */
const LEAST_CONTRAST = 0.15;
const FAINT = 0.15;
const OPAQUE = 0.95;
const MOST_COVERED = 500;
/** Text rendering modes that draw nothing (ISO 32000-1, table 106). */
const UNDRAWN = new Set([3, 7]);
/** Comparing places with areas more often than this costs more than looking at the drawn page. */
const MANY_COMPARISONS = 2_000_000;

/** Follows the drawing operators of a page. Cheap beside drawing it, which only a page that may hide text is worth. */
export async function traceText({ library }: OpenPdf, page: PdfPage): Promise<TextDrawing> {
  const { fnArray, argsArray } = await page.getOperatorList();
  const tracer = new TextTracer(library.OPS, library.Util.transform as Multiply);
  fnArray.forEach((operator, index) => tracer.follow(operator, argsArray[index] as unknown[]));
  return tracer.drawing();
}

class TextTracer {
  private ink: Ink = {
    matrix: IDENTITY,
    luminance: 0,
    opacity: 1,
    isNormal: true,
    renderingMode: 0,
    fontSize: 1,
    clip: null,
  };
  private readonly saved: Ink[] = [];
  private textMatrix = IDENTITY;
  private line: Point = [0, 0];
  /** How far the line has been written. */
  private advance = 0;
  private leading = 0;
  private clips = false;
  /** Where text stands, and the areas that lie under later text; both in page coordinates. */
  private readonly places: Rectangle[] = [];
  private readonly grounds: Ground[] = [];
  private readonly covered: Rectangle[] = [];
  private mayHideText = false;
  private comparisons = 0;
  private shown = 0;
  private undrawn = 0;
  private readonly actions: Map<number, (values: unknown[]) => void>;

  constructor(
    operators: OpenPdf['library']['OPS'],
    private readonly multiply: Multiply,
  ) {
    const move = ([x, y]: unknown[]): void => this.moveLine(Number(x), Number(y));
    const picture = (): void => this.cover([0, 0, 1, 1], null);
    const fills = new Set<unknown>([
      operators.fill,
      operators.eoFill,
      operators.fillStroke,
      operators.eoFillStroke,
      operators.closeFillStroke,
      operators.closeEOFillStroke,
    ]);
    this.actions = new Map<number, (values: unknown[]) => void>([
      [operators.save, () => void this.saved.push({ ...this.ink })],
      [operators.restore, () => void (this.ink = this.saved.pop() ?? this.ink)],
      [operators.transform, (values) => this.transform(values as unknown as Matrix)],
      [operators.paintFormXObjectBegin, ([matrix]) => this.beginForm(matrix as Matrix | null)],
      [operators.paintFormXObjectEnd, () => void (this.ink = this.saved.pop() ?? this.ink)],
      [operators.setFillRGBColor, ([color]) => void (this.ink.luminance = luminanceOf(String(color)))],
      [operators.setFillColorN, () => void (this.ink.luminance = null)],
      [operators.setFont, ([, size]) => void (this.ink.fontSize = Number(size))],
      [operators.clip, () => void (this.clips = true)],
      [operators.eoClip, () => void (this.clips = true)],
      [operators.setGState, ([pairs]) => this.setState(pairs as [string, unknown][])],
      [operators.setTextRenderingMode, ([mode]) => void (this.ink.renderingMode = Number(mode))],
      [operators.beginText, () => this.setTextMatrix(IDENTITY)],
      [operators.setTextMatrix, ([matrix]) => this.setTextMatrix(matrix as Matrix)],
      [operators.moveText, move],
      [operators.setLeading, ([leading]) => void (this.leading = Number(leading))],
      [operators.setLeadingMoveText, move],
      [operators.nextLine, () => this.moveLine(0, this.leading)],
      [operators.showText, ([glyphs]) => this.show(glyphs as unknown[])],
      [operators.constructPath, ([kind, , box]) => this.fillPath(fills.has(kind), box as Rectangle | null)],
      [operators.paintImageXObject, picture],
      [operators.paintInlineImageXObject, picture],
      [operators.paintImageMaskXObject, picture],
    ]);
  }

  follow(operator: number, values: unknown[] | null): void {
    this.actions.get(operator)?.(values ?? []);
  }

  drawing(): TextDrawing {
    const undrawnShare = this.shown === 0 ? 0 : this.undrawn / this.shown;
    return { mayHideText: this.mayHideText, undrawnShare, covered: this.covered };
  }

  private transform(matrix: Matrix): void {
    this.ink = { ...this.ink, matrix: this.multiply(this.ink.matrix, matrix) };
  }

  private beginForm(matrix: Matrix | null): void {
    this.saved.push({ ...this.ink });
    if (matrix) this.transform(matrix);
  }

  private setState(pairs: readonly [string, unknown][]): void {
    for (const [name, value] of pairs) {
      if (name === 'ca') this.ink.opacity = Number(value);
      if (name === 'BM') this.ink.isNormal = value === 'source-over' || value === 'Normal';
    }
  }

  private setTextMatrix(matrix: Matrix): void {
    this.textMatrix = matrix;
    this.line = [0, 0];
    this.advance = 0;
  }

  private moveLine(x: number, y: number): void {
    this.line = [this.line[0] + x, this.line[1] + y];
    this.advance = 0;
  }

  private show(glyphs: readonly unknown[]): void {
    const count = glyphs.filter(isInked).length;
    const { renderingMode, opacity, clip } = this.ink;
    const place = this.placeOf(glyphs);
    if (count === 0) return;
    const isUndrawn = UNDRAWN.has(renderingMode);
    this.shown += count;
    if (isUndrawn) this.undrawn += count;
    this.places.push(place);
    const isClipped = clip !== null && !contains(clip, place);
    this.mayHideText ||= isUndrawn || opacity < FAINT || isClipped || this.isOfItsGround(place);
  }

  /** The area of the small letters, between the ends of the text. */
  private placeOf(glyphs: readonly unknown[]): Rectangle {
    const { fontSize, matrix } = this.ink;
    const [x, y] = [this.line[0] + this.advance, this.line[1]];
    const end = glyphs.findLastIndex(isInked) + 1;
    const right = x + (widthOf(glyphs.slice(0, end)) * fontSize) / 1000;
    this.advance += (widthOf(glyphs) * fontSize) / 1000;
    return transformBox(this.multiply(matrix, this.textMatrix), [
      Math.min(x, right),
      y + 0.1 * fontSize,
      Math.max(x, right),
      y + 0.4 * fontSize,
    ]);
  }

  private fillPath(isFill: boolean, box: Rectangle | null): void {
    if (isFill && box) this.cover(box, this.ink.luminance);
    if (this.clips && box) {
      const area = transformBox(this.ink.matrix, box);
      this.ink = { ...this.ink, clip: this.ink.clip ? intersection(this.ink.clip, area) : area };
    }
    this.clips = false;
  }

  private cover(box: Rectangle, luminance: number | null): void {
    if (this.ink.opacity < FAINT) return;
    const area = transformBox(this.ink.matrix, box);
    this.grounds.push({ area, luminance });
    const isTooMuch = this.areTooMany(this.places);
    const isOverText = !isTooMuch && this.places.some((place) => overlaps(area, place));
    this.mayHideText ||= isTooMuch || isOverText;
    const isOpaque = this.ink.opacity >= OPAQUE && this.ink.isNormal;
    if (isOverText && isOpaque && this.covered.length < MOST_COVERED) this.covered.push(area);
  }

  private isOfItsGround(place: Rectangle): boolean {
    const { luminance } = this.ink;
    if (luminance === null) return false;
    const isOff = Math.abs(luminance - PAPER) >= LEAST_CONTRAST;
    if (this.areTooMany(this.grounds)) return !isOff;
    const under = this.grounds.findLast(({ area }) => overlaps(area, place));
    const ground = under === undefined ? PAPER : under.luminance;
    return ground !== null && Math.abs(luminance - ground) < LEAST_CONTRAST;
  }

  private areTooMany(compared: readonly unknown[]): boolean {
    this.comparisons += compared.length;
    return this.comparisons > MANY_COMPARISONS;
  }
}

function isInked(glyph: unknown): boolean {
  return (
    typeof glyph === 'object' &&
    glyph !== null &&
    String((glyph as { unicode?: string }).unicode).trim() !== ''
  );
}

/** Relative luminance of `#rrggbb`, without gamma: enough to tell pale from dark. */
function luminanceOf(color: string): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((start) =>
    parseInt(color.slice(start, start + 2), 16),
  );
  return (0.2126 * red + 0.7152 * green + 0.0722 * blue) / 255;
}

function apply([a, b, c, d, e, f]: Matrix, [x, y]: Point): Point {
  return [a * x + c * y + e, b * x + d * y + f];
}

function transformBox(matrix: Matrix, [x0, y0, x1, y1]: Rectangle): Rectangle {
  const corners = [
    apply(matrix, [x0, y0]),
    apply(matrix, [x1, y0]),
    apply(matrix, [x0, y1]),
    apply(matrix, [x1, y1]),
  ];
  const xs = corners.map(([x]) => x);
  const ys = corners.map(([, y]) => y);
  return [Math.min(...xs), Math.min(...ys), Math.max(...xs), Math.max(...ys)];
}

/** By more than what letters stand out of their places. */
function overlaps(a: Rectangle, b: Rectangle): boolean {
  const width = Math.min(a[2], b[2]) - Math.max(a[0], b[0]);
  const height = Math.min(a[3], b[3]) - Math.max(a[1], b[1]);
  return width > Math.min(TOLERANCE, (b[2] - b[0]) / 2) && height > 0;
}

/** Letters may stand out of their places by this much (points). */
const TOLERANCE = 1;

/** From end to end, and for the larger part of its height. */
function contains([x0, y0, x1, y1]: Rectangle, inner: Rectangle): boolean {
  const height = Math.min(y1, inner[3]) - Math.max(y0, inner[1]);
  const isWide = inner[0] >= x0 - TOLERANCE && inner[2] <= x1 + TOLERANCE;
  return isWide && height * 2 >= inner[3] - inner[1];
}

const intersection = (a: Rectangle, b: Rectangle): Rectangle => [
  Math.max(a[0], b[0]),
  Math.max(a[1], b[1]),
  Math.min(a[2], b[2]),
  Math.min(a[3], b[3]),
];

/** In thousandths of the font size; numbers between the glyphs move them together. */
function widthOf(glyphs: readonly unknown[]): number {
  return glyphs.reduce<number>((width, glyph) => {
    if (typeof glyph === 'number') return width - glyph;
    return width + Number((glyph as { width?: number } | null)?.width ?? 0);
  }, 0);
}
