// Fits the head of the skin classifier on a folder with `isic.csv` (image, malignant, diagnosis, age, sex) and `isic/`, and writes its weights.
// node tools/fit-skin.mjs DIR [--features FILE]: with FILE the features are kept there and read back.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import sharp from 'sharp';
import {
  areaUnderCurve,
  bootstrapInterval,
  calibrationError,
  fitLogistic,
  folds,
  operatingPoint,
  predict,
} from './skin-statistics.mjs';
import { describeImage } from './skin-features.mjs';

const WEIGHTS = new URL('../src/skin-analysis/classification/weights.json', import.meta.url);
const FOLDS = 10;
const PENALTIES = [3, 10, 30, 100, 300, 1000];
/** The operating point is the highest threshold that finds this share of the malignant images. */
const SENSITIVITY = 0.85;

const [directory, option, cache] = process.argv.slice(2);
if (!directory) throw new Error('Name the folder of isic.csv');
const keepAt = option === '--features' ? cache : null;

/** The image as it is, nearer, smaller and brighter, in warmer and in cooler light. */
const VARIANTS = {
  original: (image) => image,
  nearer: (image, { width, height }) =>
    image
      .extract({
        left: Math.floor(0.14 * width),
        top: Math.floor(0.14 * height),
        width: Math.floor(0.72 * width),
        height: Math.floor(0.72 * height),
      })
      .resize({ width: 450 }),
  smaller: (image, { width }) =>
    image.resize({ width: Math.floor(width / 2) }).modulate({ brightness: 1.12 }),
  warmer: (image) =>
    image.recomb([
      [1.06, 0, 0],
      [0, 0.98, 0],
      [0, 0, 0.86],
    ]),
  cooler: (image) =>
    image
      .recomb([
        [0.92, 0, 0],
        [0, 0.98, 0],
        [0, 0, 1.1],
      ])
      .modulate({ brightness: 0.92 }),
};

const samples = keepAt && existsSync(keepAt) ? JSON.parse(readFileSync(keepAt, 'utf8')) : await describeAll();
if (keepAt) writeFileSync(keepAt, JSON.stringify(samples));
report(samples);

async function describeAll() {
  const [, ...rows] = readFileSync(join(directory, 'isic.csv'), 'utf8').trim().split('\n');
  const found = [];
  for (const row of rows) {
    const [image, malignant, , age, sex] = row.split(',');
    const path = join(directory, 'isic', image);
    const size = await sharp(path).metadata();
    for (const [variant, change] of Object.entries(VARIANTS)) {
      const bytes = await change(sharp(path), size).jpeg({ quality: 88 }).toBuffer();
      const features = await describeImage(bytes);
      if (features) found.push({ image, variant, malignant: Number(malignant), age, sex, features });
    }
  }
  return found;
}

function report(all) {
  const names = Object.keys(all[0].features);
  const framing = names.filter((name) => name.startsWith('frame_'));
  const own = names.filter((name) => !name.startsWith('frame_'));
  const line = (words, result) =>
    console.log(
      `${words.padEnd(48)} AUROC ${result.map(({ variant, area, low, high }) => `${variant} ${area.toFixed(3)} (${low.toFixed(3)}–${high.toFixed(3)})`).join(', ')}`,
    );
  const measured = PENALTIES.map((penalty) => ({ penalty, ...crossValidate(all, own, penalty) }));
  for (const { penalty, byVariant } of measured) line(`penalty ${penalty}`, byVariant);
  const best = measured.reduce((a, b) => (b.mean > a.mean ? b : a));
  console.log(`chosen penalty ${best.penalty}`);
  line('with framing', crossValidate(all, [...own, ...framing], best.penalty).byVariant);
  for (const group of ['color', 'named', 'sectors', 'form', 'texture'])
    line(
      `without ${group}`,
      crossValidate(
        all,
        own.filter((name) => !name.startsWith(group)),
        best.penalty,
      ).byVariant,
    );
  line(
    'form alone',
    crossValidate(
      all,
      own.filter((name) => name.startsWith('form')),
      best.penalty,
    ).byVariant,
  );
  writeWeights(all, own, best);
}

