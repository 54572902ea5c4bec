export interface Normalisation {
  layout: 'nchw' | 'nhwc';
  /** Of each channel, on the scale 0–1. */
  mean: readonly number[];
  std: readonly number[];
}

/** Means and deviations of ImageNet, which most vision models expect. */
export const IMAGENET = { mean: [0.485, 0.456, 0.406], std: [0.229, 0.224, 0.225] } as const;

/** Those of CLIP (Radford et al. 2021). */
export const CLIP = {
  mean: [0.48145466, 0.4578275, 0.40821073],
  std: [0.26862954, 0.26130258, 0.27577711],
} as const;

/** A picture as the numbers that a model sees. */
export function toTensor(rgb: Uint8Array, { layout, mean, std }: Normalisation): Float32Array {
  const area = rgb.length / 3;
  const values = new Float32Array(rgb.length);
  for (let pixel = 0; pixel < area; pixel += 1)
    for (let channel = 0; channel < 3; channel += 1) {
      const value = (rgb[3 * pixel + channel]! / 255 - mean[channel]!) / std[channel]!;
      values[layout === 'nchw' ? channel * area + pixel : 3 * pixel + channel] = value;
    }
  return values;
}
