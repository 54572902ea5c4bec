/** One number a pixel, row by row from the top left. */
export interface Plane {
  width: number;
  height: number;
  values: Float32Array;
}

/** Mean over a square of `2 × radius + 1` pixels; beyond the edge the edge is repeated. */
export function boxBlur(plane: Plane, radius: number): Plane {
  return radius < 1 ? plane : blurColumns(blurRows(plane, radius), radius);
}

/** Three box blurs, which come close to a Gaussian of standard deviation `radius × 1.8`. */
export function smooth(plane: Plane, radius: number): Plane {
  return boxBlur(boxBlur(boxBlur(plane, radius), radius), radius);
}

function blurRows({ width, height, values }: Plane, radius: number): Plane {
  const blurred = new Float32Array(values.length);
  for (let y = 0; y < height; y += 1) blurLine(values, blurred, y * width, 1, width, radius);
  return { width, height, values: blurred };
}

function blurColumns({ width, height, values }: Plane, radius: number): Plane {
  const blurred = new Float32Array(values.length);
  for (let x = 0; x < width; x += 1) blurLine(values, blurred, x, width, height, radius);
  return { width, height, values: blurred };
}

function blurLine(
  from: Float32Array,
  to: Float32Array,
  start: number,
  stride: number,
  length: number,
  radius: number,
): void {
  const at = (position: number): number =>
    from[start + stride * Math.min(length - 1, Math.max(0, position))]!;
  let sum = 0;
  for (let position = -radius; position <= radius; position += 1) sum += at(position);
  for (let position = 0; position < length; position += 1) {
    to[start + stride * position] = sum / (2 * radius + 1);
    sum += at(position + radius + 1) - at(position - radius);
  }
}

/**
 * The threshold that separates values best into two classes: Otsu, "A threshold selection method from gray-level
 * histograms", IEEE Trans. SMC 9 (1979).
 */
export function otsuThreshold(values: ArrayLike<number>, bins = 256): number {
  const highest = maximum(values);
  if (highest <= 0) return 0;
  const histogram = new Float64Array(bins);
  for (let index = 0; index < values.length; index += 1)
    histogram[Math.min(bins - 1, Math.floor((values[index]! / highest) * bins))]! += 1;
  let [total, sum] = [0, 0];
  histogram.forEach((count, bin) => {
    total += count;
    sum += count * bin;
  });
  let [below, sumBelow, best, threshold] = [0, 0, -1, 0];
  histogram.forEach((count, bin) => {
    below += count;
    sumBelow += count * bin;
    if (below === 0 || below === total) return;
    const gap = sumBelow / below - (sum - sumBelow) / (total - below);
    const between = below * (total - below) * gap * gap;
    if (between > best) [best, threshold] = [between, bin + 1];
  });
  return (threshold / bins) * highest;
}

function maximum(values: ArrayLike<number>): number {
  let highest = 0;
  for (let index = 0; index < values.length; index += 1) highest = Math.max(highest, values[index]!);
  return highest;
}

/** The value below which a share of the values lies, 0–1. Zero for no values. */
export function quantile(values: ArrayLike<number>, share: number): number {
  return quantiles(values, [share])[0]!;
}

/** Several of them, for one sort. */
export function quantiles(values: ArrayLike<number>, shares: readonly number[]): number[] {
  const sorted = Float64Array.from(values).sort();
  return shares.map((share) =>
    sorted.length === 0 ? 0 : sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))]!,
  );
}

export function meanOf(values: ArrayLike<number>): number {
  let sum = 0;
  for (let index = 0; index < values.length; index += 1) sum += values[index]!;
  return values.length === 0 ? 0 : sum / values.length;
}

export function deviationOf(values: ArrayLike<number>): number {
  const mean = meanOf(values);
  let squares = 0;
  for (let index = 0; index < values.length; index += 1) squares += (values[index]! - mean) ** 2;
  return values.length === 0 ? 0 : Math.sqrt(squares / values.length);
}
