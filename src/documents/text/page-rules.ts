import type { OpenPdf, PdfPage } from './pdf-document.js';
import type { Box } from './text-document.js';

type Matrix = [number, number, number, number, number, number];
type Point = [x: number, y: number];

/** What is thinner than this in points is a rule, not an area. */
const THIN = 3;
const SHORTEST = 4;
/** Drawings of more lines than this are pictures. */
const MOST_RULES = 5_000;
/** Operators of a path in pdf.js, each followed by its coordinates. */
const [MOVE, LINE, CURVE, QUADRATIC] = [0, 1, 2, 3];
const IDENTITY: Matrix = [1, 0, 0, 1, 0, 0];

/** The level and upright rules of a page: strokes, and areas too thin to be anything else. */
export async function rulesOf({ library }: OpenPdf, page: PdfPage): Promise<Box[]> {
  const { OPS, Util } = library;
  const { fnArray, argsArray } = await page.getOperatorList();
  const strokes = new Set<unknown>([
    OPS.stroke,
    OPS.closeStroke,
    OPS.fillStroke,
    OPS.eoFillStroke,
    OPS.closeFillStroke,
  ]);
  const fills = new Set<unknown>([OPS.fill, OPS.eoFill]);
  const multiply = Util.transform as (a: Matrix, b: Matrix) => Matrix;
  const saved: Matrix[] = [];
  let matrix = page.getViewport({ scale: 1 }).transform as Matrix;
  const rules: Box[] = [];
  fnArray.forEach((operator, index) => {
    const values = argsArray[index] as unknown[] | null;
    if (operator === OPS.save) saved.push(matrix);
    else if (operator === OPS.restore || operator === OPS.paintFormXObjectEnd) matrix = saved.pop() ?? matrix;
    else if (operator === OPS.transform) matrix = multiply(matrix, values as unknown as Matrix);
    else if (operator === OPS.paintFormXObjectBegin) {
      saved.push(matrix);
      matrix = multiply(matrix, (values?.[0] as Matrix | null) ?? IDENTITY);
    } else if (operator === OPS.constructPath && rules.length <= MOST_RULES) {
      const [kind, [data] = []] = values as [unknown, [Float32Array | null]?];
      if (!data) return;
      if (strokes.has(kind)) rules.push(...strokedRules(data, matrix));
      else if (fills.has(kind)) rules.push(...filledRules(data, matrix));
    }
  });
  return rules.length > MOST_RULES ? [] : rules;
}

/** The corners of each part of a path; parts with curves are left out. */
function polygonsOf(data: Float32Array, matrix: Matrix): Point[][] {
  const polygons: Point[][] = [];
  let isCurved = false;
  for (let index = 0; index < data.length;) {
    const operator = data[index++];
    const count =
      operator === CURVE ? 3 : operator === QUADRATIC ? 2 : operator === MOVE || operator === LINE ? 1 : 0;
    if (operator === MOVE) {
      polygons.push([]);
      isCurved = false;
    }
    if (count > 1) isCurved = true;
    const point = apply(matrix, [data[index] ?? 0, data[index + 1] ?? 0]);
    index += 2 * count;
    if (isCurved) polygons[Math.max(0, polygons.length - 1)] = [];
    else if (count === 1) polygons.at(-1)?.push(point);
    else polygons.at(-1)?.push(polygons.at(-1)?.[0] ?? point);
  }
  return polygons;
}

function strokedRules(data: Float32Array, matrix: Matrix): Box[] {
  return polygonsOf(data, matrix)
    .flatMap((corners) => corners.slice(1).map((corner, index) => boxOf([corners[index]!, corner])))
    .filter(isRule);
}

function filledRules(data: Float32Array, matrix: Matrix): Box[] {
  return polygonsOf(data, matrix)
    .filter((corners) => corners.length > 0)
    .map(boxOf)
    .filter(isRule);
}

function boxOf(points: readonly Point[]): Box {
  const xs = points.map(([x]) => x);
  const ys = points.map(([, y]) => y);
  return [Math.min(...xs), Math.min(...ys), Math.max(...xs), Math.max(...ys)];
}

function isRule([x0, y0, x1, y1]: Box): boolean {
  const [width, height] = [x1 - x0, y1 - y0];
  return Math.min(width, height) < THIN && Math.max(width, height) > SHORTEST;
}

function apply([a, b, c, d, e, f]: Matrix, [x, y]: Point): Point {
  return [a * x + c * y + e, b * x + d * y + f];
}