/** Out-of-fold log-odds; all variants of an image are in one fold. */
function crossValidate(all, names, penalty) {
  const images = [...new Set(all.map(({ image }) => image))];
  const foldOf = folds(images, FOLDS);
  const logOdds = new Array(all.length);
  for (let fold = 0; fold < FOLDS; fold += 1) {
    const head = fit(
      all.filter(({ image }) => foldOf.get(image) !== fold),
      names,
      penalty,
    );
    all.forEach((sample, at) => {
      if (foldOf.get(sample.image) === fold) logOdds[at] = predict(head, sample.features);
    });
  }
  const byVariant = Object.keys(VARIANTS).map((variant) => {
    const chosen = all
      .map((sample, at) => [sample, logOdds[at]])
      .filter(([sample]) => sample.variant === variant);
    const labels = chosen.map(([sample]) => sample.malignant);
    const scores = chosen.map(([, score]) => score);
    return {
      variant,
      labels,
      scores,
      area: areaUnderCurve(scores, labels),
      ...bootstrapInterval(scores, labels),
    };
  });
  return { byVariant, logOdds, mean: byVariant.reduce((sum, { area }) => sum + area, 0) / byVariant.length };
}

function fit(samples, names, penalty) {
  return fitLogistic(
    samples.map(({ features }) => names.map((name) => features[name])),
    samples.map(({ malignant }) => malignant),
    names,
    penalty,
  );
}

function writeWeights(all, names, { penalty, byVariant, logOdds }) {
  const head = fit(all, names, penalty);
  const { scores, labels } = byVariant[0];
  const point = operatingPoint(scores, labels, SENSITIVITY);
  const originals = all
    .map((sample, at) => ({ ...sample, logOdds: logOdds[at] }))
    .filter(({ variant }) => variant === 'original');
  const metadata = fitMetadata(originals);
  const error = calibrationError(scores, labels);
  console.log({
    point,
    calibration: error,
    metadata,
    malignant: labels.reduce((a, b) => a + b),
    images: labels.length,
  });
  const weights = {
    name: 'assay-skin-head',
    version: '1.0.0',
    fitted_on: { set: 'ISIC UDA-1 (CC0)', images: labels.length, malignant: labels.reduce((a, b) => a + b) },
    threshold: rounded(point.threshold),
    sensitivity: rounded(point.sensitivity),
    specificity: rounded(point.specificity),
    intercept: rounded(head.intercept),
    features: head.features.map(({ name, mean, deviation, weight }) => ({
      name,
      mean: rounded(mean),
      deviation: rounded(deviation),
      weight: rounded(weight),
    })),
    metadata,
  };
  writeFileSync(WEIGHTS, `${JSON.stringify(weights, null, 2)}\n`);
  console.log(`wrote ${fileURLToPath(WEIGHTS)}`);
}

/** Age and sex beside the image's log-odds, where they are known. */
function fitMetadata(originals) {
  const known = originals.filter(({ age, sex }) => Number(age) > 0 && /^(fe)?male$/.test(sex));
  const table = known.map(({ logOdds, age, sex }) => [logOdds, Number(age) / 10, sex === 'male' ? 1 : 0]);
  const labels = known.map(({ malignant }) => malignant);
  const both = fitLogistic(table, labels, ['image', 'age_decades', 'male'], 1);
  const [image, age, male] = both.features.map(({ weight, deviation }) => weight / deviation);
  const [, meanAge, meanMale] = both.features.map(({ mean }) => mean);
  const before = areaUnderCurve(
    table.map(([score]) => score),
    labels,
  );
  const after = areaUnderCurve(
    table.map(([score, decades, sex]) => image * score + age * decades + male * sex),
    labels,
  );
  console.log(
    `age and sex known of ${known.length}: AUROC ${before.toFixed(3)} without, ${after.toFixed(3)} with (fitted on the same)`,
  );
  return {
    known: known.length,
    age_decades: rounded(age / image),
    mean_age_decades: rounded(meanAge),
    male: rounded(male / image),
    mean_male: rounded(meanMale),
  };
}

function rounded(value) {
  return Number(value.toPrecision(6));
}
