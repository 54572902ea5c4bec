// Fits the head of the skin classifier on a folder with `isic.csv` (image, malignant, diagnosis, age, sex) and `isic/`, and writes its weights.
// node tools/fit-skin.mjs DIR [--features FILE]: with FILE the features are kept there and read back.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import sharp from 'sharp';
import {
  areaUnderCurve,
  bootstrapInterval,
  calibrate,
  calibrationError,
  fitLogistic,
  folds,
  maximiseLikelihood,
  operatingPoint,
  predict,
} from './skin-statistics.mjs';
import { describeImage } from './skin-features.mjs';

const WEIGHTS = new URL('../src/skin-analysis/classification/weights.json', import.meta.url);
const FOLDS = 10;
const SEEDS = [1, 2, 3];
const PENALTIES = [100, 300, 1000, 3000];
/**
 * The numbers of the ISIC archive at which another collection begins, told by eye from light, magnification and format. A head that is
 * measured on a collection that it was not fitted on is measured nearly as on other people's pictures.
 */
const COLLECTIONS_FROM = [0, 139, 240, 375, 451];
/** The operating point is the highest threshold that finds this share of the malignant images. */
const SENSITIVITY = 0.85;

const [directory, option, cache] = process.argv.slice(2);
if (!directory) throw new Error('Name the folder of isic.csv');
const keepAt = option === '--features' ? cache : null;

/** The image as it is, nearer, smaller and brighter, in warmer and in cooler light, through a round lens. */
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
  lens: (image, { width, height }) =>
    image.composite([{ input: lensOf(width, height), blend: 'dest-in' }]).flatten(),
};

/** A round lens in a dark picture. */
function lensOf(width, height) {
  const radius = 0.58 * Math.min(width, height);
  return Buffer.from(
    `<svg width="${width}" height="${height}"><circle cx="${width / 2}" cy="${height / 2}" r="${radius}"/></svg>`,
  );
}

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
      if (features)
        found.push({
          image,
          variant,
          collection: collectionOf(image),
          malignant: Number(malignant),
          age,
          sex,
          features,
        });
    }
  }
  return found;
}

function collectionOf(image) {
  const number = Number(/(\d+)\.\w+$/.exec(image)[1]);
  return COLLECTIONS_FROM.findLastIndex((first) => number >= first);
}

function report(all) {
  const names = Object.keys(all[0].features);
  const framing = names.filter((name) => name.startsWith('frame_'));
  const own = names.filter((name) => !name.startsWith('frame_'));
  const measured = PENALTIES.map((penalty) => ({ penalty, scores: scoreByCollection(all, own, penalty) }));
  for (const { penalty, scores } of measured) printLine(`penalty ${penalty}, other collections`, all, scores);
  const best = measured.reduce((a, b) => (meanWithin(all, b.scores) > meanWithin(all, a.scores) ? b : a));
  console.log(`chosen penalty ${best.penalty}`);
  for (const seed of SEEDS)
    printLine(`other images, seed ${seed}`, all, scoreByImage(all, own, best.penalty, seed));
  const groups = [...new Set(own.map((name) => name.split('_')[0]))];
  const some = (words, chosen) => printLine(words, all, scoreByCollection(all, chosen, best.penalty));
  some('with framing', [...own, ...framing]);
  for (const group of groups)
    some(
      `without ${group}`,
      own.filter((name) => !name.startsWith(group)),
    );
  for (const group of groups)
    some(
      `${group} alone`,
      own.filter((name) => name.startsWith(group)),
    );
  writeWeights(all, own, best);
}

/** Scores by heads that were fitted on the other collections. */
function scoreByCollection(all, names, penalty) {
  return scoreOthers(all, names, penalty, ({ collection }) => collection, COLLECTIONS_FROM.length);
}

/** Scores by heads that were fitted on other images, all variants of an image in one fold. */
function scoreByImage(all, names, penalty, seed) {
  const foldOf = folds([...new Set(all.map(({ image }) => image))], FOLDS, seed);
  return scoreOthers(all, names, penalty, ({ image }) => foldOf.get(image), FOLDS);
}

function scoreOthers(all, names, penalty, partOf, parts) {
  const scores = new Array(all.length);
  for (let part = 0; part < parts; part += 1) {
    const head = fit(
      all.filter((sample) => partOf(sample) !== part),
      names,
      penalty,
    );
    all.forEach((sample, at) => {
      if (partOf(sample) === part) scores[at] = predict(head, sample.features);
    });
  }
  return scores;
}

function fit(samples, names, penalty) {
  return fitLogistic({
    rows: samples.map(({ features }) => names.map((name) => features[name])),
    labels: samples.map(({ malignant }) => malignant),
    collections: samples.map(({ collection }) => collection),
    names,
    penalty,
  });
}

