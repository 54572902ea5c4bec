import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from '@jest/globals';
import type { Sharp } from 'sharp';
import { decodeImage } from '../../images/index.js';
import { findLesion } from '../dermoscopy/measure-lesion.js';
import { drawLesion } from '../testing/draw-lesion.js';
import { classifyBinary, classifyFully } from './classify.js';
import { describeFeatures } from './lesion-features.js';
import { cutLesion } from './lesion-patch.js';
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
/** Several colours, an uneven outline. */
const irregular = () =>
  drawLesion({
    more: '<circle cx="248" cy="112" r="44" fill="#17110f"/><circle cx="130" cy="170" r="30" fill="#9c5f4e"/><path d="M 180 190 l 20 50 l 20 -60 Z" fill="#4d4d60"/>',
  });

describe('the committed weights', () => {
  it('name exactly the features that are computed', async () => {
    const image = await decodeImage(await drawLesion().png().toBuffer());
    const lesion = (await findLesion(image))!;
    const features = describeFeatures(await cutLesion(image, lesion), lesion);
    expect(
      headWeights()
        .features.map(({ name }) => name)
        .sort(),
    ).toEqual(Object.keys(features).sort());
    expect(Object.values(features).every(Number.isFinite)).toBe(true);
  });

  it('weigh a described lesion by its distance from the mean, up to a limit', () => {
    const weights = {
      ...headWeights(),
      intercept: -1,
      features: [{ name: 'form_asymmetry', mean: 2, deviation: 0.5, weight: 0.3 }],
    };
    expect(featureLogOdds(weights, { form_asymmetry: 3 })).toEqual({ base: -1, form: 0.6 });
    expect(featureLogOdds(weights, { form_asymmetry: 2000 })['form']).toBeCloseTo(1.2);
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

  it('says when it judged the middle because nothing stood out', async () => {
    const order = await orderOf(drawLesion({ lesion: '#d8a88c' }));
    const full = await classifyFully({ ...order, person: nobody });
    expect(full.warnings.map(({ code }) => code)).toContain('no_lesion');
    expect(full.dermoscopy).toMatchObject({ lesion: { found: false }, abcd: null });
  });
});
