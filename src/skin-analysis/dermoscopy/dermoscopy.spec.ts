import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Sharp } from 'sharp';
import { decodeImage } from '../../images/index.js';
import { drawLesion } from '../testing/draw-lesion.js';
import type { DermoscopyMeasurements } from './dermoscopy.js';
import { measureDermoscopy } from './measure-dermoscopy.js';

const folder = mkdtempSync(join(tmpdir(), 'assay-dermoscopy-'));
afterAll(() => rmSync(folder, { recursive: true }));

let files = 0;
async function measure(
  image: Sharp,
  { pixelsPerMillimeter = null as number | null, strict = false, as = 'png' as 'png' | 'jpeg' } = {},
): Promise<DermoscopyMeasurements> {
  const path = join(folder, `${(files += 1)}.${as}`);
  await image.toFormat(as, as === 'jpeg' ? { quality: 60 } : {}).toFile(path);
  return measureDermoscopy({ path, pixelsPerMillimeter, strict, maximumPixels: 50_000_000 });
}

/** A lesion with two colours and a notch, so that nothing is symmetrical. */
const IRREGULAR = {
  more: '<circle cx="248" cy="112" r="40" fill="#201614"/><circle cx="140" cy="160" r="26" fill="#8d5a3c"/>',
};

describe('measureDermoscopy', () => {
  it('measures an ellipse of known size', async () => {
    const { lesion, image, models, warnings } = await measure(drawLesion(), { pixelsPerMillimeter: 40 });
    const area = Math.PI * 80 * 52;
    expect(image).toMatchObject({ width: 400, height: 300 });
    expect(lesion.found).toBe(true);
    expect(lesion.area_px / area).toBeGreaterThan(0.97);
    expect(lesion.area_px / area).toBeLessThan(1.12);
    expect(lesion.area_fraction).toBeCloseTo(lesion.area_px / (400 * 300), 1);
    expect(lesion.diameter_px / 160).toBeGreaterThan(0.97);
    expect(lesion.diameter_px / 160).toBeLessThan(1.07);
    expect(lesion.diameter_mm).toBeCloseTo(lesion.diameter_px / 40, 1);
    // Ramanujan's perimeter of the ellipse, squared, over 4π times its area.
    expect(lesion.compactness).toBeCloseTo(1.068, 1);
    expect(lesion.cut_off).toBe(false);
    expect(models).toEqual([{ name: 'assay-lesion-measurer', version: '1.0.0', kind: 'embedded' }]);
    expect(warnings).toEqual([]);
  });

  it('gives the outline in pixels of the upload, turned upright', async () => {
    const stored = await drawLesion({ more: '<circle cx="290" cy="80" r="20" fill="#6a3f28"/>' })
      .withMetadata({ orientation: 6 })
      .jpeg()
      .toBuffer();
    const path = join(folder, 'turned.jpg');
    const { writeFile } = await import('node:fs/promises');
    await writeFile(path, stored);
    const { image, lesion } = await measureDermoscopy({
      path,
      pixelsPerMillimeter: null,
      strict: false,
      maximumPixels: 1e9,
    });
    expect(image).toMatchObject({ width: 300, height: 400 });
    const [xs, ys] = [0, 1].map((axis) => lesion.polygon.map((point) => point[axis as 0 | 1]));
    expect(Math.max(...xs!)).toBeLessThan(300);
    expect(Math.max(...ys!) - Math.min(...ys!)).toBeGreaterThan(Math.max(...xs!) - Math.min(...xs!));
  });

  it('scores a disc of one colour as symmetrical, a lesion of parts as not', async () => {
    const plain = await measure(drawLesion({ radii: [0.16, 0.16] }));
    const irregular = await measure(drawLesion(IRREGULAR));
    expect(plain.abcd).toMatchObject({ asymmetry: 0, color: 1, tds: null, differential_structure: null });
    expect(irregular.abcd!.asymmetry).toBeGreaterThan(0);
    expect(irregular.abcd!.color).toBeGreaterThan(plain.abcd!.color);
    expect(irregular.abcd!.colors.map(({ name }) => name)).toContain('black');
    const { asymmetry, border, color, tds_without_structure } = irregular.abcd!;
    expect(tds_without_structure).toBeCloseTo(1.3 * asymmetry + 0.1 * border + 0.5 * color, 5);
  });

  it('counts abrupt ends of the border', async () => {
    const sharpEdge = await measure(drawLesion({ radii: [0.16, 0.16] }));
    const fading =
      '<defs><radialGradient id="g"><stop offset="0.3" stop-color="#6a3f28"/><stop offset="1" stop-color="#d8a88c"/></radialGradient></defs><circle cx="200" cy="150" r="110" fill="url(#g)"/>';
    const faded = await measure(drawLesion({ radii: [0.01, 0.01], more: fading }));
    expect(sharpEdge.abcd!.border).toBe(8);
    expect(faded.abcd!.border).toBe(0);
  });

  it('finds nothing on bare skin, light or dark', async () => {
    for (const skin of ['#d8a88c', '#4a2f22']) {
      const { lesion, abcd, warnings } = await measure(drawLesion({ skin, lesion: skin }));
      expect(warnings.map(({ code }) => code)).toContain('no_lesion');
      expect(lesion).toMatchObject({ found: false, polygon: [], area_px: 0, diameter_mm: null });
      expect(abcd).toBeNull();
    }
  });

  it('finds a lesion on dark skin', async () => {
    const { lesion } = await measure(drawLesion({ skin: '#6b4632', lesion: '#2b1a14' }));
    expect(lesion.found).toBe(true);
    expect(lesion.area_px / (Math.PI * 80 * 52)).toBeCloseTo(1, 0);
  });

  it('finds a lesion in a lens that is small in a black picture', async () => {
    const around = '<path fill-rule="evenodd" d="M0 0H400V300H0Z M 200 50 a 100 100 0 1 0 0.1 0 Z"/>';
    const { lesion } = await measure(drawLesion({ radii: [0.08, 0.08], more: around }));
    expect(lesion.area_px / (Math.PI * 32 * 32)).toBeGreaterThan(0.9);
    expect(lesion.area_px / (Math.PI * 32 * 32)).toBeLessThan(1.2);
    expect(lesion.cut_off).toBe(false);
  });

  it('finds the same lesion in light that falls from a side', async () => {
    const shade =
      '<defs><linearGradient id="s"><stop stop-opacity="0.5"/><stop offset="1" stop-opacity="0"/></linearGradient></defs><rect width="400" height="300" fill="url(#s)"/>';
    const { lesion } = await measure(drawLesion({ more: shade }));
    expect(lesion.area_px / (Math.PI * 80 * 52)).toBeGreaterThan(0.95);
    expect(lesion.area_px / (Math.PI * 80 * 52)).toBeLessThan(1.15);
  });

  it('knows a lesion that is cut off by the edge', async () => {
    const { lesion } = await measure(
      drawLesion({ more: '<ellipse cx="330" cy="150" rx="120" ry="60" fill="#6a3f28"/>' }),
    );
    expect(lesion.cut_off).toBe(true);
  });

  it('draws an overlay of the size at which the image was analysed', async () => {
    const kept: [string, Uint8Array][] = [];
    const path = join(folder, 'large.jpg');
    await drawLesion({ width: 1100, height: 825 }).jpeg().toFile(path);
    await measureDermoscopy(
      { path, pixelsPerMillimeter: null, strict: false, maximumPixels: 1e9 },
      { keep: (name, body) => kept.push([name, body]) },
    );
    expect(kept.map(([name]) => name)).toEqual(['overlay.png']);
    const overlay = await decodeImage(kept[0]![1]);
    expect([overlay.width, overlay.height]).toEqual([1024, 768]);
    expect(overlay.data).not.toEqual((await decodeImage(path, { longSide: 1024 })).data);
  });

  it('warns of a weak photograph, and refuses it when strict', async () => {
    const small = drawLesion({ width: 160, height: 120 });
    expect((await measure(small)).warnings.map(({ code }) => code)).toContain('too_small');
    await expect(measure(small, { strict: true })).rejects.toMatchObject({ failureClass: 'bad_input' });
  });
});

