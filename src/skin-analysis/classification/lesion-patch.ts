import { type DecodedImage, loadSharp } from '../../images/index.js';
import type { FoundLesion } from '../dermoscopy/measure-lesion.js';
import { type LabColor, type LabImage, toLab } from '../raster/lab.js';
import { countOf, erode, type Mask, maskOf } from '../raster/mask.js';

/** A lesion cut out with a margin and brought to one size, so that its distance from the camera hardly matters. */
export interface LesionPatch {
  lab: LabImage;
  mask: Mask;
  skin: LabColor;
}

/** Side of the patch in pixels. */
const PATCH_SIDE = 160;
/** Half the side of the cut, in radii of a disc of the lesion's area. */
const REACH = 1.7;

/** Cuts the lesion out of the image at its full analysed size. */
export async function cutLesion(image: DecodedImage, lesion: FoundLesion): Promise<LesionPatch> {
  const box = boxAround(image, lesion);
  const sharp = await loadSharp();
  const { data, info } = await sharp(image.data, {
    raw: { width: image.width, height: image.height, channels: 3 },
  })
    .extract({ left: box.x, top: box.y, width: box.width, height: box.height })
    .resize(PATCH_SIDE, PATCH_SIDE, { fit: 'inside' })
    .raw()
    .toBuffer({ resolveWithObject: true });
  const { width, height } = info;
  const toMask = lesion.mask.width / image.width;
  const mask = maskOf(width, height, (index) => {
    const x = (box.x + (((index % width) + 0.5) / width) * box.width) * toMask;
    const y = (box.y + ((Math.floor(index / width) + 0.5) / height) * box.height) * toMask;
    const [column, row] = [
      Math.min(lesion.mask.width - 1, Math.floor(x)),
      Math.min(lesion.mask.height - 1, Math.floor(y)),
    ];
    return lesion.mask.bits[row * lesion.mask.width + column] === 1;
  });
  return { lab: toLab({ data, width, height }), mask, skin: lesion.skin };
}

interface Box {
  x: number;
  y: number;
  width: number;
  height: number;
}

function boxAround(image: DecodedImage, { mask, outline }: FoundLesion): Box {
  const toImage = image.width / mask.width;
  const reach = REACH * Math.sqrt(countOf(mask) / Math.PI) * toImage;
  const middle = (axis: 0 | 1): number =>
    (outline.reduce((sum, point) => sum + point[axis], 0) / outline.length) * toImage;
  const [x, y] = [middle(0), middle(1)];
  const left = Math.max(0, Math.floor(x - reach));
  const top = Math.max(0, Math.floor(y - reach));
  return {
    x: left,
    y: top,
    width: Math.max(1, Math.min(image.width, Math.ceil(x + reach)) - left),
    height: Math.max(1, Math.min(image.height, Math.ceil(y + reach)) - top),
  };
}

/** The lesion without its outline, or all of it where nothing else is left. */
export function coreOf(mask: Mask, radius: number): Mask {
  const core = erode(mask, radius);
  return countOf(core) > 0.2 * countOf(mask) ? core : mask;
}
