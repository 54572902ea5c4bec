import sharp, { type Sharp } from 'sharp';

export interface DrawnLesion {
  width?: number;
  height?: number;
  /** Of the ellipse, as shares of the width. */
  radii?: [number, number];
  degrees?: number;
  skin?: string;
  lesion?: string;
  /** Further shapes as SVG, in a drawing of 400 × 300. */
  more?: string;
  hairs?: number;
  vignette?: boolean;
}

/** A drawn dermoscopic image: an ellipse on skin with grain, and perhaps hairs and a dark rim. */
export function drawLesion({
  width = 400,
  height = 300,
  radii = [0.2, 0.13],
  degrees = 20,
  skin = '#d8a88c',
  lesion = '#6a3f28',
  more = '',
  hairs = 0,
  vignette = false,
}: DrawnLesion = {}): Sharp {
  const lines = Array.from(
    { length: hairs },
    (_, at) =>
      `<path d="M ${20 + at * 47} 0 Q ${120 + at * 31} 150 ${60 + at * 53} 300" stroke="#2a1c18" stroke-width="1.2" fill="none"/>`,
  ).join('');
  const rim = vignette
    ? '<path fill-rule="evenodd" fill="#000" d="M0 0H400V300H0Z M 200 -25 a 175 175 0 1 0 0.1 0 Z"/>'
    : '';
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 400 300">
    <rect width="400" height="300" fill="${skin}"/>
    <ellipse cx="200" cy="150" rx="${radii[0] * 400}" ry="${radii[1] * 400}" fill="${lesion}" transform="rotate(${degrees} 200 150)"/>
    ${more}${lines}${rim}</svg>`;
  return sharp(Buffer.from(svg))
    .flatten()
    .composite([{ input: grain(width, height), raw: { width, height, channels: 4 }, blend: 'over' }]);
}

/** Repeatable noise, a little lighter and darker. */
function grain(width: number, height: number): Buffer {
  const pixels = Buffer.alloc(width * height * 4);
  let state = 12345;
  for (let index = 0; index < width * height; index += 1) {
    state = (Math.imul(state, 1103515245) + 12345) & 0x7fffffff;
    const shade = (state >> 16) % 2 === 0 ? 0 : 255;
    pixels.set([shade, shade, shade, 14], 4 * index);
  }
  return pixels;
}
