import { normalize } from './normalize.js';

/**
 * A descriptor of colour, layout, edges and texture that needs no trained weights: 512 numbers of a square image.
 *
 * | part | numbers | what |
 * |---|---|---|
 * | colour | 136 | histogram of hue (8) × saturation (4) × value (4), and 8 greys of unsaturated pixels |
 * | layout | 48 | mean CIE L*a*b* of a 4 × 4 grid |
 * | edges | 200 | orientation (8, unsigned) of gradients in a 5 × 5 grid (histograms of oriented gradients, Dalal and Triggs 2005) |
 * | texture | 118 | uniform local binary patterns, 59 in the inner and 59 in the outer part (Ojala, Pietikäinen and Mäenpää 2002) |
 * | statistics | 10 | means and deviations of L*, a*, b*, saturation, gradient |
 *
 * Each part has length one after a signed square root, so that none outweighs the others.
 */
export const CLASSICAL_LENGTH = 512;

const COLOUR = 136;
const GRID = 4;
const CELLS = 5;
const ORIENTATIONS = 8;
const GREY_SATURATION = 0.12;

/** @param rgb `side * side * 3` bytes */
export function describeClassically(rgb: Uint8Array, side: number): Float32Array {
  const lab = toLab(rgb);
  const { colours, saturation } = coloursOf(rgb);
  const gradients = gradientsOf(lab.lightness, side);
  const planes = [lab.lightness, lab.a, lab.b, saturation, gradients.magnitude];
  const parts = [
    colours,
    layout(lab, side),
    orientedGradients(gradients, side),
    localBinaryPatterns(lab.lightness, side),
    Float32Array.from(planes.flatMap(meanAndDeviation)),
  ];
  const descriptor = new Float32Array(CLASSICAL_LENGTH);
  let offset = 0;
  for (const part of parts) {
    descriptor.set(normalize(part.map((value) => Math.sign(value) * Math.sqrt(Math.abs(value)))), offset);
    offset += part.length;
  }
  return normalize(descriptor);
}

/** The histogram of colours, and the saturation of each pixel in percent. */
function coloursOf(rgb: Uint8Array): { colours: Float32Array; saturation: Float32Array } {
  const colours = new Float32Array(COLOUR);
  const saturations = new Float32Array(rgb.length / 3);
  for (let pixel = 0; pixel < saturations.length; pixel++) {
    const [hue, saturation, value] = toHsv(rgb[3 * pixel]!, rgb[3 * pixel + 1]!, rgb[3 * pixel + 2]!);
    saturations[pixel] = 100 * saturation;
    const bin =
      saturation < GREY_SATURATION
        ? 128 + Math.min(7, Math.floor(value * 8))
        : Math.min(7, Math.floor(hue * 8)) * 16 +
          Math.min(3, Math.floor(saturation * 4)) * 4 +
          Math.min(3, Math.floor(value * 4));
    colours[bin]! += 1;
  }
  return { colours, saturation: saturations };
}

/** Hue, saturation and value, each 0–1. */
function toHsv(red: number, green: number, blue: number): [number, number, number] {
  const most = Math.max(red, green, blue);
  const spread = most - Math.min(red, green, blue);
  if (spread === 0) return [0, 0, most / 255];
  const sector =
    most === red
      ? ((green - blue) / spread + 6) % 6
      : most === green
        ? (blue - red) / spread + 2
        : (red - green) / spread + 4;
  return [sector / 6, spread / most, most / 255];
}

/** Planes of CIE L*a*b*. */
interface Lab {
  lightness: Float32Array;
  a: Float32Array;
  b: Float32Array;
}

/** CIE L*a*b* under D65, of sRGB (IEC 61966-2-1). */
function toLab(rgb: Uint8Array): Lab {
  const [lightness, a, b] = [0, 1, 2].map(() => new Float32Array(rgb.length / 3)) as [
    Float32Array,
    Float32Array,
    Float32Array,
  ];
  for (let pixel = 0; pixel < lightness.length; pixel++) {
    const red = LINEAR[rgb[3 * pixel]!]!;
    const green = LINEAR[rgb[3 * pixel + 1]!]!;
    const blue = LINEAR[rgb[3 * pixel + 2]!]!;
    const x = cubeRoot((0.4124564 * red + 0.3575761 * green + 0.1804375 * blue) / 0.95047);
    const y = cubeRoot(0.2126729 * red + 0.7151522 * green + 0.072175 * blue);
    const z = cubeRoot((0.0193339 * red + 0.119192 * green + 0.9503041 * blue) / 1.08883);
    lightness[pixel] = 116 * y - 16;
    a[pixel] = 500 * (x - y);
    b[pixel] = 200 * (y - z);
  }
  return { lightness, a, b };
}

