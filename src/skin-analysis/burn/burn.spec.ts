import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from '@jest/globals';
import { drawLesion, type DrawnLesion } from '../testing/draw-lesion.js';
import type { BurnClassification } from './burn.js';
import { classifyBurn, depthProbabilities } from './classify-burn.js';

const folder = mkdtempSync(join(tmpdir(), 'assay-burn-'));
afterAll(() => rmSync(folder, { recursive: true }));

let files = 0;
async function classify(drawing: DrawnLesion): Promise<BurnClassification> {
  const path = join(folder, `${(files += 1)}.png`);
  await drawLesion({ radii: [0.25, 0.2], ...drawing }).toFile(path);
  return classifyBurn({ path, strict: false, maximumPixels: 50_000_000 });
}

const blisters = [...Array(9).keys()]
  .map(
    (at) =>
      `<circle cx="${140 + (at % 3) * 55}" cy="${105 + Math.floor(at / 3) * 42}" r="11" fill="#f3e3d6"/>`,
  )
  .join('');

describe('classifyBurn', () => {
  it('finds nothing on bare skin, light or dark', async () => {
    for (const skin of ['#d8a88c', '#4a2f22'])
      expect(await classify({ skin, lesion: skin })).toMatchObject({
        severity: 'none_found',
        probabilities: null,
        area_fraction: 0,
        signs: null,
      });
  });

  it('tells even redness, redness with blisters, and white or charred skin apart', async () => {
    const even = await classify({ lesion: '#d0705f' });
    expect(even).toMatchObject({ severity: 'superficial', models: [{ kind: 'rules' }] });
    expect(even.area_fraction).toBeCloseTo((Math.PI * 100 * 80) / (400 * 300), 1);
    expect((await classify({ lesion: '#c8503f', more: blisters })).severity).toBe('partial_thickness');
    expect((await classify({ lesion: '#2a2624' })).severity).toBe('full_thickness');
  });

  it('does not take a mole for a burn', async () => {
    for (const lesion of ['#6a3f28', '#7c3a26'])
      expect(['undetermined', 'none_found']).toContain((await classify({ lesion })).severity);
  });

  it('gives probabilities that add up to one, and names no depth where they are even', async () => {
    const between = depthProbabilities({
      redness: 6,
      pale_fraction: 0.1,
      charred_fraction: 0.14,
      mottling: 8,
    });
    expect(Object.values(between).reduce((sum, value) => sum + value, 0)).toBeCloseTo(1, 3);
    expect(Math.max(...Object.values(between))).toBeLessThan(0.6);
  });

  it('says that it was not fitted on clinical data', async () => {
    expect((await classify({})).disclaimer).toMatch(/not fitted on clinical data/);
  });
});
