import type { TextPage, Word } from '../text/text-document.js';
import { wordsToLines } from '../text/text-lines.js';
import type { Block } from './block.js';
import { blocksOfText, HEADING_SIZE, rounded, SENTENCE_END, type TextContext } from './blocks-of-text.js';
import { readingRegions } from './columns.js';
import { joinLines } from './join-lines.js';
import { withListLevels } from './list-levels.js';
import { findTables } from './page-tables.js';
import { findRuledTables, type RuledTable } from './ruled-tables.js';
import { runningLines } from './running-lines.js';

interface PageContext extends TextContext {
  /** Tables that are drawn with rules, by the word that stands for each. */
  ruled: ReadonlyMap<Word, RuledTable>;
}

/** The pages of a document as blocks in reading order, without what runs along every page. */
export function blocksOfPages(pages: readonly TextPage[]): Block[] {
  const running = runningLines(pages);
  const bodySize = usualSize(pages);
  const headingSizes = sizesOfHeadings(pages, bodySize);
  const blocks = pages.flatMap((page) => {
    const dropped = new Set(page.lines.filter((line) => running.has(line)).flatMap((line) => line.words));
    const words = page.words.filter((word) => !dropped.has(word));
    const ruled = standIns(findRuledTables(page.rules ?? [], words), bodySize);
    const context = { page: page.number, bodySize, headingSizes, ruled };
    return readingRegions(withStandIns(words, ruled)).flatMap((region) => blocksOfRegion(region, context));
  });
  return joinOverPages(blocks);
}

/** One word for each table, so that it is put in order among the text around it. */
function standIns(tables: readonly RuledTable[], fontSize: number): Map<Word, RuledTable> {
  return new Map(
    tables.map((table) => [
      { text: '\ufffc', box: table.box, fontSize, baseline: table.box[1] + fontSize },
      table,
    ]),
  );
}

function withStandIns(words: readonly Word[], ruled: ReadonlyMap<Word, RuledTable>): Word[] {
  const inTables = new Set([...ruled.values()].flatMap((table) => table.words));
  return [...words.filter((word) => !inTables.has(word)), ...ruled.keys()];
}

function blocksOfRegion(words: readonly Word[], context: PageContext): Block[] {
  const blocks: Block[] = [];
  let text: Word[] = [];
  const endText = (): void => {
    blocks.push(...blocksBetweenRules(text, context));
    text = [];
  };
  for (const line of wordsToLines(words)) {
    text.push(...line.words.filter((word) => !context.ruled.has(word)));
    for (const word of line.words) {
      const table = context.ruled.get(word);
      if (!table) continue;
      endText();
      blocks.push({ type: 'table', rows: table.rows, page: context.page, box: rounded(table.box) });
    }
  }
  endText();
  return withListLevels(blocks);
}

function blocksBetweenRules(words: readonly Word[], context: PageContext): Block[] {
  const lines = wordsToLines(words);
  const tables = findTables(lines);
  const blocks: Block[] = [];
  let from = 0;
  for (const table of tables) {
    blocks.push(...blocksOfText(lines.slice(from, table.from), context));
    blocks.push({ type: 'table', rows: table.rows, page: context.page, box: rounded(table.box) });
    from = table.to;
  }
  blocks.push(...blocksOfText(lines.slice(from), context));
  return blocks;
}

/** A paragraph that goes on over a page or column ends there without the end of a sentence. */
function joinOverPages(blocks: readonly Block[]): Block[] {
  const joined: Block[] = [];
  for (const block of blocks) {
    const last = joined.at(-1);
    const goesOn =
      last?.type === 'paragraph' &&
      block.type === 'paragraph' &&
      !SENTENCE_END.test(last.text) &&
      last.text.length > 80 &&
      /^\p{Ll}/u.test(block.text);
    if (goesOn) joined[joined.length - 1] = { ...last, text: joinLines([last.text, block.text]) };
    else joined.push(block);
  }
  return joined;
}

function usualSize(pages: readonly TextPage[]): number {
  const letters = new Map<number, number>();
  for (const { words } of pages)
    for (const { text, fontSize } of words) {
      const size = Math.round(fontSize * 2) / 2;
      letters.set(size, (letters.get(size) ?? 0) + text.length);
    }
  return [...letters].reduce((best, next) => (next[1] > best[1] ? next : best), [10, 0])[0];
}

/** The sizes above the body's, largest first; sizes less than half a point apart are one. */
function sizesOfHeadings(pages: readonly TextPage[], bodySize: number): number[] {
  const sizes = pages
    .flatMap(({ lines }) => lines)
    .filter(({ fontSize, text }) => fontSize >= HEADING_SIZE * bodySize && text.length > 2)
    .map(({ fontSize }) => fontSize)
    .sort((a, b) => b - a);
  return sizes.filter((size, index) => index === 0 || sizes[index - 1]! - size > 0.5);
}
