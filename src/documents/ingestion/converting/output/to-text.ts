import { type ConvertedDocument, textOf } from '../converted.js';

/** The document as plain text: blocks apart by blank lines, items of lists by line breaks. */
export function toText({ blocks }: Pick<ConvertedDocument, 'blocks'>): string {
  return `${blocks
    .map((block, index) => {
      const isNextItem = block.type === 'list_item' && blocks[index - 1]?.type === 'list_item';
      return (index === 0 ? '' : isNextItem ? '\n' : '\n\n') + textOf(block);
    })
    .join('')}\n`;
}