describe('stability', () => {
  let reference: DermoscopyMeasurements;
  beforeAll(async () => {
    reference = await measure(drawLesion(IRREGULAR));
  });

  const larger = (image: Sharp) => image.png().toBuffer();
  it.each<[string, () => Promise<Sharp>, number]>([
    ['turned by a quarter', async () => (await clone()).rotate(90), 1],
    ['mirrored', async () => (await clone()).flop(), 1],
    ['larger', async () => (await clone()).resize(600), 1.5],
    ['behind hairs and a dark rim', async () => drawLesion({ ...IRREGULAR, hairs: 6, vignette: true }), 1],
  ])('measures alike when %s', async (_name, change, scale) => {
    expectAlike(await measure(await change()), scale);
  });

  it('measures alike as a JPEG of low quality', async () => {
    expectAlike(await measure(drawLesion(IRREGULAR), { as: 'jpeg' }), 1);
  });

  async function clone(): Promise<Sharp> {
    const { default: sharp } = await import('sharp');
    return sharp(await larger(drawLesion(IRREGULAR)));
  }

  function expectAlike({ lesion, abcd }: DermoscopyMeasurements, scale: number): void {
    const within = (value: number, expected: number, share: number): void => {
      expect(value / expected).toBeGreaterThan(1 - share);
      expect(value / expected).toBeLessThan(1 + share);
    };
    within(lesion.area_px, reference.lesion.area_px * scale ** 2, 0.06);
    within(lesion.perimeter_px, reference.lesion.perimeter_px * scale, 0.08);
    within(lesion.diameter_px, reference.lesion.diameter_px * scale, 0.05);
    within(lesion.compactness, reference.lesion.compactness, 0.12);
    expect(Math.abs(abcd!.asymmetry - reference.abcd!.asymmetry)).toBeLessThanOrEqual(1);
    expect(Math.abs(abcd!.border - reference.abcd!.border)).toBeLessThanOrEqual(1);
    expect(Math.abs(abcd!.color - reference.abcd!.color)).toBeLessThanOrEqual(1);
  }
});
