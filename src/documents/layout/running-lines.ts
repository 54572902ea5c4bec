import type { Line, TextPage } from '../text/text-document.js';
import { cellsOf } from './cells.js';

/** Lines within this share of the page's height from its top or bottom may be running headers and footers. */
const MARGIN = 0.1;
const FEWEST_PAGES = 3;
/** On two pages a line is the same when it stands at the same height, to this many points. */
const SAME_HEIGHT = 2;
const REPEATED_SHARE = 0.5;
const PAGE_NUMBER =
  /^(?:page|seite|página|pagina|s\.)?\s*[-–—(]?\s*(?:\d{1,4}|[ivxlc]{1,6})\s*[-–—)]?(?:\s*(?:of|von|de|di|\/)\s*\d{1,4})?$/iu;

/** Lines that stand on most pages at the same edge, and page numbers: they say nothing about what is around them. */
export function runningLines(pages: readonly TextPage[]): Set<Line> {
  const edges = pages.map((page) => page.lines.filter((line) => isAtEdge(line, page)));
  const counts = new Map<string, number>();
  for (const lines of edges)
    for (const key of new Set(lines.map(keyOf))) counts.set(key, (counts.get(key) ?? 0) + 1);
  const needed = Math.max(FEWEST_PAGES, REPEATED_SHARE * pages.length);
  const isRunning = (line: Line): boolean =>
    (counts.get(keyOf(line)) ?? 0) >= needed || (pages.length > 1 && PAGE_NUMBER.test(line.text.trim()));
  const ofPage = pages.flatMap((page, index) => edges[index]!.filter((line) => hasOwnNumber(line, page)));
  const ofTwo = pages.length === 2 ? repeatedOnBoth(edges) : [];
  return new Set([...edges.flat().filter(isRunning), ...ofPage, ...ofTwo]);
}

/** `4   Title of the paper`: the page's number, and apart from it what runs along the pages. */
function hasOwnNumber({ words }: Line, { number }: TextPage): boolean {
  const cells = cellsOf(words);
  return (
    number > 1 && cells.length > 1 && [cells[0], cells.at(-1)].some((cell) => cell!.text === String(number))
  );
}

/** Two pages are too few to count, but what stands at the same place on both is no text of either. */
function repeatedOnBoth([first = [], second = []]: readonly Line[][]): Line[] {
  const isSame = (a: Line, b: Line): boolean =>
    keyOf(a) === keyOf(b) && Math.abs(a.baseline - b.baseline) < SAME_HEIGHT;
  return [
    ...first.filter((line) => second.some((other) => isSame(line, other))),
    ...second.filter((line) => first.some((other) => isSame(line, other))),
  ];
}

function isAtEdge({ box }: Line, { height }: TextPage): boolean {
  return box[3] < MARGIN * height || box[1] > (1 - MARGIN) * height;
}

/** Page numbers and dates differ from page to page. */
function keyOf({ text }: Line): string {
  return text.replace(/\d+/gu, '#').replace(/\s+/gu, ' ').trim().toLowerCase();
}
