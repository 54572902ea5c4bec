import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { deflateSync } from 'node:zlib';
import { describe, expect, it } from '@jest/globals';
import sharp, { type Sharp } from 'sharp';
import { Failure } from '../platform/failure.js';
import { admitImage, assessQuality, decodeImage, encodePng, probeImage, reduce } from './index.js';

const RED = { r: 200, g: 40, b: 30 };
const plain = (width: number, height: number) =>
  sharp({ create: { width, height, channels: 3, background: RED } });
/** Left half red, right half white. */
const halves = (width: number, height: number) =>
  plain(width, height).composite([
    {
      input: { create: { width: width / 2, height, channels: 3, background: '#ffffff' } },
      left: width / 2,
      top: 0,
    },
  ]);
const rgbAt = ({ data, width }: { data: Uint8Array; width: number }, x: number, y: number): number[] => [
  ...data.subarray(3 * (y * width + x), 3 * (y * width + x) + 3),
];

function hugePng(side: number): Buffer {
  const header = Buffer.alloc(25);
  header.writeUInt32BE(13, 0);
  header.write('IHDR', 4);
  header.writeUInt32BE(side, 8);
  header.writeUInt32BE(side, 12);
  header.set([8, 2, 0, 0, 0], 16);
  const data = deflateSync(Buffer.alloc(1_000_000));
  const chunk = Buffer.alloc(8);
  chunk.writeUInt32BE(data.length, 0);
  chunk.write('IDAT', 4);
  return Buffer.concat([Buffer.from('89504e470d0a1a0a', 'hex'), header, chunk, data]);
}

describe('probeImage', () => {
  it.each([
    ['image/png', () => plain(301, 207).png()],
    ['image/jpeg', () => plain(301, 207).jpeg({ progressive: true })],
    ['image/jpeg', () => plain(301, 207).withMetadata({ orientation: 6 }).jpeg()],
    ['image/webp', () => plain(301, 207).webp()],
    ['image/webp', () => plain(301, 207).webp({ lossless: true })],
    ['image/webp', () => plain(301, 207).ensureAlpha(0.5).webp()],
    ['image/tiff', () => plain(301, 207).tiff()],
    ['image/tiff', () => plain(301, 207).tiff({ compression: 'lzw', tile: true })],
    ['image/avif', () => plain(301, 207).avif()],
  ])('reads %s by its header', async (mediaType, make) => {
    const bytes = await make().toBuffer();
    expect(await probeImage(bytes)).toEqual({ mediaType, width: 301, height: 207, frames: 1 });
  });

  it('counts the frames of WebP and TIFF', async () => {
    const pages = Buffer.from(Uint8Array.from({ length: 20 * 90 * 3 }, (_, index) => index % 251));
    const film = sharp(pages, { raw: { width: 20, height: 90, channels: 3, pageHeight: 30 } });
    for (const image of [film.clone().webp(), film.clone().tiff()])
      expect(await probeImage(await image.toBuffer())).toMatchObject({ width: 20, height: 30, frames: 3 });
  });

  it('refuses 50,000 × 50,000 pixels in a few kilobytes, without decoding', async () => {
    const bomb = hugePng(50_000);
    expect(bomb.length).toBeLessThan(20_000);
    await expect(admitImage(bomb, 50_000_000)).rejects.toMatchObject({
      failureClass: 'too_large',
      message: expect.stringContaining('50000 × 50000'),
    });
  });

  it('names what is no image and what is HEIC', async () => {
    const unsupported = { failureClass: 'unsupported' };
    await expect(probeImage(Buffer.from('%PDF-1.7'))).rejects.toMatchObject(unsupported);
    await expect(probeImage(Buffer.alloc(0))).rejects.toMatchObject(unsupported);
    await expect(probeImage(await plain(9, 9).gif().toBuffer())).rejects.toMatchObject(unsupported);
    const heic = Buffer.from('\0\0\0\x18ftypheic\0\0\0\0mif1heic', 'latin1');
    await expect(probeImage(heic)).rejects.toMatchObject({
      ...unsupported,
      message: expect.stringMatching(/JPEG/),
    });
  });

  it('ends for every beginning and every damaged byte of an image', async () => {
    for (const image of [
      plain(30, 20).png(),
      plain(30, 20).jpeg(),
      plain(30, 20).tiff(),
      plain(30, 20).avif(),
    ]) {
      const bytes = await image.toBuffer();
      for (let at = 0; at < Math.min(bytes.length, 400); at += 1) {
        const damaged = Buffer.from(bytes);
        damaged[at] = 0xff;
        for (const candidate of [bytes.subarray(0, at), damaged]) {
          const outcome = await probeImage(candidate).catch((error: unknown) => error);
          if (outcome instanceof Error) expect(outcome).toBeInstanceOf(Failure);
        }
      }
    }
  });
});

