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

/** For measuring. */
export const DISTORTIONS = [cropAndMirror, turnAndPale];

/** A corner of three quarters of each side, under other light. */
function corner(isLowerRight, light) {
  return async (bytes) => {
    const { data, info } = await sharp(bytes)
      .removeAlpha()
      .toColourspace('srgb')
      .raw()
      .toBuffer({ resolveWithObject: true });
    const [width, height] = [Math.round(info.width * 0.75), Math.round(info.height * 0.75)];
    const [left, top] = isLowerRight ? [info.width - width, info.height - height] : [0, 0];
    return sharp(data, { raw: info })
      .extract({ left, top, width, height })
      .linear(light, [0, 0, 0])
      .jpeg({ quality: 85 })
      .toBuffer();
  };
}

/** For fitting: other ways than those that are measured. */
export const VIEWS = [corner(false, [0.9, 0.82, 0.78]), corner(true, [1.05, 1.12, 1.2])];
