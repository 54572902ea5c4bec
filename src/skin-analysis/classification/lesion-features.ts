import type { DecodedImage } from '../../images/index.js';
import { measureAsymmetry } from '../dermoscopy/asymmetry.js';
import type { FoundLesion } from '../dermoscopy/measure-lesion.js';
import { darkPartFeatures } from './dark-part-features.js';
import { formFeatures } from './form-features.js';
import { cutLesion, cutSquare, type LesionFeatures } from './lesion-patch.js';
import { NETWORK_SIDE, structureFeatures } from './structure-network.js';
import { varietyFeatures } from './variety-features.js';

/** Describes form, variety, dark parts and structure of a lesion. */
export async function describeFeatures(image: DecodedImage, lesion: FoundLesion): Promise<LesionFeatures> {
  const patch = await cutLesion(image, lesion);
  const asymmetry = measureAsymmetry(patch.lab, patch.mask);
  return {
    ...formFeatures(lesion.outline, asymmetry),
    ...varietyFeatures(patch, lesion.skin, asymmetry),
    ...darkPartFeatures(patch),
    ...(await structureFeatures(await cutSquare(image, lesion, NETWORK_SIDE))),
  };
}
