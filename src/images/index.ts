export { decodeImage, type DecodeOptions } from './decode-image.js';
export type { ImageHeader } from './header/image-header.js';
export { type DecodedImage, encodePng, type Pixels, reduce } from './pixels.js';
export { admitImage, IMAGE_TYPES, probeImage } from './probe-image.js';
export { assessQuality, type ImageQuality, measureQuality, type QualityWarning } from './quality.js';
export { imageFailure, loadSharp, type Sharp } from './sharp.js';
