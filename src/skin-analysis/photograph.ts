import {
  admitImage,
  assessQuality,
  decodeImage,
  type DecodedImage,
  type ImageQuality,
  type QualityWarning,
  reduce,
} from '../images/index.js';
import { Failure } from '../platform/failure.js';

/** The sentence that goes with every result about a person's skin. */
export const DISCLAIMER =
  'This is a measurement by a program, not a diagnosis. Show any mole or wound that changes or worries you to a doctor.';

/** An upload ready to be analysed. */
export interface Photograph {
  image: DecodedImage;
  /** Upright size of the upload, and measures of its quality. */
  view: { width: number; height: number; quality: ImageQuality };
  warnings: QualityWarning[];
}

/** Which file to read, and what is refused. */
export interface PhotographOrder {
  path: string;
  /** A photograph with any weakness is refused instead of analysed. */
  strict: boolean;
  maximumPixels: number;
}

/** Long side at which photographs are analysed. */
const LONG_SIDE = 1024;
/** Long side to which the thresholds of the quality belong. */
const QUALITY_SIDE = 512;

/**
 * Decodes an upload and judges it as a photograph.
 *
 * @throws Failure `unreadable`, `unsupported`, `too_large`, or `bad_input` when strict
 */
export async function readPhotograph({ path, strict, maximumPixels }: PhotographOrder): Promise<Photograph> {
  await admitImage(path, maximumPixels);
  const image = await decodeImage(path, { longSide: LONG_SIDE, maximumPixels });
  const { quality, warnings } = assessQuality({ ...image, ...(await reduce(image, QUALITY_SIDE)) });
  if (strict && warnings.length > 0)
    throw new Failure(
      'bad_input',
      warnings.map((warning) => `${warning.words} ${warning.what_to_retake}`).join(' '),
    );
  return { image, view: { ...image.original, quality }, warnings };
}
