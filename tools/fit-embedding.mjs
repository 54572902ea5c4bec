/**
 * Fits the projection of the image embedding: `node tools/fit-embedding.mjs DIR [--check]` with DIR/clothing.csv (image, label,
 * sender) and DIR/clothing/. Writes src/models/embedding/projection.bin; with --check it only fits on half of the senders and measures
 * on the other half, both ways. Needs a build.
 *
 * Features are whitened by the covariance within the labels, shrunk towards a multiple of the identity, so that what differs
 * between photographs of one kind counts less (within-class covariance normalisation, Hatch, Kajarekar and Stolcke 2006);
 * then the directions in which the photographs differ most are kept. The few that are left over are filled up at random,
 * so that pictures of another kind than those fitted on do not lose all their own.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { EigenvalueDecomposition, Matrix } from 'ml-matrix';
import { featuresOf } from '../dist/models/embedding/features.js';
import { squaresOf } from '../dist/image-indexing/embedding/squares.js';

const SHRINKAGE = 10;
const LENGTH = 512;
const TARGET = new URL('../src/models/embedding/projection.bin', import.meta.url);

const [folder, check] = process.argv.slice(2);
if (!folder) throw new Error('Usage: node tools/fit-embedding.mjs DIR [--check]');
const rows = readFileSync(join(folder, 'clothing.csv'), 'utf8').trim().split('\n').slice(1);
const samples = [];
for (const row of rows) {
  const [image, label, sender] = row.split(',');
  samples.push({
    label,
    sender,
    features: await featuresOf(await squaresOf(join(folder, 'clothing', image), 1e8)),
  });
}
if (check === '--check') checkByHalves();
else {
  write(fit(samples));
  console.log(`fitted on ${samples.length} images`);
}

function checkByHalves() {
  for (const half of [0, 1]) {
    const [fitted, others] = [half, 1 - half].map((part) =>
      samples.filter(({ sender }) => sender % 2 === part),
    );
    const { mean, weights } = fit(fitted);
    const project = (features) =>
      weights.mmul(Matrix.columnVector(features.map((value, index) => value - mean[index]))).to1DArray();
    const [plain, projected] = [(features) => [...features], project].map((vectorOf) =>
      precisionAtOne(others.map(({ features, ...sample }) => ({ ...sample, vector: vectorOf(features) }))),
    );
    console.log(
      `fitted on ${fitted.length}, measured on ${others.length} of other senders: P@1 ${plain} plain, ${projected} projected`,
    );
  }
}

/** Of photographs among those of other senders. */
function precisionAtOne(items) {
  const cosine = (a, b) => {
    let [dot, aa, bb] = [0, 0, 0];
    a.forEach((value, index) => {
      dot += value * b[index];
      aa += value * value;
      bb += b[index] * b[index];
    });
    return dot / Math.sqrt(aa * bb);
  };
  const first = items.filter((query) => {
    const [best] = items
      .filter(({ sender }) => sender !== query.sender)
      .map((item) => ({ item, score: cosine(query.vector, item.vector) }))
      .sort((a, b) => b.score - a.score);
    return best.item.label === query.label;
  });
  return (first.length / items.length).toFixed(3);
}

function fit(samples) {
  const all = Matrix.from1DArray(
    samples.length,
    samples[0].features.length,
    samples.flatMap(({ features }) => [...features]),
  );
  const mean = all.mean('column');
  const centred = all.subRowVector(mean);
  const whiten = whitenerWithin(
    centred,
    samples.map(({ label }) => label),
  );
  const whitened = whiten(centred);
  const main = principalDirections(whitened);
  const rest = randomComplement(main, LENGTH - main.rows);
  const directions = new Matrix([...main.to2DArray(), ...rest.to2DArray()]);
  // The whitener is symmetric: applied to the directions it is applied to the features.
  return { mean, weights: whiten(directions) };
}

/** A^(-1/2) of A = within-class covariance + shrinkage, through the small Gram matrix of the samples. */
function whitenerWithin(centred, labels) {
  const residuals = centred.clone();
  for (const label of new Set(labels)) {
    const members = labels.flatMap((other, index) => (other === label ? [index] : []));
    const mean = centred.subMatrixRow(members).mean('column');
    for (const index of members) residuals.setRow(index, residuals.getRowVector(index).subRowVector(mean));
  }
  residuals.div(Math.sqrt(labels.length));
  const { directions, variances } = decompose(residuals);
  const total = variances.reduce((sum, variance) => sum + variance, 0);
  const floor = (SHRINKAGE * total) / centred.columns;
  const factors = variances.map((variance) => Math.sqrt(floor / (variance + floor)) - 1);
  return (matrix) => {
    const coefficients = matrix.mmul(directions.transpose());
    for (let row = 0; row < coefficients.rows; row++)
      for (let column = 0; column < coefficients.columns; column++)
        coefficients.set(row, column, coefficients.get(row, column) * factors[column]);
    return Matrix.add(matrix, coefficients.mmul(directions));
  };
}

function principalDirections(matrix) {
  const { directions } = decompose(matrix);
  return directions.subMatrix(0, Math.min(LENGTH - 45, directions.rows) - 1, 0, directions.columns - 1);
}

/** Orthonormal directions of the rows of a wide matrix, and their variances, largest first. */
function decompose(matrix) {
  const { realEigenvalues: values, eigenvectorMatrix: vectors } = new EigenvalueDecomposition(
    matrix.mmul(matrix.transpose()),
    { assumeSymmetric: true },
  );
  const order = values
    .map((_, index) => index)
    .filter((index) => values[index] > 1e-9)
    .sort((a, b) => values[b] - values[a]);
  const directions = order.map((index) => {
    const direction = vectors.getColumnVector(index).transpose().mmul(matrix).div(Math.sqrt(values[index]));
    return direction.getRow(0);
  });
  return { directions: new Matrix(directions), variances: order.map((index) => values[index]) };
}

function randomComplement(directions, count) {
  let state = 1;
  const random = () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 31 - 1;
  };
  const raw = Matrix.from1DArray(
    count,
    directions.columns,
    Array.from({ length: count * directions.columns }, random),
  );
  raw.div(Math.sqrt((count * directions.columns) / 3 / 3));
  return Matrix.sub(raw, raw.mmul(directions.transpose()).mmul(directions)).mul(1 / Math.sqrt(count));
}

function write({ mean, weights }) {
  const scales = new Float32Array(weights.rows);
  const bytes = new Int8Array(weights.rows * weights.columns);
  for (let row = 0; row < weights.rows; row++) {
    const values = weights.getRow(row);
    scales[row] = Math.max(...values.map(Math.abs)) / 127;
    bytes.set(
      values.map((value) => Math.round(value / scales[row])),
      row * weights.columns,
    );
  }
  writeFileSync(
    TARGET,
    Buffer.concat([Float32Array.from(mean), scales, bytes].map((part) => Buffer.from(part.buffer))),
  );
}
