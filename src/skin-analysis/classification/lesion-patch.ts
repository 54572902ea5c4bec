import { type DecodedImage, loadSharp } from '../../images/index.js';
import type { FoundLesion } from '../dermoscopy/measure-lesion.js';
import { type LabImage, toLab } from '../raster/lab.js';
import { centerOf, countOf, type Mask, maskOf } from '../raster/mask.js';

/** Numbers that describe a lesion, by name; none depends on its size in the picture. */
export type LesionFeatures = Record<string, number>;

/** A lesion cut out with a margin and brought to one size, so that its distance from the camera hardly matters. */
export interface LesionPatch {
  lab: LabImage;
  mask: Mask;
}

/** The same cut squeezed to a square, as the network sees it. */
export interface LesionSquare {
  /** Red, green, blue, 0–255. */
  rgb: Uint8Array;
  lesion: Mask;
  /** What the lens shows. */
  view: Mask;
}

/** Long side of the patch in pixels. */
const PATCH_SIDE = 160;
/** Half the side of the cut, in radii of a disc of the lesion's area. */
const REACH = 1.7;

/** Cuts the lesion out of the image at its full analysed size. */
export async function cutLesion(image: DecodedImage, lesion: FoundLesion): Promise<LesionPatch> {
  const box = boxAround(image, lesion);
  const { data, info } = await cut(image, box, PATCH_SIDE, 'inside');
  const { width, height } = info;
  return {
    lab: toLab({ data, width, height }),
    mask: cutMask(lesion.mask, image, box, info),
  };
}

/** Cuts the same place as a square of `side` pixels. */
export async function cutSquare(
  image: DecodedImage,
  lesion: FoundLesion,
  side: number,
): Promise<LesionSquare> {
  const box = boxAround(image, lesion);
  const { data, info } = await cut(image, box, side, 'fill');
  return {
    rgb: data,
    lesion: cutMask(lesion.mask, image, box, info),
    view: cutMask(lesion.view, image, box, info),
  };
}

interface Size {
  width: number;
  height: number;
}

interface Box extends Size {
  x: number;
  y: number;
}

async function cut(
  image: DecodedImage,
  box: Box,
  side: number,
  fit: 'inside' | 'fill',
): Promise<{ data: Buffer; info: Size }> {
  const sharp = await loadSharp();
  return sharp(image.data, { raw: { width: image.width, height: image.height, channels: 3 } })
    .extract({ left: box.x, top: box.y, width: box.width, height: box.height })
    .resize(side, side, { fit })
    .raw()
    .toBuffer({ resolveWithObject: true });
}

function cutMask(mask: Mask, image: DecodedImage, box: Box, { width, height }: Size): Mask {
  const toMask = mask.width / image.width;
  return maskOf(width, height, (index) => {
    const x = (box.x + (((index % width) + 0.5) / width) * box.width) * toMask;
    const y = (box.y + ((Math.floor(index / width) + 0.5) / height) * box.height) * toMask;
    const column = Math.min(mask.width - 1, Math.floor(x));
    const row = Math.min(mask.height - 1, Math.floor(y));
    return mask.bits[row * mask.width + column] === 1;
  });
}

/** A square around the lesion, moved into the picture; where that is smaller, no larger than it. */
function boxAround(image: DecodedImage, { mask }: FoundLesion): Box {
  const toImage = image.width / mask.width;
  const side = Math.max(1, Math.round(2 * REACH * Math.sqrt(countOf(mask) / Math.PI) * toImage));
  const [x, y] = centerOf(mask).map((middle) => (middle + 0.5) * toImage) as [number, number];
  const [width, height] = [Math.min(side, image.width), Math.min(side, image.height)];
  const place = (middle: number, length: number, whole: number): number =>
    Math.round(Math.min(whole - length, Math.max(0, middle - length / 2)));
  return { x: place(x, width, image.width), y: place(y, height, image.height), width, height };
}
