import type { DecodedImage } from '../../images/index.js';
import {
  describeLesion,
  findLesion,
  type FoundLesion,
  scoreLesion,
  takeMiddle,
} from '../dermoscopy/measure-lesion.js';
import type { AbcdScores, LesionMeasures } from '../dermoscopy/dermoscopy.js';
import { CUT_OFF, NO_LESION, type SkinWarning } from '../warnings.js';
import type { ModelName } from '../model-name.js';
import type { BinaryJudgement } from './classification.js';
import { describeFeatures } from './lesion-features.js';
import {
  featureLogOdds,
  headWeights,
  metadataLogOdds,
  type Person,
  probabilityOf,
  sumOf,
} from './logistic-head.js';

/** A lesion measured and judged by the embedded baseline. */
export interface JudgedLesion {
  lesion: LesionMeasures;
  found: FoundLesion | null;
  features: Record<string, number>;
  metadata: Record<string, number>;
  judgement: BinaryJudgement;
  model: ModelName;
  warnings: SkinWarning[];
}

export const UNKNOWN_PERSON: Person = { age: null, sex: null };

/** Finds the lesion, describes it and weighs the description. Where nothing is found the middle of the image is judged. */
export async function judgeLesion(
  image: DecodedImage,
  person: Person = UNKNOWN_PERSON,
): Promise<JudgedLesion> {
  const found = await findLesion(image);
  const judged = found ?? (await takeMiddle(image));
  const weights = headWeights();
  const features = featureLogOdds(weights, await describeFeatures(image, judged));
  const metadata = metadataLogOdds(weights, person);
  const probability = probabilityOf(sumOf(features) + sumOf(metadata));
  const lesion = describeLesion(found, null);
  return {
    lesion,
    found,
    features,
    metadata,
    judgement: {
      label: probability >= weights.threshold ? 'malignant' : 'benign',
      probability_malignant: Number(probability.toFixed(4)),
      threshold: weights.threshold,
      operating_point: {
        sensitivity: weights.sensitivity,
        specificity: weights.specificity,
        measured_on: `${weights.fitted_on.set}, ${weights.fitted_on.images} images, each judged by a head of other collections, without age and sex`,
      },
    },
    model: { name: weights.name, version: weights.version, kind: 'embedded' },
    warnings: [...(found ? [] : [NO_LESION]), ...(lesion.cut_off ? [CUT_OFF] : [])],
  };
}

export function abcdOf({ found }: JudgedLesion): AbcdScores | null {
  return found && scoreLesion(found);
}
