/**
 * Makes samples/products/*.png and products.json: a dozen drawn products of an invented shop, for the demonstration and the tests of
 * the image index. Run with `node tools/make-sample-products.mjs`.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import sharp from 'sharp';

const FOLDER = new URL('../samples/products/', import.meta.url);
const SIDE = 256;

const shirt = (colour, extra = '') =>
  `<path d="M22 24 L40 14 Q50 22 60 14 L78 24 L90 46 L74 52 L71 46 L71 88 L29 88 L29 46 L26 52 L10 46 Z" fill="${colour}"/>${extra}`;
const stripes = '<path d="M29 52H71M29 64H71M29 76H71" stroke="#fff" stroke-width="5"/>';
const mug = (colour) =>
  `<rect x="24" y="28" width="42" height="52" rx="5" fill="${colour}"/><path d="M66 40 q20 0 20 16 t-20 16" fill="none" stroke="${colour}" stroke-width="7"/>`;
const lamp = (colour) =>
  `<path d="M34 18 H66 L80 50 H20 Z" fill="${colour}"/><rect x="47" y="50" width="6" height="32" fill="#555"/><rect x="32" y="82" width="36" height="6" rx="3" fill="#555"/>`;
const shoe = (colour) =>
  `<path d="M12 62 Q14 42 30 46 Q42 60 60 60 Q86 62 88 74 L88 78 L12 78 Z" fill="${colour}"/><rect x="12" y="78" width="76" height="6" rx="3" fill="#ddd" stroke="#999"/>`;
const ball = (colour) =>
  `<circle cx="50" cy="52" r="34" fill="${colour}"/><path d="M16 52 H84 M50 18 V86 M26 28 Q50 52 26 76 M74 28 Q50 52 74 76" stroke="#fff" stroke-width="2.5" fill="none"/>`;

const PRODUCTS = [
  ['shirt-red', 'Red cotton shirt', 'clothing', 19.5, shirt('#c0392b')],
  ['shirt-striped', 'Striped cotton shirt', 'clothing', 24, shirt('#c0392b', stripes)],
  ['shirt-green', 'Green cotton shirt', 'clothing', 19.5, shirt('#2e7d4f')],
  ['mug-blue', 'Blue coffee mug', 'kitchen', 8, mug('#2c6fb3')],
  ['mug-white', 'White coffee mug', 'kitchen', 7, mug('#e8e6df')],
  ['mug-yellow', 'Yellow coffee mug', 'kitchen', 8, mug('#e2b53a')],
  ['lamp-black', 'Black desk lamp', 'home', 39, lamp('#2b2b2b')],
  ['lamp-orange', 'Orange desk lamp', 'home', 42, lamp('#e07b2c')],
  ['shoe-brown', 'Brown leather shoe', 'clothing', 75, shoe('#7a4a2b')],
  ['shoe-black', 'Black leather shoe', 'clothing', 79, shoe('#222222')],
  ['ball-orange', 'Basketball', 'sport', 29, ball('#d9772b')],
  ['ball-purple', 'Gym ball', 'sport', 21, ball('#6b4aa0')],
];

mkdirSync(FOLDER, { recursive: true });
const index = [];
for (const [id, name, category, price, drawing] of PRODUCTS) {
  const svg = `<svg width="${SIDE}" height="${SIDE}" viewBox="0 0 100 100"><rect width="100" height="100" fill="#fff"/>${drawing}</svg>`;
  const png = await sharp(Buffer.from(svg)).png({ compressionLevel: 9, palette: true }).toBuffer();
  writeFileSync(new URL(`${id}.png`, FOLDER), png);
  index.push({ product_id: id, name, image: `${id}.png`, metadata: { category, price } });
}
writeFileSync(new URL('products.json', FOLDER), `${JSON.stringify(index, null, 2)}\n`);
