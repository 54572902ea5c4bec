export type Vector = [x: number, y: number, z: number];

export const dot = (a: Vector, b: Vector): number => a[0] * b[0] + a[1] * b[1] + a[2] * b[2];

export const cross = (a: Vector, b: Vector): Vector => [
  a[1] * b[2] - a[2] * b[1],
  a[2] * b[0] - a[0] * b[2],
  a[0] * b[1] - a[1] * b[0],
];

export function normalise(vector: Vector): Vector {
  const length = Math.hypot(...vector) || 1;
  return vector.map((value) => value / length) as Vector;
}

export function angleBetween(a: Vector, b: Vector): number {
  return (Math.acos(Math.min(1, Math.abs(dot(a, b)))) * 180) / Math.PI;
}

const ROUNDS = 60;

/** The two directions in which vectors from the origin extend most (power iteration), the first with a positive sum. */
export function largestEigenvectors(samples: readonly Vector[]): [Vector, Vector] {
  const matrix = [0, 1, 2].map((row) =>
    [0, 1, 2].map((column) => samples.reduce((sum, sample) => sum + sample[row]! * sample[column]!, 0)),
  ) as [Vector, Vector, Vector];
  const first = powerIterate(matrix, [1, 1, 1], null);
  const second = powerIterate(matrix, [1, -1, 0.5], first);
  const sum = first[0] + first[1] + first[2];
  return [sum < 0 ? (first.map((value) => -value) as Vector) : first, second];
}

function powerIterate(matrix: readonly Vector[], start: Vector, without: Vector | null): Vector {
  let vector = start;
  for (let round = 0; round < ROUNDS; round += 1) {
    if (without) {
      const share = dot(vector, without);
      vector = vector.map((value, axis) => value - share * without[axis]!) as Vector;
    }
    vector = normalise(matrix.map((row) => dot(row, vector)) as Vector);
  }
  return vector;
}
