/**
 * Fits the projection of the image embedding: `node tools/fit-embedding.mjs DIR [--check]` with DIR/clothing.csv (image, label,
 * sender) and DIR/clothing/. Writes src/models/embedding/projection.bin; with --check it only fits on half of the senders and measures
 * on the other half, both ways, also with distorted copies. Needs a build.
 *
 * Features of the networks are whitened by the covariance within the labels and that between views of one photograph (a corner of
 * it, under other light), shrunk towards a multiple of the identity, so that what differs between photographs of one kind or one
 * thing counts less (within-class covariance normalisation, Hatch, Kajarekar and Stolcke 2006), and the directions between the
 * kinds count double. The classical descriptor is whitened by the views alone: colour differs within kinds of clothing, yet tells
 * other products apart. Then the directions in which the photographs and the views differ most are kept.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { EigenvalueDecomposition, Matrix } from 'ml-matrix';
import { TOWERS_LENGTH } from '../dist/models/embedding/features.js';
import { DISTORTIONS, VIEWS } from './distortions.mjs';
import { cosine, describe } from './product-features.mjs';

/** Of 1, 3 and 10, what served photographs of senders that it was not fitted on best. */
const SHRINKAGE = 3;
const BETWEEN_KINDS = 2;
/** More serves products that colour tells apart, and harms clothing. */
const CLASSICAL_WEIGHT = 0.45;
const LENGTH = 512;
const TARGET = new URL('../src/models/embedding/projection.bin', import.meta.url);

const [folder, check] = process.argv.slice(2);
if (!folder) throw new Error('Usage: node tools/fit-embedding.mjs DIR [--check]');
const rows = readFileSync(join(folder, 'clothing.csv'), 'utf8').trim().split('\n').slice(1);
const samples = [];
for (const [index, row] of rows.entries()) {
  const [image, label, sender] = row.split(',');
  const bytes = readFileSync(join(folder, 'clothing', image));
  const view = await VIEWS[index % VIEWS.length](bytes);
  samples.push({ bytes, label, sender, features: await describe(bytes), ofView: await describe(view) });
}
if (check === '--check') await checkByHalves();
else {
  write(fit(samples));
  console.log(`fitted on ${samples.length} images`);
}

async function checkByHalves() {
  for (const half of [0, 1]) {
    const [fitted, others] = [half, 1 - half].map((part) =>
      samples.filter(({ sender }) => sender % 2 === part),
    );
    const { mean, weights } = fit(fitted);
    const project = (features) =>
      toUnit(
        weights.mmul(Matrix.columnVector(features.map((value, index) => value - mean[index]))).to1DArray(),
      );
    const plain = others.map((sample) => ({ ...sample, vector: toUnit([...sample.features]) }));
    const projected = others.map((sample) => ({ ...sample, vector: project(sample.features) }));
    console.log(
      `fitted on ${fitted.length}, measured on ${others.length} of other senders: P@1 ${precisionAtOne(plain)} plain, ` +
        `${precisionAtOne(projected)} projected; distorted copies found first ${await distortedFirst(projected, project)}`,
    );
  }
}

async function distortedFirst(items, project) {
  let found = 0;
  for (const item of items)
    for (const distort of DISTORTIONS) {
      const query = project(await describe(await distort(item.bytes)));
      const scores = items.map(({ vector }) => cosine(query, vector));
      if (scores.indexOf(Math.max(...scores)) === items.indexOf(item)) found++;
    }
  return (found / (DISTORTIONS.length * items.length)).toFixed(3);
}

function toUnit(vector) {
  const length = Math.hypot(...vector);
  return vector.map((value) => value / length);
}

/** Of photographs among all others, and among those of other senders. */
function precisionAtOne(items) {
  const scores = items.map((a) => items.map((b) => cosine(a.vector, b.vector)));
  return [() => true, (a, b) => a.sender !== b.sender]
    .map((mayAnswer) => {
      const hits = items.filter((query, a) => {
        const others = items.flatMap((item, b) => (b !== a && mayAnswer(query, item) ? [b] : []));
        const best = others.reduce((one, other) => (scores[a][other] > scores[a][one] ? other : one));
        return items[best].label === query.label;
      });
      return (hits.length / items.length).toFixed(3);
    })
    .join('/');
}

