import { dilate, findComponents, invert, type Mask, maskOf } from '../raster/mask.js';
import type { LabImage } from '../raster/lab.js';
import { quantile } from '../raster/plane.js';

/** The lens's rim and the dark corners are darker than this share of the lightness of what is lit. */
const DARK_SHARE = 0.35;
/** What is lit may be as little as a fifth of the picture, where the lens is small in it. */
const LIT = 0.8;
const DARKEST_SKIN = 22;
/** A dark place at the edge smaller than this share of the picture is no vignette. */
const SMALLEST_CORNER = 0.0015;
/** The soft margin of a vignette, as a share of the long side. */
const MARGIN = 0.02;

/** What the lens shows: the picture without dark corners and rims that hang on its edge. */
export function fieldOfView({ width, height, l }: LabImage): Mask {
  const limit = Math.min(DARKEST_SKIN, DARK_SHARE * quantile(l, LIT));
  const dark = maskOf(width, height, (index) => l[index]! < limit);
  const { labels, components } = findComponents(dark);
  const corners = new Set(
    components
      .filter((part) => part.onEdge > 0 && part.area >= SMALLEST_CORNER * width * height)
      .filter((part) => hangsOnEdge(part, width, height))
      .map(({ label }) => label),
  );
  if (corners.size === 0) return maskOf(width, height, () => true);
  const vignette = maskOf(width, height, (index) => corners.has(labels[index]!));
  return invert(dilate(vignette, Math.round(MARGIN * Math.max(width, height))));
}

/** A lesion that is cut by the edge reaches into the middle; a vignette stays outside. */
function hangsOnEdge(
  { x, y, area, onEdge }: { x: number; y: number; area: number; onEdge: number },
  width: number,
  height: number,
): boolean {
  const isRing = onEdge > 0.5 * (width + height);
  const fromMiddle = Math.hypot((x / width - 0.5) * 2, (y / height - 0.5) * 2);
  return isRing || (fromMiddle > 0.6 && onEdge * onEdge > 0.5 * area);
}
