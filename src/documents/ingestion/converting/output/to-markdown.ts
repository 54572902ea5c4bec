import type { Block } from '../../../layout/index.js';
import type { ConvertedDocument } from '../converted.js';

/** The document as Markdown (CommonMark with tables). */
export function toMarkdown({ blocks }: Pick<ConvertedDocument, 'blocks'>): string {
  let text = '';
  let before: Block | null = null;
  let marks: string[] = [];
  for (const block of blocks) {
    const isNextItem = before?.type === 'list_item' && block.type === 'list_item';
    if (block.type === 'list_item') marks = marksOf(block, isNextItem ? marks : []);
    text += `${before === null ? '' : isNextItem ? '\n' : '\n\n'}${markdownOf(block, marks)}`;
    before = block;
  }
  return `${text}\n`;
}

/** The marks of an item and of those above it: each counts on, and its width is how far the next level is set in. */
function marksOf({ level, ordered }: Block & { type: 'list_item' }, before: readonly string[]): string[] {
  const above = Array.from({ length: level }, (_, depth) => before[depth] ?? '-');
  const last = Number.parseInt(before[level] ?? '', 10) || 0;
  return [...above, ordered ? `${last + 1}.` : '-'];
}

function markdownOf(block: Block, marks: readonly string[]): string {
  switch (block.type) {
    case 'heading':
      return `${'#'.repeat(Math.min(6, Math.max(1, block.level)))} ${oneLine(block.text)}`;
    case 'list_item': {
      const indent = marks.slice(0, -1).map((mark) => ' '.repeat(mark.length + 1));
      return `${indent.join('')}${marks.at(-1)} ${oneLine(block.text)}`;
    }
    case 'quote':
      return block.text.replace(/^/gmu, '> ');
    case 'code':
      return fenced(block.text);
    case 'table':
      return tableOf(block.rows);
    default:
      return block.text;
  }
}

/** A fence longer than any in the code. */
function fenced(code: string): string {
  const longest = Math.max(2, ...(code.match(/`+/gu) ?? []).map(({ length }) => length));
  const fence = '`'.repeat(longest + 1);
  return `${fence}\n${code}\n${fence}`;
}

function tableOf(rows: readonly string[][]): string {
  const width = Math.max(...rows.map((row) => row.length));
  const line = (row: readonly string[]): string =>
    `| ${Array.from({ length: width }, (_, index) => cell(row[index] ?? '')).join(' | ')} |`;
  const [head = [], ...body] = rows;
  return [line(head), `|${' --- |'.repeat(width)}`, ...body.map(line)].join('\n');
}

const cell = (text: string): string => oneLine(text).replaceAll('|', '\\|');
const oneLine = (text: string): string => text.replace(/\s*\n\s*/gu, ' ');
