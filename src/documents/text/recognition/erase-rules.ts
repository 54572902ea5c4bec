import type { Picture } from './picture.js';

/** Anything darker than this may belong to a rule; scanned hairlines are pale. */
const INKY = 190;
/** Rules run further than the strokes of letters do: shares of the long side (about 12 and 6 mm of A4). */
const HORIZONTAL_RUN = 0.04;
const VERTICAL_RUN = 0.02;
/** Thicker than this share of the long side (about 0.8 mm of A4) is an area, not a rule. */
const THICKNESS = 0.0028;
/** Breaks of a faint rule that are bridged, in pixels. */
const GAP = 2;
const WHITE = 255;
/** Rules of both directions meet here. */
const CROSSING = 3;

/**
 * Takes the rules of tables out of a level picture. The recogniser finds cells in clean frames, but takes the frames of
 * a scanned table for parts of letters and then reads nothing right. Strokes that cross a rule stay.
 */
export function eraseRules(picture: Picture): Picture {
  const { width, height } = picture;
  const side = Math.max(width, height);
  const sheet: Sheet = {
    source: picture.pixels,
    target: Buffer.from(picture.pixels),
    onRule: new Uint8Array(picture.pixels.length),
    thickness: Math.max(3, Math.round(THICKNESS * side)),
  };
  const rows = { bit: 1, lines: height, length: width, lineStep: width, step: 1 };
  const columns = { bit: 2, lines: width, length: height, lineStep: 1, step: width };
  eraseAlong(sheet, { ...rows, shortest: HORIZONTAL_RUN * side });
  eraseAlong(sheet, { ...columns, shortest: VERTICAL_RUN * side });
  sheet.onRule.forEach((bits, index) => bits === CROSSING && (sheet.target[index] = WHITE));
  return { pixels: sheet.target, width, height };
}

interface Sheet {
  source: Buffer;
  target: Buffer;
  /** For each pixel the bits of the directions whose rules run over it. */
  onRule: Uint8Array;
  thickness: number;
}

/** One direction: `lines` to follow, each of `length` places, with the steps between their indexes. */
interface Direction {
  lines: number;
  length: number;
  lineStep: number;
  step: number;
  shortest: number;
  bit: number;
}

function eraseAlong(sheet: Sheet, direction: Direction): void {
  const { source } = sheet;
  const { lines, length, lineStep, step, shortest } = direction;
  for (let line = 1; line < lines - 1; line++) {
    const start = line * lineStep;
    const isInky = (place: number): boolean => {
      const index = start + place * step;
      // A rule that is not quite level changes lines on its way.
      return source[index]! < INKY || source[index - lineStep]! < INKY || source[index + lineStep]! < INKY;
    };
    let from = -1;
    let last = -1;
    for (let place = 0; place <= length; place++) {
      if (place < length && isInky(place)) {
        if (from < 0) from = place;
        last = place;
      } else if (from >= 0 && (place === length || place - last > GAP)) {
        if (last - from >= shortest) eraseRun(sheet, line, from, last, direction);
        from = -1;
      }
    }
  }
}

function eraseRun(sheet: Sheet, line: number, from: number, to: number, direction: Direction): void {
  const { lineStep, step, bit } = direction;
  for (let place = from; place <= to; place++) {
    const across = inkAcross(sheet, line, place, direction);
    const isThin = across.to - across.from < sheet.thickness;
    for (let near = isThin ? across.from : line - 1; near <= (isThin ? across.to : line + 1); near++) {
      const index = near * lineStep + place * step;
      sheet.onRule[index]! |= bit;
      if (isThin) sheet.target[index] = WHITE;
    }
  }
}

/** The lines around one place that are inky without a break. */
function inkAcross(
  { source, thickness }: Sheet,
  line: number,
  place: number,
  { lines, lineStep, step }: Direction,
): { from: number; to: number } {
  const isInky = (near: number): boolean => source[near * lineStep + place * step]! < INKY;
  let from = line - 1;
  let to = line + 1;
  if (isInky(from)) while (from > 0 && line - from <= thickness && isInky(from - 1)) from--;
  if (isInky(to)) while (to < lines - 1 && to - line <= thickness && isInky(to + 1)) to++;
  return { from, to };
}