describe('decodeImage', () => {
  it('turns by EXIF and tells the upright size', async () => {
    const turned = await halves(60, 40).withMetadata({ orientation: 6 }).jpeg({ quality: 95 }).toBuffer();
    const image = await decodeImage(turned);
    expect(image).toMatchObject({ width: 40, height: 60, original: { width: 40, height: 60 }, scale: 1 });
    expect(rgbAt(image, 20, 5)[1]).toBeLessThan(80);
    expect(rgbAt(image, 20, 55)[1]).toBeGreaterThan(240);
  });

  it('gives three bytes of sRGB for grey, 16 bit, CMYK and transparent images', async () => {
    const grey = await sharp(await plain(20, 10).png().toBuffer())
      .greyscale()
      .png()
      .toBuffer();
    const deep = await sharp(await plain(20, 10).png().toBuffer())
      .toColourspace('rgb16')
      .png()
      .toBuffer();
    const cmyk = await plain(20, 10).toColourspace('cmyk').jpeg({ quality: 95 }).toBuffer();
    const clear = await plain(20, 10).ensureAlpha(0).png().toBuffer();
    expect((await sharp(deep).metadata()).depth).toBe('ushort');
    expect((await sharp(cmyk).metadata()).space).toBe('cmyk');
    for (const bytes of [grey, deep, cmyk, clear])
      expect((await decodeImage(bytes)).data.length).toBe(20 * 10 * 3);
    expect(new Set(rgbAt(await decodeImage(grey), 5, 5)).size).toBe(1);
    expect(rgbAt(await decodeImage(deep), 5, 5)).toEqual([200, 40, 30]);
    expect(rgbAt(await decodeImage(clear), 5, 5)).toEqual([255, 255, 255]);
    const [red, green] = rgbAt(await decodeImage(cmyk), 5, 5);
    expect(red! - green!).toBeGreaterThan(100);
  });

  it('reduces while it decodes, and later', async () => {
    const bytes = await halves(1200, 600).png().toBuffer();
    const image = await decodeImage(bytes, { longSide: 300 });
    expect(image).toMatchObject({
      width: 300,
      height: 150,
      original: { width: 1200, height: 600 },
      scale: 4,
    });
    expect(await reduce(image, 100)).toMatchObject({ width: 100, height: 50 });
    const png = await encodePng(image);
    expect((await decodeImage(png)).data).toEqual(image.data);
  });

  it('says unreadable of half a file and too_large of too many pixels', async () => {
    const noise = Buffer.from(Uint8Array.from({ length: 300 * 300 * 3 }, (_, index) => (index * 7919) % 251));
    const bytes = await sharp(noise, { raw: { width: 300, height: 300, channels: 3 } })
      .png()
      .toBuffer();
    await expect(decodeImage(bytes.subarray(0, bytes.length / 2))).rejects.toMatchObject({
      failureClass: 'unreadable',
    });
    await expect(decodeImage(bytes, { maximumPixels: 80_000 })).rejects.toMatchObject({
      failureClass: 'too_large',
    });
    await expect(decodeImage('/nowhere/x.png')).rejects.toMatchObject({ failureClass: 'unreadable' });
  });

  it('says unreadable of a JPEG that ends early or has a hole, at any size', async () => {
    const noise = { type: 'gaussian', mean: 128, sigma: 20 } as const;
    const create = { width: 1600, height: 1200, channels: 3, background: '#888', noise } as const;
    const drawn = await sharp({ create }).blur(1.5).png().toBuffer();
    const whole = [
      await sharp(drawn).jpeg({ quality: 90 }).toBuffer(),
      await sharp(drawn).resize(300).jpeg({ quality: 90 }).toBuffer(),
      await sharp(drawn).jpeg({ progressive: true }).toBuffer(),
    ];
    const part = (bytes: Buffer, share: number): number => Math.floor(share * bytes.length);
    for (const bytes of whole) {
      const hole = Buffer.from(bytes).fill(0, part(bytes, 0.4), part(bytes, 0.7));
      const cut = bytes.subarray(0, part(bytes, 0.6));
      const ended = Buffer.concat([cut, Buffer.from([0xff, 0xd9])]);
      expect(await decodeImage(bytes, { longSide: 512 })).toMatchObject({ scale: expect.any(Number) });
      for (const damaged of [hole, cut, ended])
        await expect(decodeImage(damaged, { longSide: 512 })).rejects.toMatchObject({
          failureClass: 'unreadable',
        });
    }
  });

  it('reads what is only odd: stray bytes, something behind the end, flat pictures', async () => {
    const bytes = await halves(600, 400).jpeg().toBuffer();
    const end = bytes.length - 2;
    const stray = Buffer.concat([bytes.subarray(0, end), Buffer.alloc(5), bytes.subarray(end)]);
    const behind = Buffer.concat([bytes, Buffer.from('more')]);
    const flat = await plain(3000, 2000).jpeg({ optimiseCoding: true }).toBuffer();
    for (const image of [stray, behind, flat]) expect(await decodeImage(image)).toMatchObject({ scale: 1 });
  });

  const shared = fileURLToPath(new URL('../../../shared/data/hostile', import.meta.url));
  (existsSync(shared) ? it : it.skip)(
    'ends with pixels or a Failure for each hostile file beside the project (skipped where they are absent)',
    async () => {
      for (const name of readdirSync(shared)) {
        const bytes = readFileSync(join(shared, name));
        const outcome = await decodeImage(bytes).catch((error: unknown) => error);
        if (outcome instanceof Error) expect(outcome).toBeInstanceOf(Failure);
      }
    },
  );
});

