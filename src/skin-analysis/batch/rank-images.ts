import { DISCLAIMER } from '../photograph.js';
import type { BatchImage, BatchResult } from './batch.js';

/** Puts the images of a batch in order, worst first, and counts them. */
export function rankImages(images: readonly BatchImage[]): BatchResult {
  const analysed = images.flatMap((image) => (image.status === 'ok' ? [image] : []));
  const ranking = [...analysed]
    .sort(
      (a, b) =>
        b.result.binary.probability_malignant - a.result.binary.probability_malignant || a.index - b.index,
    )
    .map(({ index }) => index);
  return {
    images: [...images],
    ranking,
    summary: {
      images: images.length,
      ok: analysed.length,
      failed: images.length - analysed.length,
      malignant: analysed.filter(({ result }) => result.binary.label === 'malignant').length,
      worst: ranking[0] ?? null,
    },
    models: analysed[0]?.result.models ?? [],
    warnings: [],
    disclaimer: DISCLAIMER,
  };
}
