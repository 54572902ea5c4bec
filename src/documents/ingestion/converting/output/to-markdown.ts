import type { Block, ConvertedDocument } from '../converted.js';

/** The document as Markdown (CommonMark with tables). */
export function toMarkdown({ blocks }: Pick<ConvertedDocument, 'blocks'>): string {
  let text = '';
  let before: Block | null = null;
  for (const block of blocks) {
    const isNextItem = before?.type === 'list_item' && block.type === 'list_item';
    text += `${before === null ? '' : isNextItem ? '\n' : '\n\n'}${markdownOf(block)}`;
    before = block;
  }
  return `${text}\n`;
}

function markdownOf(block: Block): string {
  switch (block.type) {
    case 'heading':
      return `${'#'.repeat(Math.min(6, Math.max(1, block.level)))} ${oneLine(block.text)}`;
    case 'list_item':
      return `${'  '.repeat(block.level)}${block.ordered ? '1.' : '-'} ${oneLine(block.text)}`;
    case 'quote':
      return block.text.replace(/^/gmu, '> ');
    case 'code':
      return `\`\`\`\n${block.text}\n\`\`\``;
    case 'table':
      return tableOf(block.rows);
    default:
      return block.text;
  }
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
