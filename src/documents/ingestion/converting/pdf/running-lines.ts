import type { Line, TextPage } from '../../../text/text-document.js';

/** Lines within this share of the page's height from its top or bottom may be running headers and footers. */
const MARGIN = 0.1;
const FEWEST_PAGES = 3;
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
  return new Set(edges.flat().filter(isRunning));
}

function isAtEdge({ box }: Line, { height }: TextPage): boolean {
  return box[3] < MARGIN * height || box[1] > (1 - MARGIN) * height;
}

/** Page numbers and dates differ from page to page. */
function keyOf({ text }: Line): string {
  return text.replace(/\d+/gu, '#').replace(/\s+/gu, ' ').trim().toLowerCase();
}
