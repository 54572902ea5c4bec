// The classifier's features of an image, as the product computes them, with those of the framing beside them for comparison.
import { decodeImage } from '../dist/images/index.js';
import { describeFeatures } from '../dist/skin-analysis/classification/lesion-features.js';
import { describeLesion, findLesion } from '../dist/skin-analysis/dermoscopy/measure-lesion.js';

/** Features by name, null when no lesion is found. */
export async function describeImage(bytes) {
  const image = await decodeImage(bytes, { longSide: 1024 });
  const lesion = await findLesion(image);
  if (!lesion) return null;
  const { area_fraction, cut_off } = describeLesion(lesion, null);
  return {
    ...(await describeFeatures(image, lesion)),
    frame_area: Math.sqrt(area_fraction),
    frame_cut_off: Number(cut_off),
  };
}