function fit(samples) {
  const labels = samples.map(({ label }) => label);
  const photographs = matrixOf(samples.map(({ features }) => features));
  const views = matrixOf(samples.map(({ ofView }) => ofView));
  const mean = photographs.mean('column');
  const [seen, described] = halves(photographs.subRowVector(mean));
  const [seenOfViews, describedOfViews] = halves(views.subRowVector(mean));
  const whitenSeen = whitener(below(withinLabels(seen, labels), meanSquared(Matrix.sub(seenOfViews, seen))));
  const whitenDescribed = whitener(meanSquared(Matrix.sub(describedOfViews, described)));
  const whitened = whitenSeen(seen);
  const spread = spreaderBetween(whitened, labels);
  const scales = [1 / spreadOf(spread(whitened)), CLASSICAL_WEIGHT / spreadOf(whitenDescribed(described))];
  const stretch = (left, right) =>
    beside(Matrix.mul(spread(whitenSeen(left)), scales[0]), Matrix.mul(whitenDescribed(right), scales[1]));
  const directions = principalDirections(
    below(stretch(seen, described), stretch(seenOfViews, describedOfViews)),
  );
  // All maps are symmetric: turned round and applied to the directions they are applied to the features.
  const [ofSeen, ofDescribed] = halves(directions);
  const weights = beside(
    Matrix.mul(whitenSeen(spread(ofSeen)), scales[0]),
    Matrix.mul(whitenDescribed(ofDescribed), scales[1]),
  );
  return { mean, weights };
}

function matrixOf(rows) {
  return new Matrix(rows.map((row) => [...row]));
}

/** Rows whose squares add up to their mean square. */
function meanSquared(rows) {
  return rows.div(Math.sqrt(rows.rows));
}

/** The part of the networks and that of the classical descriptor. */
function halves(matrix) {
  return [columns(matrix, 0, TOWERS_LENGTH), columns(matrix, TOWERS_LENGTH, matrix.columns)];
}

function columns(matrix, from, to) {
  return matrix.subMatrix(0, matrix.rows - 1, from, to - 1);
}

function below(first, second) {
  return new Matrix([...first.to2DArray(), ...second.to2DArray()]);
}

function beside(left, right) {
  return new Matrix(left.to2DArray().map((row, index) => [...row, ...right.getRow(index)]));
}

/** Root of the mean squared length of the rows. */
function spreadOf(matrix) {
  return matrix.norm('frobenius') / Math.sqrt(matrix.rows);
}

/** Stretches the directions in which the means of the labels differ. */
function spreaderBetween(matrix, labels) {
  const means = [...new Set(labels)].map((label) => {
    const members = labels.flatMap((other, index) => (other === label ? [index] : []));
    return matrix.subMatrixRow(members).mean('column');
  });
  const { directions } = decompose(new Matrix(means));
  return (rows) =>
    Matrix.add(
      rows,
      rows
        .mmul(directions.transpose())
        .mmul(directions)
        .mul(BETWEEN_KINDS - 1),
    );
}

/** What differs between photographs of one label. */
function withinLabels(centred, labels) {
  const residuals = centred.clone();
  for (const label of new Set(labels)) {
    const members = labels.flatMap((other, index) => (other === label ? [index] : []));
    const mean = centred.subMatrixRow(members).mean('column');
    for (const index of members) residuals.setRow(index, residuals.getRowVector(index).subRowVector(mean));
  }
  return meanSquared(residuals);
}

/** A^(-1/2) of A = covariance + shrinkage, through the small Gram matrix of the rows. */
function whitener(residuals) {
  const { directions, variances } = decompose(residuals);
  const total = variances.reduce((sum, variance) => sum + variance, 0);
  const floor = (SHRINKAGE * total) / residuals.columns;
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
  return directions.subMatrix(0, Math.min(LENGTH, directions.rows) - 1, 0, directions.columns - 1);
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
  const scaled = order.map((index) =>
    vectors.getColumn(index).map((value) => value / Math.sqrt(values[index])),
  );
  return { directions: new Matrix(scaled).mmul(matrix), variances: order.map((index) => values[index]) };
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
