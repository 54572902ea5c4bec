import sharp, { type Sharp } from 'sharp';

/** Places of nuclei in a drawing of 400 × 300, well apart. */
const PLACES = Array.from(
  { length: 40 },
  (_, at) => [30 + (at % 8) * 48, 35 + Math.floor(at / 8) * 56] as const,
);

/** A drawn section: pink tissue with forty oval nuclei, some of them with a neighbour that touches. */
export function drawSection({ stroma = '#d583b0', nucleus = '#4b2a7c', touching = 0 } = {}): Sharp {
  const ovals = PLACES.map(
    ([x, y], at) =>
      `<ellipse cx="${x}" cy="${y}" rx="8" ry="6" fill="${nucleus}" transform="rotate(${at * 23} ${x} ${y})"/>`,
  );
  const neighbours = PLACES.slice(0, touching).map(
    ([x, y]) => `<circle cx="${x + 13}" cy="${y + 4}" r="7" fill="${nucleus}"/>`,
  );
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="400" height="300"><rect width="400" height="300" fill="#f5f2f4"/><rect width="400" height="270" fill="${stroma}"/>${ovals.join('')}${neighbours.join('')}</svg>`;
  return sharp(Buffer.from(svg)).flatten().blur(0.6);
}

/** Nuclei of {@link drawSection} that lie in the tissue. */
export const DRAWN_NUCLEI = PLACES.length;
