/** Ways in which a photograph comes back as another file; each turns the bytes of an image into those of a JPEG of quality 50. */
import sharp from 'sharp';

async function cropAndMirror(bytes) {
  const { width, height } = await sharp(bytes).metadata();
  const [w, h] = [Math.round(width * 0.866), Math.round(height * 0.866)];
  const area = { left: Math.floor((width - w) / 2), top: Math.floor((height - h) / 2), width: w, height: h };
  return sharp(bytes).extract(area).flop().jpeg({ quality: 50 }).toBuffer();
}

function turnAndPale(bytes) {
  return sharp(bytes)
    .rotate(9, { background: '#888888' })
    .modulate({ brightness: 1.15, saturation: 0.8 })
    .jpeg({ quality: 50 })
    .toBuffer();
}

export const DISTORTIONS = [cropAndMirror, turnAndPale];