const LINEAR = Float32Array.from({ length: 256 }, (_, value) => {
  const share = value / 255;
  return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
});

const cubeRoot = (value: number): number =>
  value > 216 / 24389 ? Math.cbrt(value) : (24389 / 27 / 116) * value + 16 / 116;

function layout({ lightness, a, b }: Lab, side: number): Float32Array {
  const sums = new Float32Array(GRID * GRID * 3);
  const counts = new Float32Array(GRID * GRID);
  forEachPixel(side, (index, x, y) => {
    const cell = cellOf(x, y, side, GRID);
    counts[cell]! += 1;
    sums[cell * 3]! += lightness[index]!;
    sums[cell * 3 + 1]! += a[index]!;
    sums[cell * 3 + 2]! += b[index]!;
  });
  return sums.map((sum, index) => sum / counts[Math.floor(index / 3)]!);
}

interface Gradients {
  magnitude: Float32Array;
  /** Direction without sign, 0–1. */
  orientation: Float32Array;
}

function gradientsOf(lightness: Float32Array, side: number): Gradients {
  const magnitude = new Float32Array(side * side);
  const orientation = new Float32Array(side * side);
  for (let y = 1; y < side - 1; y++)
    for (let x = 1; x < side - 1; x++) {
      const index = y * side + x;
      const across = lightness[index + 1]! - lightness[index - 1]!;
      const down = lightness[index + side]! - lightness[index - side]!;
      magnitude[index] = Math.sqrt(across * across + down * down);
      orientation[index] = (Math.atan2(down, across) / Math.PI + 1) % 1;
    }
  return { magnitude, orientation };
}

function orientedGradients({ magnitude, orientation }: Gradients, side: number): Float32Array {
  const histogram = new Float32Array(CELLS * CELLS * ORIENTATIONS);
  forEachPixel(side, (index, x, y) => {
    const place = orientation[index]! * ORIENTATIONS;
    const bin = Math.floor(place) % ORIENTATIONS;
    const share = place - Math.floor(place);
    const cell = cellOf(x, y, side, CELLS) * ORIENTATIONS;
    histogram[cell + bin]! += (1 - share) * magnitude[index]!;
    histogram[cell + ((bin + 1) % ORIENTATIONS)]! += share * magnitude[index]!;
  });
  return histogram;
}

/** The 58 patterns of eight neighbours with at most two changes between bright and dark, and one bin for all others. */
const UNIFORM = (() => {
  const bins = new Uint8Array(256).fill(58);
  let next = 0;
  for (let pattern = 0; pattern < 256; pattern++) {
    const turned = ((pattern << 1) | (pattern >> 7)) & 255;
    let changes = 0;
    for (let bits = pattern ^ turned; bits > 0; bits >>= 1) changes += bits & 1;
    if (changes <= 2) bins[pattern] = next++;
  }
  return bins;
})();

function localBinaryPatterns(lightness: Float32Array, side: number): Float32Array {
  const histogram = new Float32Array(118);
  const around = [-side - 1, -side, -side + 1, 1, side + 1, side, side - 1, -1];
  for (let y = 1; y < side - 1; y++)
    for (let x = 1; x < side - 1; x++) {
      const index = y * side + x;
      let pattern = 0;
      for (let bit = 0; bit < around.length; bit++)
        if (lightness[index + around[bit]!]! > lightness[index]! + 1) pattern |= 1 << bit;
      const isInner = Math.abs(2 * x - side) < side / 1.5 && Math.abs(2 * y - side) < side / 1.5;
      histogram[(isInner ? 0 : 59) + UNIFORM[pattern]!]! += 1;
    }
  return histogram;
}

function meanAndDeviation(values: Float32Array): [number, number] {
  let [sum, squares] = [0, 0];
  for (const value of values) {
    sum += value;
    squares += value * value;
  }
  const mean = sum / values.length;
  return [mean, Math.sqrt(Math.max(0, squares / values.length - mean * mean))];
}

function forEachPixel(side: number, visit: (index: number, x: number, y: number) => void): void {
  for (let y = 0; y < side; y++) for (let x = 0; x < side; x++) visit(y * side + x, x, y);
}

function cellOf(x: number, y: number, side: number, cells: number): number {
  return Math.floor((y * cells) / side) * cells + Math.floor((x * cells) / side);
}
