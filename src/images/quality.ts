import type { DecodedImage, Pixels } from './pixels.js';

/** Something about the photograph that makes results less sure, and what to do about it. */
export interface QualityWarning {
  code: 'too_small' | 'blurred' | 'too_dark' | 'too_bright' | 'low_contrast';
  words: string;
  what_to_retake: string;
}

/** Measures of a photograph that say how much can be read from it. */
export interface ImageQuality {
  /** Variance of the Laplacian over the variance of the luminance (no unit); low means blurred. */
  sharpness: number;
  /** Mean luminance, 0–255. */
  brightness: number;
  /** Standard deviation of the luminance, 0–255. */
  contrast: number;
}

const SMALLEST_SIDE = 200;
const BLURRED_BELOW = 0.003;
const DARK_BELOW = 45;
const BRIGHT_ABOVE = 235;
const FLAT_BELOW = 6;

/**
 * Judges size, sharpness and exposure. The picture should come at a long side of about 512, to which the thresholds belong.
 * Sharpness after Pech-Pacheco et al., "Diatom autofocusing in brightfield microscopy", ICPR 2000 (variance of the Laplacian),
 * set against the contrast, so that a smooth subject is not taken for a blurred one.
 */
export function assessQuality(image: DecodedImage): { quality: ImageQuality; warnings: QualityWarning[] } {
  const quality = measureQuality(image);
  const { width, height } = image.original;
  const warnings: QualityWarning[] = [];
  if (Math.min(width, height) < SMALLEST_SIDE)
    warnings.push({
      code: 'too_small',
      words: `The image is small (${width} × ${height} pixels); fine structures cannot be seen.`,
      what_to_retake: `Send the original photograph, at least ${SMALLEST_SIDE} pixels on its short side.`,
    });
  if (quality.brightness < DARK_BELOW)
    warnings.push({
      code: 'too_dark',
      words: 'The image is very dark.',
      what_to_retake: 'Take it in more, even light, without a shadow over the place.',
    });
  if (quality.brightness > BRIGHT_ABOVE)
    warnings.push({
      code: 'too_bright',
      words: 'The image is overexposed.',
      what_to_retake: 'Take it with less light and without a reflection of the flash.',
    });
  if (quality.contrast < FLAT_BELOW)
    warnings.push({
      code: 'low_contrast',
      words: 'Hardly anything stands out in the image.',
      what_to_retake: 'Bring the place into the middle and into focus, in even light.',
    });
  else if (quality.sharpness < BLURRED_BELOW)
    warnings.push({
      code: 'blurred',
      words: 'The image is out of focus or shaken.',
      what_to_retake: 'Hold the camera still, let it focus, and take the picture again.',
    });
  return { quality, warnings };
}

export function measureQuality(image: Pixels): ImageQuality {
  const luminance = luminanceOf(image);
  const { width, height } = image;
  const { mean, variance } = moments(luminance);
  const laplacian = new Float32Array(Math.max(0, width - 2) * Math.max(0, height - 2));
  let count = 0;
  for (let y = 1; y < height - 1; y += 1)
    for (let x = 1; x < width - 1; x += 1) {
      const at = y * width + x;
      const around =
        luminance[at - 1]! + luminance[at + 1]! + luminance[at - width]! + luminance[at + width]!;
      laplacian[count++] = around - 4 * luminance[at]!;
    }
  const sharpness = variance < 1 ? 0 : moments(laplacian).variance / variance;
  return { sharpness, brightness: mean, contrast: Math.sqrt(variance) };
}

/** Rec. 709 luma of each pixel, 0–255. */
function luminanceOf({ data, width, height }: Pixels): Float32Array {
  const luminance = new Float32Array(width * height);
  for (let index = 0; index < luminance.length; index += 1)
    luminance[index] =
      0.2126 * data[3 * index]! + 0.7152 * data[3 * index + 1]! + 0.0722 * data[3 * index + 2]!;
  return luminance;
}

function moments(values: ArrayLike<number>): { mean: number; variance: number } {
  if (values.length === 0) return { mean: 0, variance: 0 };
  let [sum, squares] = [0, 0];
  for (let index = 0; index < values.length; index += 1) {
    sum += values[index]!;
    squares += values[index]! ** 2;
  }
  const mean = sum / values.length;
  return { mean, variance: Math.max(0, squares / values.length - mean * mean) };
}
