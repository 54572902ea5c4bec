import type { Pixels } from '../../images/index.js';

/** A colour of CIE 1976 L*a*b* under D65: L 0–100, a green to red, b blue to yellow. */
export type LabColor = readonly [l: number, a: number, b: number];

/** A picture in L*a*b*, one plane a coordinate, row by row from the top left. */
export interface LabImage {
  width: number;
  height: number;
  l: Float32Array;
  a: Float32Array;
  b: Float32Array;
}

/** D65, 2° observer. */
const WHITE = [0.95047, 1, 1.08883] as const;
const LINEAR = Float64Array.from({ length: 256 }, (_, value) => {
  const share = value / 255;
  return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
});
/** The cube root of CIE's formula in steps fine enough for an error below 0.01. */
const ROOT_STEPS = 4096;
const ROOT = Float32Array.from({ length: ROOT_STEPS + 2 }, (_, step) => cubeRoot(step / ROOT_STEPS));

function cubeRoot(value: number): number {
  return value > 216 / 24389 ? Math.cbrt(value) : (841 / 108) * value + 4 / 29;
}

function root(value: number): number {
  const position = Math.min(value, 1) * ROOT_STEPS;
  const step = Math.floor(position);
  return ROOT[step]! + (ROOT[step + 1]! - ROOT[step]!) * (position - step);
}

/** Converts sRGB (IEC 61966-2-1) to L*a*b* (CIE 15:2004). */
export function toLab({ data, width, height }: Pixels): LabImage {
  const size = width * height;
  const image = {
    width,
    height,
    l: new Float32Array(size),
    a: new Float32Array(size),
    b: new Float32Array(size),
  };
  for (let index = 0; index < size; index += 1) {
    const [l, a, b] = labOf(data[3 * index]!, data[3 * index + 1]!, data[3 * index + 2]!);
    image.l[index] = l;
    image.a[index] = a;
    image.b[index] = b;
  }
  return image;
}

/** One colour, 0–255 a channel, in L*a*b*. */
export function labOf(red: number, green: number, blue: number): LabColor {
  const [r, g, b] = [LINEAR[red]!, LINEAR[green]!, LINEAR[blue]!];
  const x = root((0.4124564 * r + 0.3575761 * g + 0.1804375 * b) / WHITE[0]);
  const y = root(0.2126729 * r + 0.7151522 * g + 0.072175 * b);
  const z = root((0.0193339 * r + 0.119192 * g + 0.9503041 * b) / WHITE[2]);
  return [116 * y - 16, 500 * (x - y), 200 * (y - z)];
}

/** Colour difference CIE76 of two pixels. */
export function differenceAt({ l, a, b }: LabImage, one: number, other: number): number {
  return length(l[one]! - l[other]!, a[one]! - a[other]!, b[one]! - b[other]!);
}

/** Colour difference CIE76 of a pixel to a colour. */
export function differenceTo({ l, a, b }: LabImage, index: number, color: LabColor): number {
  return length(l[index]! - color[0], a[index]! - color[1], b[index]! - color[2]);
}

/** Many times as fast as `Math.hypot`, which guards against numbers that do not occur here. */
export function length(x: number, y: number, z: number): number {
  return Math.sqrt(x * x + y * y + z * z);
}

export function colorAt(image: LabImage, index: number): LabColor {
  return [image.l[index]!, image.a[index]!, image.b[index]!];
}
