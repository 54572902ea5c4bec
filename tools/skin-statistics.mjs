// Statistics for fitting and judging the skin classifier.

/** A repeatable stream of numbers in [0, 1). */
export function randomStream(seed) {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

/** Which fold each key belongs to, at random but repeatably. */
export function folds(keys, count, seed) {
  const random = randomStream(seed);
  const shuffled = keys
    .map((key) => [random(), key])
    .sort(([a], [b]) => a - b)
    .map(([, key]) => key);
  return new Map(shuffled.map((key, at) => [key, at % count]));
}

/** A value this many deviations from the median says no more than one nearer; as in `logistic-head.ts`. */
const MOST_DEVIATIONS = 3;
/** Of a normal distribution the quartiles lie this many deviations apart. */
const QUARTILES_APART = 1.349;
/** Keeps the intercept of a collection finite in which one class is missing. */
const INTERCEPT_PENALTY = 0.01;

/**
 * Logistic regression with an L2 penalty on features about their medians in units of their quartiles' distance, by Newton's method.
 * Every collection has an intercept of its own, so that only differences within collections are learnt: how often a class is in a
 * collection says much of who collected and nothing of the lesion.
 *
 * @param rows numbers of a sample; @param labels 1 or 0; @param collections of each sample; @param names of the numbers
 * @returns `features` ({ name, median, deviation, weight }); the intercept is left to calibration
 */
export function fitLogistic({ rows, labels, collections, names, penalty }) {
  const features = names.map((name, column) =>
    describeColumn(
      name,
      rows.map((row) => row[column]),
    ),
  );
  const known = [...new Set(collections)];
  const table = rows.map((row, at) => [
    ...known.map((collection) => (collection === collections[at] ? 1 : 0)),
    ...row.map((value, column) => standardise(value, features[column])),
  ]);
  const penalties = [...known.map(() => INTERCEPT_PENALTY), ...names.map(() => penalty)];
  const weights = maximiseLikelihood(table, labels, penalties);
  return features.map((feature, at) => ({ ...feature, weight: weights[known.length + at] }));
}

/** Slope and intercept that make log-odds of scores: logistic regression on the score alone (Platt). */
export function calibrate(scores, labels) {
  const [intercept, slope] = maximiseLikelihood(
    scores.map((score) => [1, score]),
    labels,
    [0, 0],
  );
  return { slope, intercept };
}

function describeColumn(name, values) {
  const sorted = Float64Array.from(values).sort();
  const [low, median, high] = [0.25, 0.5, 0.75].map(
    (share) => sorted[Math.floor(share * (sorted.length - 1))],
  );
  return { name, median, deviation: (high - low) / QUARTILES_APART || 1 };
}

const standardise = (value, { median, deviation }) =>
  Math.max(-MOST_DEVIATIONS, Math.min(MOST_DEVIATIONS, (value - median) / deviation));

export function maximiseLikelihood(table, labels, penalties) {
  let weights = penalties.map(() => 0);
  for (let round = 0; round < 25; round += 1) {
    const step = newtonStep(table, labels, weights, penalties);
    weights = weights.map((weight, at) => weight + step[at]);
    if (Math.max(...step.map(Math.abs)) < 1e-6) break;
  }
  return weights;
}

function newtonStep(table, labels, weights, penalties) {
  const size = weights.length;
  const gradient = weights.map((weight, at) => -penalties[at] * weight);
  const curvature = penalties.map((penalty, row) => {
    const line = new Float64Array(size);
    line[row] = penalty;
    return line;
  });
  table.forEach((row, at) => {
    const probability =
      1 / (1 + Math.exp(-row.reduce((sum, value, column) => sum + value * weights[column], 0)));
    const spread = Math.max(1e-9, probability * (1 - probability));
    for (let i = 0; i < size; i += 1) {
      if (row[i] === 0) continue;
      gradient[i] += (labels[at] - probability) * row[i];
      const line = curvature[i];
      const scaled = spread * row[i];
      for (let j = 0; j <= i; j += 1) line[j] += scaled * row[j];
    }
  });
  for (let i = 0; i < size; i += 1) for (let j = i + 1; j < size; j += 1) curvature[i][j] = curvature[j][i];
  return solve(curvature, gradient);
}

/** Gaussian elimination with pivoting. */
function solve(matrix, right) {
  const rows = matrix.map((row, at) => [...row, right[at]]);
  for (let column = 0; column < rows.length; column += 1) {
    const pivot = rows
      .slice(column)
      .reduce(
        (best, row, at) => (Math.abs(row[column]) > Math.abs(rows[best][column]) ? column + at : best),
        column,
      );
    [rows[column], rows[pivot]] = [rows[pivot], rows[column]];
    for (let below = column + 1; below < rows.length; below += 1) {
      const factor = rows[below][column] / rows[column][column];
      for (let at = column; at <= rows.length; at += 1) rows[below][at] -= factor * rows[column][at];
    }
  }
  const solution = new Array(rows.length).fill(0);
  for (let row = rows.length - 1; row >= 0; row -= 1) {
    const known = solution.reduce((sum, value, at) => sum + value * rows[row][at], 0);
    solution[row] = (rows[row][rows.length] - known) / rows[row][row];
  }
  return solution;
}

/** What a fitted head makes of a sample's features: a score in log-odds, but for the intercept. */
export function predict(head, values) {
  return head.reduce((sum, feature) => sum + feature.weight * standardise(values[feature.name], feature), 0);
}

/** Area under the receiver operating characteristic: the chance that a positive one scores above a negative one. */
export function areaUnderCurve(scores, labels) {
  const sorted = scores.map((score, at) => [score, labels[at]]).sort(([a], [b]) => a - b);
  let [rankSum, at] = [0, 0];
  while (at < sorted.length) {
    let end = at;
    while (end < sorted.length && sorted[end][0] === sorted[at][0]) end += 1;
    for (let tied = at; tied < end; tied += 1) if (sorted[tied][1] === 1) rankSum += (at + end + 1) / 2;
    at = end;
  }
  const positive = labels.filter((label) => label === 1).length;
  return (rankSum - (positive * (positive + 1)) / 2) / (positive * (labels.length - positive));
}

/** 95 % interval of that area by the bootstrap. */
export function bootstrapInterval(scores, labels, rounds = 500) {
  const random = randomStream(11);
  const areas = [];
  while (areas.length < rounds) {
    const drawn = scores.map(() => Math.floor(random() * scores.length));
    const chosen = drawn.map((at) => labels[at]);
    if (new Set(chosen).size === 2)
      areas.push(
        areaUnderCurve(
          drawn.map((at) => scores[at]),
          chosen,
        ),
      );
  }
  areas.sort((a, b) => a - b);
  return { low: areas[Math.floor(0.025 * rounds)], high: areas[Math.floor(0.975 * rounds)] };
}

/** The highest threshold (a probability) that finds at least this share of the positive ones. */
export function operatingPoint(scores, labels, sensitivity) {
  const positive = scores.filter((_, at) => labels[at] === 1).sort((a, b) => b - a);
  const logOdds = positive[Math.ceil(sensitivity * positive.length) - 1];
  const negative = scores.filter((_, at) => labels[at] === 0);
  return {
    threshold: 1 / (1 + Math.exp(-logOdds)),
    sensitivity: positive.filter((score) => score >= logOdds).length / positive.length,
    specificity: negative.filter((score) => score < logOdds).length / negative.length,
  };
}

/** Brier score, and expected calibration error over ten bins of equal width. */
export function calibrationError(scores, labels) {
  const probabilities = scores.map((score) => 1 / (1 + Math.exp(-score)));
  const brier =
    probabilities.reduce((sum, probability, at) => sum + (probability - labels[at]) ** 2, 0) / labels.length;
  let expected = 0;
  for (let bin = 0; bin < 10; bin += 1) {
    const inside = probabilities
      .map((_, at) => at)
      .filter((at) => Math.min(9, Math.floor(10 * probabilities[at])) === bin);
    const mean = (values) => values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length);
    expected +=
      (inside.length / labels.length) *
      Math.abs(mean(inside.map((at) => probabilities[at])) - mean(inside.map((at) => labels[at])));
  }
  return { brier, expected };
}
