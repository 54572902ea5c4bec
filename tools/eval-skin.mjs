/**
 * Scores the skin baseline on a folder: `npm run eval:skin -- DIR [--outlines FILE] [--json]`.
 * DIR holds `labels.csv` or `isic.csv` with the columns `image` and `malignant` (1 or 0, may be empty), the images in it, in `images/` or in
 * `isic/`, and, where outlines are to be scored, `masks/NAME.png` (white is lesion). FILE holds outlines instead, by name, as points in percent of
 * width and height; `tools/skin-outlines.json` has those of 28 images of ISIC's UDA-1, traced by this project's developers.
 */
import { existsSync, readFileSync } from 'node:fs';
import { join, parse } from 'node:path';
import { parseArgs } from 'node:util';
import sharp from 'sharp';
import { decodeImage } from '../dist/images/index.js';
import { judgeLesion } from '../dist/skin-analysis/classification/judge-lesion.js';
import { areaUnderCurve, bootstrapInterval, calibrationError } from './skin-statistics.mjs';

const { values: options, positionals } = parseArgs({
  allowPositionals: true,
  options: { json: { type: 'boolean', default: false }, outlines: { type: 'string' } },
});
const [folder] = positionals;
if (!folder) {
  console.error('Usage: npm run eval:skin -- DIR [--outlines FILE] [--json]');
  process.exit(1);
}

const outlines = options.outlines ? JSON.parse(readFileSync(options.outlines, 'utf8')) : {};
const judged = [];
for (const row of readLabels()) {
  const path = ['', 'images', 'isic'].map((part) => join(folder, part, row.image)).find(existsSync);
  if (!path) throw new Error(`${row.image} is not in ${folder}`);
  judged.push({ ...row, ...(await judge(path)) });
}
const summary = { images: judged.length, ...scoreClasses(), ...scoreOutlines() };
if (options.json) console.log(JSON.stringify(summary));
else for (const [name, value] of Object.entries(summary)) console.log(`${name.padEnd(24)} ${value}`);

function readLabels() {
  const file = ['labels.csv', 'isic.csv'].map((name) => join(folder, name)).find(existsSync);
  if (!file) throw new Error(`There is no labels.csv in ${folder}`);
  const [head, ...rows] = readFileSync(file, 'utf8').trim().split(/\r?\n/);
  const columns = head.split(',');
  return rows.map((row) => {
    const cells = row.split(',');
    const malignant = cells[columns.indexOf('malignant')];
    return {
      image: cells[columns.indexOf('image')],
      malignant: malignant === '0' || malignant === '1' ? Number(malignant) : null,
    };
  });
}

async function judge(path) {
  const image = await decodeImage(path, { longSide: 1024 });
  const { judgement, found } = await judgeLesion(image);
  const mask = maskOf(parse(path).name);
  return { judgement, overlap: mask ? await overlapOf(found, mask) : null };
}

/** A picture of the true outline, white on black; null where it is not known. */
function maskOf(name) {
  const path = join(folder, 'masks', `${name}.png`);
  if (existsSync(path)) return path;
  if (!outlines[name]) return null;
  return Buffer.from(
    `<svg xmlns="http://www.w3.org/2000/svg" width="1000" height="1000" viewBox="0 0 100 100"><rect width="100" height="100"/><polygon fill="#fff" points="${outlines[name].join(' ')}"/></svg>`,
  );
}

/** Intersection over union with a drawn mask. */
async function overlapOf(found, picture) {
  if (!found) return 0;
  const { width, height, bits } = found.mask;
  const truth = await sharp(picture).resize(width, height, { fit: 'fill' }).greyscale().raw().toBuffer();
  let [both, either] = [0, 0];
  bits.forEach((bit, at) => {
    const isLesion = truth[at] > 127;
    if (bit === 1 && isLesion) both += 1;
    if (bit === 1 || isLesion) either += 1;
  });
  return either === 0 ? 1 : both / either;
}

function scoreClasses() {
  const known = judged.filter(({ malignant }) => malignant !== null);
  if (new Set(known.map(({ malignant }) => malignant)).size < 2) return {};
  const labels = known.map(({ malignant }) => malignant);
  const scores = known.map(({ judgement }) => logOdds(judgement.probability_malignant));
  const called = (label) =>
    known
      .filter(({ malignant }) => malignant === label)
      .map(({ judgement }) => judgement.label === 'malignant');
  const share = (calls) => calls.filter(Boolean).length / calls.length;
  const { low, high } = bootstrapInterval(scores, labels);
  const { brier, expected } = calibrationError(scores, labels);
  return {
    malignant: labels.filter((label) => label === 1).length,
    auroc: areaUnderCurve(scores, labels).toFixed(3),
    auroc_interval: `${low.toFixed(3)}–${high.toFixed(3)}`,
    sensitivity: share(called(1)).toFixed(3),
    specificity: (1 - share(called(0))).toFixed(3),
    brier: brier.toFixed(3),
    calibration_error: expected.toFixed(3),
  };
}

function scoreOutlines() {
  const overlaps = judged
    .map(({ overlap }) => overlap)
    .filter((overlap) => overlap !== null)
    .sort((a, b) => a - b);
  if (overlaps.length === 0) return {};
  const mean = overlaps.reduce((sum, overlap) => sum + overlap, 0) / overlaps.length;
  return {
    masks: overlaps.length,
    mean_overlap: mean.toFixed(3),
    median_overlap: overlaps[Math.floor(overlaps.length / 2)].toFixed(3),
    tenth_percentile: overlaps[Math.floor(overlaps.length / 10)].toFixed(3),
  };
}

function logOdds(probability) {
  const bounded = Math.min(0.9999, Math.max(0.0001, probability));
  return Math.log(bounded / (1 - bounded));
}
