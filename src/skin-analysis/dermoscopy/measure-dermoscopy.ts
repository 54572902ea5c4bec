import { DISCLAIMER, type PhotographOrder, readPhotograph } from '../photograph.js';
import { CUT_OFF, NOTHING_MEASURED } from '../warnings.js';
import { type DERMOSCOPY_STEPS, type DermoscopyMeasurements, LESION_MEASURER } from './dermoscopy.js';
import { drawOverlay } from './draw-overlay.js';
import { describeLesion, findLesion, scoreLesion } from './measure-lesion.js';

export interface DermoscopyOrder extends PhotographOrder {
  /** Of the upload; null when the scale is not known. */
  pixelsPerMillimeter: number | null;
}

export interface DermoscopyContext {
  progress?: (update: { step: (typeof DERMOSCOPY_STEPS)[number]; words: string }) => void;
  /** Takes the overlay picture, as `overlay.png`. */
  keep?: (name: string, body: Uint8Array) => void;
}

/**
 * Measures the lesion of a dermoscopic image.
 *
 * @throws Failure `unreadable`, `too_large` or `bad_input`, with a sentence for the client
 */
export async function measureDermoscopy(
  order: DermoscopyOrder,
  { progress, keep }: DermoscopyContext = {},
): Promise<DermoscopyMeasurements> {
  progress?.({ step: 'decode', words: 'Opening the image' });
  const { image, view, warnings } = await readPhotograph(order);
  progress?.({ step: 'segment', words: 'Finding the lesion' });
  const found = await findLesion(image);
  progress?.({ step: 'measure', words: 'Measuring the lesion' });
  const lesion = describeLesion(found, order.pixelsPerMillimeter);
  const abcd = found && scoreLesion(found);
  progress?.({ step: 'report', words: 'Drawing the overlay' });
  if (keep) keep('overlay.png', await drawOverlay(image, lesion, abcd));
  return {
    image: view,
    lesion,
    abcd,
    models: [{ ...LESION_MEASURER }],
    warnings: [...warnings, ...(found ? [] : [NOTHING_MEASURED]), ...(lesion.cut_off ? [CUT_OFF] : [])],
    disclaimer: DISCLAIMER,
  };
}
