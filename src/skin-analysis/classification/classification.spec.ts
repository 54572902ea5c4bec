/** @jest-environment ./test/support/native-arrays-environment.mjs */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from '@jest/globals';
import sharp, { type Sharp } from 'sharp';
import { decodeImage } from '../../images/index.js';
import { findLesion } from '../dermoscopy/measure-lesion.js';
import { drawLesion } from '../testing/draw-lesion.js';
import { classifyBinary, classifyFully } from './classify.js';
import { describeFeatures } from './lesion-features.js';
import { featureLogOdds, headWeights, metadataLogOdds, probabilityOf, sumOf } from './logistic-head.js';

const folder = mkdtempSync(join(tmpdir(), 'assay-classification-'));
afterAll(() => rmSync(folder, { recursive: true }));

let files = 0;
async function orderOf(image: Sharp) {
  const path = join(folder, `${(files += 1)}.png`);
  await image.toFile(path);
  return { path, strict: false, maximumPixels: 50_000_000, vision: { directory: null, url: null } };
}

const nobody = { age: null, sex: null };
/** An uneven outline, several colours, dark spots. */
const irregular = () =>
  drawLesion({
    radii: [0.05, 0.05],
    more: `<path d="M 120 150 l 30 -60 l 40 20 l 50 -50 l 20 60 l 60 10 l -30 40 l 20 50 l -60 -10 l -30 50 l -30 -50 l -50 20 Z" fill="#5a3a2a"/>
      <circle cx="238" cy="112" r="24" fill="#17110f"/><circle cx="170" cy="150" r="22" fill="#9c5f4e"/><circle cx="190" cy="185" r="14" fill="#4d4d60"/>
      <circle cx="260" cy="140" r="9" fill="#100a08"/><circle cx="150" cy="128" r="8" fill="#20120c"/>`,
  });

describe('the committed weights', () => {
  it('name exactly the features that are computed', async () => {
    const image = await decodeImage(await drawLesion().png().toBuffer());
    const lesion = (await findLesion(image))!;
    const features = await describeFeatures(image, lesion);
    expect(
      headWeights()
        .features.map(({ name }) => name)
        .sort(),
    ).toEqual(Object.keys(features).sort());
    expect(Object.values(features).every(Number.isFinite)).toBe(true);
  });

  it('weigh a described lesion by its distance from the median, up to a limit', () => {
    const weights = {
      ...headWeights(),
      intercept: -1,
      features: [{ name: 'form_asymmetry', median: 2, deviation: 0.5, weight: 0.3 }],
    };
    expect(featureLogOdds(weights, { form_asymmetry: 3 })).toEqual({ base: -1, form: 0.6 });
    expect(featureLogOdds(weights, { form_asymmetry: 2000 })['form']).toBeCloseTo(0.9);
    expect(featureLogOdds(weights, { form_asymmetry: NaN })['form']).toBe(0);
  });

  it('let age speak for malignant, and unknown age not at all', () => {
    const old = metadataLogOdds(headWeights(), { age: 80, sex: null });
    const young = metadataLogOdds(headWeights(), { age: 20, sex: null });
    expect(old['age']).toBeGreaterThan(young['age']!);
    expect(metadataLogOdds(headWeights(), nobody)).toEqual({});
  });
});

describe('classification', () => {
  it('judges an irregular lesion worse than a plain one', async () => {
    const plain = await classifyBinary(await orderOf(drawLesion({ radii: [0.12, 0.12] })));
    const uneven = await classifyBinary(await orderOf(irregular()));
    expect(uneven.probability_malignant).toBeGreaterThan(plain.probability_malignant);
    expect(uneven.label).toBe('malignant');
    expect(uneven).toMatchObject({
      threshold: headWeights().threshold,
      operating_point: { sensitivity: expect.any(Number), specificity: expect.any(Number) },
      models: [{ name: 'assay-skin-head', kind: 'embedded' }],
    });
  });

  it('gives classes that add up to one, and contributions that add up to the probability', async () => {
    const order = await orderOf(irregular());
    const full = await classifyFully({ ...order, person: { age: 70, sex: 'male' } });
    expect(full.classes.reduce((sum, { probability }) => sum + probability, 0)).toBeCloseTo(1, 6);
    expect(full.classes.map(({ label }) => label).sort()).toEqual(['melanoma', 'nevus']);
    const { features, metadata, image } = full.contributions;
    expect(image).toBeNull();
    expect(Object.keys(metadata)).toEqual(['age', 'sex']);
    expect(probabilityOf(sumOf(features) + sumOf(metadata))).toBeCloseTo(
      full.binary.probability_malignant,
      3,
    );
    const alone = await classifyFully({ ...order, person: nobody });
    expect(alone.binary).toEqual(
      expect.objectContaining({ probability_malignant: (await classifyBinary(order)).probability_malignant }),
    );
    expect(full.binary.probability_malignant).toBeGreaterThan(alone.binary.probability_malignant);
    expect(full.dermoscopy).toMatchObject({ lesion: { found: true }, abcd: { tds: null } });
  });

  it.each<[string, (picture: Buffer) => Sharp]>([
    ['turned', (picture) => sharp(picture).rotate(90)],
    ['mirrored', (picture) => sharp(picture).flop()],
    ['larger', (picture) => sharp(picture).resize(700)],
    ['in warmer light', (picture) => sharp(picture).linear([1.1, 1, 0.8], [0, 0, 0])],
    ['in less light', (picture) => sharp(picture).linear(0.75, 0)],
  ])('judges alike a picture %s', async (_words, change) => {
    const picture = await irregular().png().toBuffer();
    const usual = await classifyBinary(await orderOf(sharp(picture)));
    const changed = await classifyBinary(await orderOf(change(picture)));
    expect(Math.abs(changed.probability_malignant - usual.probability_malignant)).toBeLessThan(0.1);
  });

  it('gives a number even for a picture of one pixel', async () => {
    const pixel = sharp({ create: { width: 1, height: 1, channels: 3, background: '#a86' } });
    const { probability_malignant, warnings } = await classifyBinary(await orderOf(pixel));
    expect(probability_malignant).toEqual(expect.any(Number));
    expect(warnings.map(({ code }) => code)).toEqual(expect.arrayContaining(['too_small', 'no_lesion']));
  });

  it('says when it judged the middle because nothing stood out', async () => {
    const order = await orderOf(drawLesion({ lesion: '#d8a88c' }));
    const full = await classifyFully({ ...order, person: nobody });
    expect(full.warnings.map(({ code }) => code)).toContain('no_lesion');
    expect(full.dermoscopy).toMatchObject({ lesion: { found: false }, abcd: null });
  });
});
