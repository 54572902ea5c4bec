import { fromPicture, toPicture, type Picture } from './picture.js';

/** Long side of the copy on which the brightness of the paper is estimated. */
const SKETCH_SIDE = 800;
/** Half the side, in pixels of that copy, of the surroundings whose brightest place is the paper: wider than a stroke. */
const STROKE = 5;
const SMOOTHING = 8;
/** Paper is nowhere darker than this part of its usual brightness; what is darker is a printed area. */
const DEEPEST_SHADOW = 0.45;
/** Brightness against the paper's from which on a place counts as blank, and up to which as ink. */
const BLANK = 0.75;
const INK = 0.35;

/**
 * Takes shadows, uneven light, paper colour and grain out of a picture: every place is measured against the paper
 * around it. Recognition of a noisy page is many times quicker afterwards, and surer.
 */
export async function whiten(picture: Picture): Promise<Picture> {
  const paper = await estimatePaper(picture);
  const { pixels, width, height } = picture;
  const whitened = Buffer.allocUnsafe(pixels.length);
  for (let index = 0; index < pixels.length; index++) {
    const brightness = (pixels[index] ?? 0) / (paper.pixels[index] || 1);
    whitened[index] = 255 * Math.min(1, Math.max(0, (brightness - INK) / (BLANK - INK)));
  }
  return { pixels: whitened, width, height };
}

async function estimatePaper(picture: Picture): Promise<Picture> {
  const sketch = await toPicture(
    (await fromPicture(picture)).resize({ width: SKETCH_SIDE, height: SKETCH_SIDE, fit: 'inside' }),
  );
  const bright = brightest(sketch);
  const lowest = DEEPEST_SHADOW * median(bright.pixels);
  bright.pixels.forEach((value, index) => (bright.pixels[index] = Math.max(value, lowest)));
  const smooth = await toPicture((await fromPicture(bright)).blur(SMOOTHING));
  const { width, height } = picture;
  return toPicture((await fromPicture(smooth)).resize({ width, height, fit: 'fill', kernel: 'linear' }));
}

/** Each place as bright as the brightest around it. */
function brightest(picture: Picture): Picture {
  const rows = slide(picture.pixels, picture.height, picture.width, picture.width, 1);
  const pixels = slide(rows, picture.width, picture.height, 1, picture.width);
  return { ...picture, pixels };
}

function slide(source: Buffer, lines: number, length: number, lineStep: number, step: number): Buffer {
  const result = Buffer.allocUnsafe(source.length);
  for (let line = 0; line < lines; line++) {
    for (let place = 0; place < length; place++) {
      let highest = 0;
      const end = Math.min(length - 1, place + STROKE);
      for (let near = Math.max(0, place - STROKE); near <= end; near++)
        highest = Math.max(highest, source[line * lineStep + near * step] ?? 0);
      result[line * lineStep + place * step] = highest;
    }
  }
  return result;
}

function median(values: Buffer): number {
  const counts = new Uint32Array(256);
  for (const value of values) counts[value]! += 1;
  let seen = 0;
  return counts.findIndex((count) => (seen += count) * 2 >= values.length);
}
