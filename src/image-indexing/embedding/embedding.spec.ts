/** @jest-environment ./test/support/native-arrays-environment.mjs */
import { describe, expect, it } from '@jest/globals';
import sharp from 'sharp';
import { decodeImage } from '../../images/index.js';
import { embedSquares, EMBEDDING_LENGTH } from '../../models/embedding/index.js';
import { smallPictureOf, SMALL_LONG_SIDE } from './small-picture.js';
import { squaresOf } from './squares.js';

/** A drawn picture: a shape of a colour on a ground. */
async function draw(shape: string, ground = '#ffffff', side = 300): Promise<Buffer> {
  const svg = `<svg width="${side}" height="${side}" viewBox="0 0 100 100"><rect width="100" height="100" fill="${ground}"/>${shape}</svg>`;
  return sharp(Buffer.from(svg)).png().toBuffer();
}
const embed = async (image: Uint8Array): Promise<Float32Array> =>
  (await embedSquares([await squaresOf(await decodeImage(image, { longSide: SMALL_LONG_SIDE }))]))[0]!;
const cosine = (a: Float32Array, b: Float32Array): number =>
  a.reduce((sum, value, index) => sum + value * b[index]!, 0);

const SHIRT =
  '<path d="M20 20 L40 12 L60 12 L80 20 L88 45 L72 48 L70 90 L30 90 L28 48 L12 45 Z" fill="#c33"/>';
const MUG =
  '<rect x="25" y="30" width="40" height="50" rx="4" fill="#36a"/><circle cx="70" cy="55" r="14" fill="none" stroke="#36a" stroke-width="6"/>';

describe('the image embedding', () => {
  it('has length one and 512 numbers, the same every time', async () => {
    const first = await embed(await draw(SHIRT));
    expect(first).toHaveLength(EMBEDDING_LENGTH);
    expect(cosine(first, first)).toBeCloseTo(1, 5);
    expect(await embed(await draw(SHIRT))).toEqual(first);
  });

  it('puts distorted copies nearer than other things', async () => {
    const image = await draw(SHIRT);
    const original = await embed(image);
    const other = await embed(await draw(MUG));
    const copies = [
      await sharp(image).flop().jpeg({ quality: 50 }).toBuffer(),
      await sharp(image).rotate(8, { background: '#ffffff' }).png().toBuffer(),
      await sharp(image).modulate({ brightness: 0.85, saturation: 0.8 }).webp().toBuffer(),
      await sharp(image).extract({ left: 15, top: 15, width: 270, height: 270 }).png().toBuffer(),
    ];
    for (const copy of copies)
      expect(cosine(original, await embed(copy))).toBeGreaterThan(cosine(original, other));
  });

  it('sees pictures upright by EXIF, transparent ones on white, and converts CMYK', async () => {
    const image = await draw(SHIRT);
    const plain = await embed(image);
    const turned = await sharp(image)
      .rotate(90)
      .jpeg({ quality: 100 })
      .withMetadata({ orientation: 8 })
      .toBuffer();
    expect(cosine(plain, await embed(turned))).toBeGreaterThan(0.95);
    const clear = await sharp(
      Buffer.from(`<svg width="300" height="300" viewBox="0 0 100 100">${SHIRT}</svg>`),
    )
      .png()
      .toBuffer();
    expect(cosine(plain, await embed(clear))).toBeGreaterThan(0.95);
    const cmyk = await sharp(image).toColourspace('cmyk').jpeg({ quality: 100 }).toBuffer();
    expect(cosine(plain, await embed(cmyk))).toBeGreaterThan(0.8);
  });

  it('is nearly the same of the picture that is kept', async () => {
    const image = await draw(SHIRT, '#ffffff', 900);
    const kept = await smallPictureOf(await decodeImage(image));
    expect((await sharp(kept).metadata()).width).toBe(SMALL_LONG_SIDE);
    expect(cosine(await embed(image), await embed(kept))).toBeGreaterThan(0.99);
  });

  it('fails clearly for a damaged file', async () => {
    const image = await draw(SHIRT);
    await expect(embed(image.subarray(0, image.length / 2))).rejects.toMatchObject({
      failureClass: 'unreadable',
    });
  });
});
