import type { OpenedDocument } from '../opened-document.js';
import type { Block, ReadDocument } from '../converted.js';

const HEADING = /^(#{1,6})\s+(.*?)\s*#*$/u;
const LIST_ITEM = /^(\s*)(?:([-*+])|(\d+)[.)])\s+(.*)$/u;
const TABLE_RULE = /^\s*\|?\s*:?-{2,}:?\s*(?:\|\s*:?-{2,}:?\s*)*\|?\s*$/u;
const FENCE = /^\s*(```|~~~)/u;

/** Markdown as blocks; marks inside of lines stay as they are written. */
export async function readMarkdown({ text }: OpenedDocument): Promise<ReadDocument> {
  return { type: 'markdown', pages: 1, blocks: blocksOf(text().replace(/\r\n?/gu, '\n').split('\n')) };
}

function blocksOf(lines: readonly string[]): Block[] {
  const blocks: Block[] = [];
  let paragraph: string[] = [];
  const endParagraph = (): void => {
    if (paragraph.length > 0) blocks.push({ type: 'paragraph', text: paragraph.join('\n'), page: 1 });
    paragraph = [];
  };
  for (let index = 0; index < lines.length; index++) {
    const line = lines[index]!;
    const read = readBlock(lines, index, paragraph);
    if (!read) {
      if (line.trim() === '') endParagraph();
      else paragraph.push(line.trim());
      continue;
    }
    if (read.takesParagraph) paragraph = [];
    endParagraph();
    blocks.push(read.block);
    index += read.lines - 1;
  }
  endParagraph();
  return blocks;
}

interface ReadBlock {
  block: Block;
  lines: number;
  /** The paragraph so far is part of it (`Title` above `=====`, head of a table). */
  takesParagraph?: boolean;
}

function readBlock(lines: readonly string[], index: number, paragraph: readonly string[]): ReadBlock | null {
  const line = lines[index]!;
  const heading = HEADING.exec(line);
  if (heading)
    return { block: { type: 'heading', level: heading[1]!.length, text: heading[2]!, page: 1 }, lines: 1 };
  if (FENCE.test(line)) return readFence(lines, index);
  const underline = /^(=+|-+)\s*$/u.exec(line)?.[1];
  if (underline && underline.length > 1 && paragraph.length === 1)
    return {
      block: { type: 'heading', level: underline.startsWith('=') ? 1 : 2, text: paragraph[0]!, page: 1 },
      lines: 1,
      takesParagraph: true,
    };
  if (TABLE_RULE.test(line) && paragraph.length === 1 && paragraph[0]!.includes('|'))
    return readTable(lines, index, paragraph[0]!);
  const item = LIST_ITEM.exec(line);
  if (item) return readItem(lines, index, item);
  if (/^\s*>/u.test(line)) return readQuote(lines, index);
  return null;
}

function readFence(lines: readonly string[], index: number): ReadBlock {
  const end = lines.findIndex((line, position) => position > index && FENCE.test(line));
  const last = end < 0 ? lines.length : end;
  const code = lines.slice(index + 1, last).join('\n');
  return { block: { type: 'code', text: code, page: 1 }, lines: last - index + 1 };
}

function readTable(lines: readonly string[], index: number, head: string): ReadBlock {
  let end = index + 1;
  while (end < lines.length && lines[end]!.includes('|')) end++;
  const rows = [head, ...lines.slice(index + 1, end)].map(cellsOf);
  return { block: { type: 'table', rows, page: 1 }, lines: end - index, takesParagraph: true };
}

function cellsOf(line: string): string[] {
  return line
    .trim()
    .replace(/^\||\|$/gu, '')
    .split(/(?<!\\)\|/u)
    .map((cell) => cell.trim().replaceAll('\\|', '|'));
}

function readItem(lines: readonly string[], index: number, item: RegExpExecArray): ReadBlock {
  const [, indent = '', , number, first = ''] = item;
  let end = index + 1;
  while (end < lines.length && /^\s+\S/u.test(lines[end]!) && !LIST_ITEM.test(lines[end]!)) end++;
  const text = [first, ...lines.slice(index + 1, end).map((line) => line.trim())].join(' ');
  const level = Math.floor(indent.replaceAll('\t', '    ').length / 2);
  return {
    block: { type: 'list_item', text, level, ordered: number !== undefined, page: 1 },
    lines: end - index,
  };
}

function readQuote(lines: readonly string[], index: number): ReadBlock {
  let end = index;
  while (end < lines.length && /^\s*>/u.test(lines[end]!)) end++;
  const text = lines
    .slice(index, end)
    .map((line) => line.replace(/^\s*>\s?/u, ''))
    .join('\n');
  return { block: { type: 'quote', text, page: 1 }, lines: end - index };
}