function select(all, scores, belongs) {
  const chosen = all.map((sample, at) => ({ ...sample, score: scores[at] })).filter(belongs);
  return { scores: chosen.map(({ score }) => score), labels: chosen.map(({ malignant }) => malignant) };
}

const ofVariant = (name) => (sample) => sample.variant === name;

/** The mean area within the collections, over all variants: which collection a picture is from does not help there. */
function meanWithin(all, scores) {
  const areas = COLLECTIONS_FROM.map((_, collection) => {
    const { scores: some, labels } = select(all, scores, (sample) => sample.collection === collection);
    return areaUnderCurve(some, labels);
  });
  return areas.reduce((sum, area) => sum + area, 0) / areas.length;
}

function printLine(words, all, scores) {
  const areas = Object.keys(VARIANTS).map((variant) => {
    const { scores: some, labels } = select(all, scores, ofVariant(variant));
    const { low, high } = bootstrapInterval(some, labels);
    return `${variant} ${areaUnderCurve(some, labels).toFixed(3)} (${low.toFixed(3)}–${high.toFixed(3)})`;
  });
  const within = COLLECTIONS_FROM.map((_, collection) => {
    const part = select(all, scores, (one) => one.variant === 'original' && one.collection === collection);
    return areaUnderCurve(part.scores, part.labels).toFixed(2);
  });
  console.log(
    `${words.padEnd(36)} ${areas.join(', ')}; within ${meanWithin(all, scores).toFixed(3)}, originals by collection ${within.join(' ')}`,
  );
}

/** The head of all samples, its scores made log-odds by what heads of other collections said. */
function writeWeights(all, names, { penalty, scores }) {
  const original = select(all, scores, ofVariant('original'));
  const { slope, intercept } = calibrate(original.scores, original.labels);
  const toLogOdds = (score) => intercept + slope * score;
  const logOdds = original.scores.map(toLogOdds);
  const point = operatingPoint(logOdds, original.labels, SENSITIVITY);
  const metadata = fitMetadata(
    all.map((sample, at) => ({ ...sample, logOdds: toLogOdds(scores[at]) })).filter(ofVariant('original')),
  );
  const malignant = original.labels.reduce((a, b) => a + b);
  console.log({ point, slope, ...calibrationError(logOdds, original.labels), metadata, malignant });
  const weights = {
    name: 'assay-skin-head',
    version: '2.0.0',
    fitted_on: { set: 'ISIC UDA-1 (CC0)', images: logOdds.length, malignant },
    threshold: rounded(point.threshold),
    sensitivity: rounded(point.sensitivity),
    specificity: rounded(point.specificity),
    intercept: rounded(intercept),
    features: fit(all, names, penalty).map(({ name, median, deviation, weight }) => ({
      name,
      median: rounded(median),
      deviation: rounded(deviation),
      weight: rounded(slope * weight),
    })),
    metadata,
  };
  writeFileSync(WEIGHTS, `${JSON.stringify(weights, null, 2)}\n`);
  console.log(`wrote ${fileURLToPath(WEIGHTS)}`);
}

/** Age and sex beside the image's log-odds, where they are known. */
function fitMetadata(originals) {
  const known = originals.filter(({ age, sex }) => Number(age) > 0 && /^(fe)?male$/.test(sex));
  const mean = (values) => values.reduce((sum, value) => sum + value, 0) / values.length;
  const decades = known.map(({ age }) => Number(age) / 10);
  const men = known.map(({ sex }) => (sex === 'male' ? 1 : 0));
  const labels = known.map(({ malignant }) => malignant);
  const table = known.map(({ logOdds }, at) => [
    1,
    logOdds,
    decades[at] - mean(decades),
    men[at] - mean(men),
  ]);
  const [, image, age, male] = maximiseLikelihood(table, labels, [0, 1, 1, 1]);
  const before = areaUnderCurve(
    known.map(({ logOdds }) => logOdds),
    labels,
  );
  const after = areaUnderCurve(
    table.map(([, logOdds, decade, man]) => image * logOdds + age * decade + male * man),
    labels,
  );
  console.log(
    `age and sex known of ${known.length}: AUROC ${before.toFixed(3)} without, ${after.toFixed(3)} with (fitted on the same)`,
  );
  return {
    known: known.length,
    age_decades: rounded(age / image),
    mean_age_decades: rounded(mean(decades)),
    male: rounded(male / image),
    mean_male: rounded(mean(men)),
  };
}

function rounded(value) {
  return Number(value.toPrecision(6));
}

const samples = keepAt && existsSync(keepAt) ? JSON.parse(readFileSync(keepAt, 'utf8')) : await describeAll();
if (keepAt) writeFileSync(keepAt, JSON.stringify(samples));
report(samples);
