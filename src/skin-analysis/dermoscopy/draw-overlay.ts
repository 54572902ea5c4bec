import { type DecodedImage, loadSharp } from '../../images/index.js';
import type { AbcdScores, LesionMeasures } from './dermoscopy.js';

/** Draws outline and axes over the image; PNG at the size at which the image was analysed. */
export async function drawOverlay(
  image: DecodedImage,
  lesion: LesionMeasures,
  abcd: AbcdScores | null,
): Promise<Buffer> {
  const sharp = await loadSharp();
  const drawing = Buffer.from(drawLesion(image, lesion, abcd));
  return sharp(image.data, { raw: { width: image.width, height: image.height, channels: 3 } })
    .composite([{ input: drawing }])
    .png({ compressionLevel: 4 })
    .toBuffer();
}

const OUTLINE = '#00e5a8';
const AXIS = '#ffffff';

function drawLesion(
  { width, height, scale }: DecodedImage,
  { polygon }: LesionMeasures,
  abcd: AbcdScores | null,
): string {
  const points = polygon.map(([x, y]) => [x / scale, y / scale] as const);
  const stroke = Math.max(1, Math.max(width, height) / 340);
  const outline = points.map((point) => point.join(',')).join(' ');
  const axes = abcd ? drawAxes(points, abcd.asymmetry_details.axis_degrees, stroke) : '';
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}">${axes}<polygon points="${outline}" fill="none" stroke="${OUTLINE}" stroke-width="${stroke}" stroke-linejoin="round"/></svg>`;
}

function drawAxes(points: readonly (readonly [number, number])[], degrees: number, stroke: number): string {
  const mean = (axis: 0 | 1): number => points.reduce((sum, point) => sum + point[axis], 0) / points.length;
  const [x, y] = [mean(0), mean(1)];
  const reach = 1.15 * Math.max(...points.map((point) => Math.hypot(point[0] - x, point[1] - y)));
  const line = (angle: number): string => {
    const [dx, dy] = [reach * Math.cos(angle), reach * Math.sin(angle)];
    return `<line x1="${x - dx}" y1="${y - dy}" x2="${x + dx}" y2="${y + dy}" stroke="${AXIS}" stroke-opacity="0.7" stroke-width="${stroke / 2}" stroke-dasharray="${4 * stroke} ${3 * stroke}"/>`;
  };
  const angle = (degrees * Math.PI) / 180;
  return line(angle) + line(angle + Math.PI / 2);
}
