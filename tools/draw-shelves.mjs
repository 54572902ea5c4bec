/**
 * Draws photographs of a shop's shelves as a stand-in for groceries: `node tools/draw-shelves.mjs STAMPS TARGET`, where STAMPS holds
 * pictures of things with transparent ground in folders, such as Debian's tuxpaint-stamps-default. Six photographs of each thing, in rows
 * or heaps beside three others: three of one shelf, three of three other shelves, from near and far, a little turned, blurred and differently
 * lit. Writes TARGET/shelves/ and TARGET/shelves.csv (image, label, sender: the shelf) for `npm run eval:products -- TARGET --file shelves`.
 */
import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import sharp from 'sharp';

const [stamps, target] = process.argv.slice(2);
if (!target) throw new Error('Usage: node tools/draw-shelves.mjs STAMPS TARGET');
const FOLDERS =
  /^(?:food|plants|household|sports|medical|animals\/(?:fish|shellfish)|hobbies|seasonal\/easter)\//u;
const SMALLEST = 60;
const SIDE = 400;
const ON_ONE_SHELF = 3;
const PHOTOGRAPHS = 6;

let state = 777;
const random = () => (state = (Math.imul(state, 1664525) + 1013904223) >>> 0) / 2 ** 32;
const between = (least, most) => least + (most - least) * random();
const pick = (list) => list[Math.floor(random() * list.length)];
const grounds = Array.from({ length: 3 }, () => ({
  r: Math.round(between(90, 200)),
  g: Math.round(between(90, 200)),
  b: Math.round(between(90, 200)),
}));

const things = await findThings();
mkdirSync(join(target, 'shelves'), { recursive: true });
const rows = ['image,label,sender'];
for (const thing of things) await photograph(thing);
writeFileSync(join(target, 'shelves.csv'), `${rows.join('\n')}\n`);
console.log(`${rows.length - 1} photographs of ${things.length} things`);

async function findThings() {
  const found = readdirSync(stamps, { recursive: true })
    .filter((name) => FOLDERS.test(name) && /(?<!mirror|flip)\.png$/u.test(name))
    .sort();
  const large = await Promise.all(
    found.map(async (name) => {
      const { hasAlpha, width, height } = await sharp(join(stamps, name)).metadata();
      return hasAlpha && Math.min(width, height) >= SMALLEST;
    }),
  );
  return found.filter((_, index) => large[index]).map((name) => join(stamps, name));
}

async function photograph(thing) {
  const [own, tilt, home] = [between(70, 140), random() < 0.5 ? 8 : 180, shelf()];
  for (let number = 0; number < PHOTOGRAPHS; number++) {
    const isHome = number < ON_ONE_SHELF;
    const image = `s${rows.length - 1}.jpg`;
    const scene = { ...(isHome ? home : shelf()), size: own * between(0.65, 1.5), tilt };
    writeFileSync(join(target, 'shelves', image), await take(thing, scene));
    rows.push([image, relative(stamps, thing), isHome ? thing : image].join(','));
  }
}

function shelf() {
  return { neighbours: [pick(things), pick(things), pick(things)], ground: pick(grounds) };
}

async function take(thing, { neighbours, ground, size, tilt }) {
  const own = await copies(thing, size, tilt);
  const others = [];
  for (const other of neighbours) others.push(await copies(other, size * between(0.8, 1.2), tilt));
  const canvas = { width: 2 * SIDE, height: 2 * SIDE, channels: 3, background: ground };
  const scene = await sharp({ create: canvas })
    .composite(arrange(own, others, size))
    .raw()
    .toBuffer({ resolveWithObject: true });
  const turned = await sharp(scene.data, { raw: scene.info })
    .rotate(between(-8, 8), { background: ground })
    .raw()
    .toBuffer({ resolveWithObject: true });
  const corner = Math.round((turned.info.width - SIDE) / 2);
  const light = between(0.88, 1.12);
  return sharp(turned.data, { raw: turned.info })
    .extract({ left: corner, top: corner, width: SIDE, height: SIDE })
    .removeAlpha()
    .linear([light * between(0.97, 1.03), light, light * between(0.97, 1.03)], [0, 0, 0])
    .blur(between(0.3, 1.5))
    .jpeg({ quality: 80 })
    .toBuffer();
}

/** The thing in a band, others left, right and above. */
function arrange(own, [left, right, above], size) {
  const edges = [between(0, 0.35), 1 - between(0, 0.35), between(0, 0.2)].map((share) => 200 + share * SIDE);
  const placed = [];
  for (let y = 150; y <= 650; y += size * 0.62)
    for (let x = 150; x <= 650; x += size * 0.62) {
      const { data, info } = pick(x < edges[0] ? left : x > edges[1] ? right : y < edges[2] ? above : own);
      placed.push({
        input: data,
        raw: info,
        left: Math.round(x - info.width / 2 + between(-0.12, 0.12) * size),
        top: Math.round(y - info.height / 2 + between(-0.12, 0.12) * size),
      });
    }
  return placed;
}

/** Five copies of a thing, of a little different sizes and turned differently. */
async function copies(thing, size, tilt) {
  const made = [];
  for (let number = 0; number < 5; number++) {
    const resized = await sharp(thing)
      .resize(Math.round(size * between(0.85, 1.15)), Math.round(size * 1.15), { fit: 'inside' })
      .png({ compressionLevel: 1 })
      .toBuffer();
    made.push(
      await sharp(resized)
        .rotate(between(-tilt, tilt), { background: { r: 0, g: 0, b: 0, alpha: 0 } })
        .ensureAlpha()
        .raw()
        .toBuffer({ resolveWithObject: true }),
    );
  }
  return made;
}
