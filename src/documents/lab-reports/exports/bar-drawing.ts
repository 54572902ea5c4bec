import type { IntervalBar } from './interval-bar.js';

/** Colours that people with any colour vision tell apart, and shades of grey too (Okabe and Ito, jfly.uni-koeln.de/color). */
export const BAR_COLORS = {
  scale: '#e8e8e8',
  interval: '#9fcbe8',
  limit: '#0072b2',
  inside: '#111111',
  outside: '#d55e00',
  critical: '#d55e00',
  unjudged: '#555555',
} as const;

export interface BarSize {
  width: number;
  height: number;
}

/** Shapes of a bar in its own coordinates, origin top left, for whatever draws them. */
export interface BarShapes {
  scale: { x: number; y: number; width: number; height: number };
  interval: { x: number; width: number };
  limits: { x: number; top: number; bottom: number }[];
  /** Corners of the mark, or its circle; inside the interval a disc, outside a diamond, off the bar an arrow. */
  mark:
    | { kind: 'circle'; x: number; y: number; radius: number; filled: boolean }
    | { kind: 'polygon'; points: [x: number, y: number][] };
  /** The frame around the mark of a critical value. */
  ring: { x: number; y: number; radius: number } | null;
  color: string;
}

/** Lays out a bar of this size. A value that the laboratory calls critical is ringed; one not judged is hollow. */
export function barShapes(bar: IntervalBar, { width, height }: BarSize): BarShapes {
  const middle = height / 2;
  const band = height * 0.4;
  const radius = height * 0.27;
  const x = bar.at * width;
  return {
    scale: { x: 0, y: middle - band / 2, width, height: band },
    interval: { x: bar.from * width, width: (bar.to - bar.from) * width },
    limits: [...(bar.lowLimit ? [bar.from] : []), ...(bar.highLimit ? [bar.to] : [])].map((at) => ({
      x: at * width,
      top: height * 0.12,
      bottom: height * 0.88,
    })),
    mark: markShape(bar, x, middle, radius),
    ring: bar.mark === 'critical' ? { x, y: middle, radius: height * 0.46 } : null,
    color: BAR_COLORS[bar.mark],
  };
}

function markShape({ mark, beyond }: IntervalBar, x: number, y: number, radius: number): BarShapes['mark'] {
  if (mark === 'inside' || mark === 'unjudged')
    return { kind: 'circle', x, y, radius, filled: mark === 'inside' };
  if (beyond === null)
    return {
      kind: 'polygon',
      points: around(x, y, radius * 1.25, [
        [0, -1],
        [1, 0],
        [0, 1],
        [-1, 0],
      ]),
    };
  const tip = beyond === 'right' ? 1 : -1;
  return {
    kind: 'polygon',
    points: around(x, y, radius * 1.25, [
      [tip, 0],
      [-tip, -1],
      [-tip, 1],
    ]),
  };
}

function around(x: number, y: number, reach: number, corners: [number, number][]): [number, number][] {
  return corners.map(([dx, dy]) => [x + dx * reach, y + dy * reach]);
}
