/** Makes samples/skin-lesion.jpg: a drawn mole on skin, for the demonstration and the tests. Run with `node tools/make-sample-skin-lesion.mjs`. */
import sharp from 'sharp';

const [WIDTH, HEIGHT] = [1024, 768];
const FILE = new URL('../samples/skin-lesion.jpg', import.meta.url).pathname;

/** Repeatable noise for the grain of the skin. */
function grain() {
  const pixels = Buffer.alloc(WIDTH * HEIGHT * 4);
  let state = 2026;
  for (let at = 0; at < WIDTH * HEIGHT; at += 1) {
    state = (Math.imul(state, 1103515245) + 12345) & 0x7fffffff;
    const shade = (state >> 16) % 2 === 0 ? 40 : 235;
    pixels.set([shade, shade, shade, 16], 4 * at);
  }
  return pixels;
}

/** A closed line around a centre whose radius swings. */
function blob(x, y, radius, swing, phase) {
  const points = Array.from({ length: 72 }, (_, step) => {
    const angle = (step * Math.PI) / 36;
    const reach =
      radius * (1 + swing * Math.sin(3 * angle + phase) + (swing / 2) * Math.sin(7 * angle + 2 * phase));
    return `${(x + reach * Math.cos(angle)).toFixed(1)},${(y + 0.8 * reach * Math.sin(angle)).toFixed(1)}`;
  });
  return points.join(' ');
}

const dots = Array.from({ length: 60 }, (_, at) => {
  const [angle, reach] = [at * 2.4, 190 * Math.sqrt(at / 60)];
  return `<circle cx="${500 + reach * Math.cos(angle)}" cy="${390 + 0.75 * reach * Math.sin(angle)}" r="${5 + (at % 4)}" fill="#3a2118" opacity="0.55"/>`;
});

const drawing = `<svg xmlns="http://www.w3.org/2000/svg" width="${WIDTH}" height="${HEIGHT}">
  <defs>
    <radialGradient id="skin"><stop offset="0" stop-color="#dfb196"/><stop offset="1" stop-color="#cf9c80"/></radialGradient>
    <filter id="soft"><feGaussianBlur stdDeviation="6"/></filter>
  </defs>
  <rect width="${WIDTH}" height="${HEIGHT}" fill="url(#skin)"/>
  <g filter="url(#soft)">
    <polygon points="${blob(500, 390, 235, 0.07, 0.4)}" fill="#8a5438"/>
    <polygon points="${blob(560, 350, 120, 0.12, 1.7)}" fill="#4a2a1e"/>
    <polygon points="${blob(420, 450, 70, 0.1, 0.9)}" fill="#a8664a"/>
  </g>
  ${dots.join('')}
  <path d="M 80 40 Q 420 300 330 760" fill="none" stroke="#2c1d18" stroke-width="3"/>
  <path d="M 930 20 Q 700 260 860 740" fill="none" stroke="#2c1d18" stroke-width="2.5"/>
</svg>`;

await sharp(Buffer.from(drawing))
  .flatten()
  .composite([{ input: grain(), raw: { width: WIDTH, height: HEIGHT, channels: 4 } }])
  .jpeg({ quality: 88 })
  .toFile(FILE);