describe('assessQuality', () => {
  const codes = async (image: Sharp): Promise<string[]> => {
    const decoded = await decodeImage(await image.png().toBuffer(), { longSide: 512 });
    return assessQuality(decoded).warnings.map(({ code }) => code);
  };
  const checks = (width: number, height: number, dark = 90, light = 190): Sharp =>
    sharp(
      Buffer.from(
        Uint8Array.from({ length: width * height * 3 }, (_, index) => {
          const [x, y] = [Math.floor(index / 3) % width, Math.floor(index / 3 / width)];
          return (Math.floor(x / 64) + Math.floor(y / 64)) % 2 === 0 ? dark : light;
        }),
      ),
      { raw: { width, height, channels: 3 } },
    );

  it('has nothing to say of a sharp picture', async () => {
    expect(await codes(checks(512, 384))).toEqual([]);
  });

  it('names size, blur, darkness, brightness and emptiness', async () => {
    expect(await codes(checks(150, 140))).toEqual(['too_small']);
    expect(await codes(checks(512, 384).blur(9))).toEqual(['blurred']);
    expect(await codes(checks(512, 384, 0, 40))).toEqual(['too_dark']);
    expect(await codes(checks(512, 384, 225, 255))).toEqual(['too_bright']);
    expect(await codes(plain(512, 384))).toEqual(['low_contrast']);
  });
});
