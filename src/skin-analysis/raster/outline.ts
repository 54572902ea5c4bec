import type { Mask } from './mask.js';
import { smooth } from './plane.js';

export type Point = readonly [x: number, y: number];

/**
 * The closed outline of a mask with one part, between the pixels, in pixel coordinates (the first pixel spans 0 to 1).
 * The mask is smoothed a little before, so that length and area hardly depend on how the grid lies (marching squares).
 */
export function traceOutline(mask: Mask, smoothing = 1): Point[] {
  const padding = 3 * smoothing + 2;
  const width = mask.width + 2 * padding;
  const height = mask.height + 2 * padding;
  const values = new Float32Array(width * height);
  for (let y = 0; y < mask.height; y += 1)
    for (let x = 0; x < mask.width; x += 1)
      values[(y + padding) * width + x + padding] = mask.bits[y * mask.width + x]!;
  const soft = smooth({ width, height, values }, smoothing).values;
  const loops = joinSegments(crossingSegments(soft, width, height));
  const longest = loops.sort((a, b) => b.length - a.length)[0] ?? [];
  const clamp = (value: number, most: number): number => Math.min(most, Math.max(0, value - padding + 0.5));
  return longest.map(([x, y]) => [clamp(x, mask.width), clamp(y, mask.height)]);
}

type Segment = [from: string, to: string, point: Point];

const HALF = 0.5;

/** For each cell of four values, the lines along which they pass one half, inside on the left. */
function crossingSegments(values: Float32Array, width: number, height: number): Segment[] {
  const segments: Segment[] = [];
  for (let y = 0; y < height - 1; y += 1)
    for (let x = 0; x < width - 1; x += 1) {
      const at = y * width + x;
      const [nw, ne, se, sw] = [values[at]!, values[at + 1]!, values[at + width + 1]!, values[at + width]!];
      const kind = (nw > HALF ? 8 : 0) + (ne > HALF ? 4 : 0) + (se > HALF ? 2 : 0) + (sw > HALF ? 1 : 0);
      for (const [from, to] of EDGES_OF[kind]!)
        segments.push([edgeKey(from, x, y), edgeKey(to, x, y), edgePoint(from, x, y, nw, ne, se, sw)]);
    }
  return segments;
}

type Edge = 'n' | 'e' | 's' | 'w';

/** Which edges of a cell are joined, by the corners that lie inside (north-west 8, north-east 4, south-east 2, south-west 1). */
const EDGES_OF: readonly (readonly [Edge, Edge])[][] = [
  [],
  [['w', 's']],
  [['s', 'e']],
  [['w', 'e']],
  [['e', 'n']],
  [
    ['e', 's'],
    ['w', 'n'],
  ],
  [['s', 'n']],
  [['w', 'n']],
  [['n', 'w']],
  [['n', 's']],
  [
    ['n', 'e'],
    ['s', 'w'],
  ],
  [['n', 'e']],
  [['e', 'w']],
  [['e', 's']],
  [['s', 'w']],
  [],
];

/** An edge has one name from both cells that share it. */
function edgeKey(edge: Edge, x: number, y: number): string {
  if (edge === 'n') return `h${x},${y}`;
  if (edge === 's') return `h${x},${y + 1}`;
  if (edge === 'w') return `v${x},${y}`;
  return `v${x + 1},${y}`;
}

function edgePoint(edge: Edge, x: number, y: number, nw: number, ne: number, se: number, sw: number): Point {
  const share = (from: number, to: number): number => (HALF - from) / (to - from);
  if (edge === 'n') return [x + share(nw, ne), y];
  if (edge === 's') return [x + share(sw, se), y + 1];
  if (edge === 'w') return [x, y + share(nw, sw)];
  return [x + 1, y + share(ne, se)];
}

function joinSegments(segments: readonly Segment[]): Point[][] {
  const byStart = new Map(segments.map((segment) => [segment[0], segment]));
  const loops: Point[][] = [];
  for (const [first] of segments) {
    const loop: Point[] = [];
    for (let segment = byStart.get(first); segment; segment = byStart.get(segment[1])) {
      loop.push(segment[2]);
      byStart.delete(segment[0]);
    }
    if (loop.length > 2) loops.push(loop);
  }
  return loops;
}

/** Length of a closed line. */
export function perimeterOf(points: readonly Point[]): number {
  return points.reduce((sum, [x, y], index) => {
    const [nextX, nextY] = points[(index + 1) % points.length]!;
    return sum + Math.hypot(nextX - x, nextY - y);
  }, 0);
}

/** Area that a closed line encloses (shoelace formula). */
export function areaOf(points: readonly Point[]): number {
  const twice = points.reduce((sum, [x, y], index) => {
    const [nextX, nextY] = points[(index + 1) % points.length]!;
    return sum + x * nextY - nextX * y;
  }, 0);
  return Math.abs(twice) / 2;
}

/** Largest distance between two points of a line (maximum Feret diameter). */
export function diameterOf(points: readonly Point[]): number {
  const hull = convexHull(points);
  let longest = 0;
  for (const [x1, y1] of hull)
    for (const [x2, y2] of hull) longest = Math.max(longest, Math.hypot(x1 - x2, y1 - y2));
  return longest;
}

/** Corners of the convex hull (Andrew's monotone chain). */
export function convexHull(points: readonly Point[]): Point[] {
  const sorted = [...points].sort(([x1, y1], [x2, y2]) => x1 - x2 || y1 - y2);
  const half = (ordered: readonly Point[]): Point[] => {
    const chain: Point[] = [];
    for (const point of ordered) {
      while (chain.length > 1 && !turnsLeft(chain.at(-2)!, chain.at(-1)!, point)) chain.pop();
      chain.push(point);
    }
    return chain.slice(0, -1);
  };
  return [...half(sorted), ...half(sorted.reverse())];
}

function turnsLeft([x1, y1]: Point, [x2, y2]: Point, [x3, y3]: Point): boolean {
  return (x2 - x1) * (y3 - y1) - (y2 - y1) * (x3 - x1) > 0;
}

/** Fewer points for a closed line, none of the dropped ones further than `tolerance` from it (Douglas–Peucker). */
export function simplify(points: readonly Point[], tolerance: number): Point[] {
  if (points.length < 4) return [...points];
  const middle = Math.floor(points.length / 2);
  const closed = [...points, points[0]!];
  return [
    ...simplifyLine(closed.slice(0, middle + 1), tolerance).slice(0, -1),
    ...simplifyLine(closed.slice(middle), tolerance).slice(0, -1),
  ];
}

function simplifyLine(points: readonly Point[], tolerance: number): Point[] {
  const [first, last] = [points[0]!, points.at(-1)!];
  let [farthest, distance] = [0, 0];
  for (let index = 1; index < points.length - 1; index += 1) {
    const away = distanceToLine(points[index]!, first, last);
    if (away > distance) [farthest, distance] = [index, away];
  }
  if (distance <= tolerance) return [first, last];
  return [
    ...simplifyLine(points.slice(0, farthest + 1), tolerance).slice(0, -1),
    ...simplifyLine(points.slice(farthest), tolerance),
  ];
}

function distanceToLine([x, y]: Point, [x1, y1]: Point, [x2, y2]: Point): number {
  const length = Math.hypot(x2 - x1, y2 - y1);
  if (length === 0) return Math.hypot(x - x1, y - y1);
  return Math.abs((x2 - x1) * (y1 - y) - (x1 - x) * (y2 - y1)) / length;
}
