import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from '@jest/globals';
import type { Sharp } from 'sharp';
import { drawLesion } from '../testing/draw-lesion.js';
import { DRAWN_NUCLEI, drawSection } from '../testing/draw-section.js';
import { measureSection } from './measure-section.js';
import { REFERENCE, separate } from './stains.js';
import type { Vector } from './vectors.js';

const folder = mkdtempSync(join(tmpdir(), 'assay-section-'));
afterAll(() => rmSync(folder, { recursive: true }));

let files = 0;
async function measure(image: Sharp, micronsPerPixel: number | null = null) {
  const path = join(folder, `${(files += 1)}.png`);
  await image.png().toFile(path);
  const kept: string[] = [];
  const result = await measureSection(
    { path, tissue: 'skin', micronsPerPixel, strict: false, maximumPixels: 50_000_000 },
    { keep: (name) => kept.push(name) },
  );
  return { ...result, kept };
}

describe('measureSection', () => {
  it('counts and measures nuclei of known number and size', async () => {
    const { nuclei, tissue_fraction, is_h_and_e, kept, tissue } = await measure(drawSection(), 0.5);
    expect(is_h_and_e).toBe(true);
    expect(tissue).toBe('skin');
    expect(tissue_fraction).toBeCloseTo(0.9, 1);
    expect(nuclei.count).toBe(DRAWN_NUCLEI);
    expect(nuclei.mean_area_px! / (Math.PI * 8 * 6)).toBeGreaterThan(0.85);
    expect(nuclei.mean_area_px! / (Math.PI * 8 * 6)).toBeLessThan(1.25);
    expect(nuclei.mean_area_um2).toBeCloseTo(nuclei.mean_area_px! / 4, 0);
    const squareMillimetres = tissue_fraction * 400 * 300 * 0.25e-6;
    expect(nuclei.density_per_mm2! / (DRAWN_NUCLEI / squareMillimetres)).toBeCloseTo(1, 2);
    // Of an ellipse with half-axes 8 and 6.
    expect(nuclei.mean_eccentricity).toBeCloseTo(Math.sqrt(1 - (6 / 8) ** 2), 1);
    expect(kept).toEqual(['overlay.png']);
  });

  it('parts nuclei that touch', async () => {
    const { nuclei } = await measure(drawSection({ touching: 10 }));
    expect(Math.abs(nuclei.count - DRAWN_NUCLEI - 10)).toBeLessThanOrEqual(2);
    expect(nuclei.density_per_mm2).toBeNull();
  });

  it('counts alike in another stain', async () => {
    const { nuclei, is_h_and_e } = await measure(drawSection({ stroma: '#cf86ba', nucleus: '#5c3f86' }));
    expect([nuclei.count, is_h_and_e]).toEqual([DRAWN_NUCLEI, true]);
  });

  it('knows what is no H&E section', async () => {
    for (const image of [drawLesion(), drawSection({ stroma: '#c7b299', nucleus: '#6b4a2a' })]) {
      const { is_h_and_e, warnings } = await measure(image);
      expect(is_h_and_e).toBe(false);
      expect(warnings.map(({ code }) => code)).toContain('not_h_and_e');
    }
  });

  it('has no means where there are no nuclei', async () => {
    const { nuclei, tissue_fraction } = await measure(
      drawLesion({ skin: '#ffffff', lesion: '#ffffff' }),
      0.5,
    );
    expect(nuclei).toMatchObject({ count: 0, mean_area_px: null, mean_circularity: null });
    expect(tissue_fraction).toBeLessThan(0.1);
  });
});

describe('separate', () => {
  it('gives back the amounts that a colour was mixed from', () => {
    const mixed = REFERENCE.hematoxylin.map(
      (value, axis) => 0.7 * value + 0.3 * REFERENCE.eosin[axis]!,
    ) as Vector;
    const [red, green, blue] = mixed.map((value) => Float32Array.of(value)) as [
      Float32Array,
      Float32Array,
      Float32Array,
    ];
    const tissue = Uint8Array.of(1);
    const planes = separate({ width: 1, height: 1, red, green, blue, tissue, tissuePixels: 1 }, REFERENCE);
    expect(planes.hematoxylin[0]).toBeCloseTo(0.7, 5);
    expect(planes.eosin[0]).toBeCloseTo(0.3, 5);
    expect(planes.rest[0]).toBeCloseTo(0, 5);
  });
});
