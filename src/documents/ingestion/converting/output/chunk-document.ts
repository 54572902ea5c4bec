import type { Block } from '../../../layout/index.js';
import { type ConvertedDocument, textOf } from '../converted.js';

/** A piece of a document for retrieval. */
export interface Chunk {
  index: number;
  text: string;
  page_from: number;
  page_to: number;
  /** Headings that it stands under, outermost first. */
  heading_path: string[];
}

export interface ChunkOptions {
  /** Most characters of a chunk. */
  size: number;
  /** Characters that a chunk repeats from the end of the one before. */
  overlap: number;
}

const SEPARATOR = '\n\n';

interface Section {
  path: string[];
  blocks: Block[];
}

/**
 * Cuts a document into chunks by its structure: no chunk runs over a heading, blocks are kept whole where they fit, and what is
 * longer than a chunk is cut at the ends of lines, sentences or words.
 */
export function chunkDocument({ blocks }: Pick<ConvertedDocument, 'blocks'>, options: ChunkOptions): Chunk[] {
  const chunks: Chunk[] = [];
  for (const section of sectionsOf(blocks))
    for (const { text, from, to } of packed(section.blocks, options))
      chunks.push({
        index: chunks.length,
        text,
        page_from: from,
        page_to: to,
        heading_path: section.path,
      });
  return chunks;
}

interface Packed {
  text: string;
  from: number;
  to: number;
}

/** The blocks of one section in as few texts as hold them. */
function packed(blocks: readonly Block[], options: ChunkOptions): Packed[] {
  const texts: Packed[] = [];
  for (const block of blocks)
    for (const piece of piecesOf(textOf(block), options)) {
      const last = texts.at(-1);
      if (last && last.text.length + SEPARATOR.length + piece.length <= options.size) {
        last.text += SEPARATOR + piece;
        last.to = block.page;
      } else texts.push({ text: withOverlap(last?.text, piece, options), from: block.page, to: block.page });
    }
  return texts;
}

function withOverlap(before: string | undefined, piece: string, { size, overlap }: ChunkOptions): string {
  const tail = before === undefined ? '' : endOf(before, overlap);
  return tail !== '' && tail.length + 1 + piece.length <= size ? `${tail}\n${piece}` : piece;
}

function sectionsOf(blocks: readonly Block[]): Section[] {
  const sections: Section[] = [{ path: [], blocks: [] }];
  const open: { level: number; text: string }[] = [];
  for (const block of blocks) {
    if (block.type !== 'heading') {
      sections.at(-1)!.blocks.push(block);
      continue;
    }
    while (open.length > 0 && open.at(-1)!.level >= block.level) open.pop();
    open.push({ level: block.level, text: block.text });
    const path = open.map(({ text }) => text);
    const last = sections.at(-1)!;
    if (path.length > last.path.length && isTitleAlone(last)) {
      last.blocks.push(block);
      last.path = path;
    } else sections.push({ path, blocks: [block] });
  }
  return sections.filter((section) => section.blocks.length > 0);
}

/** A title without a word of its own would be a chunk that says nothing: it goes with what it stands above. */
function isTitleAlone({ blocks }: Section): boolean {
  return blocks.length > 0 && blocks.every(({ type }) => type === 'heading');
}

/** A text in one piece where it fits, else in pieces that leave room for the overlap, cut where it harms least. */
function piecesOf(text: string, { size, overlap }: ChunkOptions): string[] {
  if (text.length <= size) return text === '' ? [] : [text];
  return cutText(text, overlap === 0 ? size : size - overlap - 1);
}

function cutText(text: string, size: number): string[] {
  const pieces: string[] = [];
  let rest = text;
  while (rest.length > size) {
    const window = rest.slice(0, size);
    const cut = [/\n(?=[^\n]*$)/u, /[.!?。！？]\s(?=[^.!?。！？]*$)/u, /\s(?=\S*$)/u]
      .map((pattern) => pattern.exec(window))
      .map((match) => (match ? match.index + match[0].length : 0))
      .find((position) => position > size / 3);
    const at = cut ?? safeCut(rest, size);
    pieces.push(rest.slice(0, at).trim());
    rest = rest.slice(at).trimStart();
  }
  if (rest !== '') pieces.push(rest);
  return pieces;
}

/** Not between the two halves of a character. */
function safeCut(text: string, at: number): number {
  return /[\ud800-\udbff]/u.test(text[at - 1] ?? '') ? at - 1 : at;
}

/** Whole words from the end of a text. */
function endOf(text: string, overlap: number): string {
  if (overlap === 0) return '';
  const tail = text.slice(-overlap);
  const start = /\s/u.exec(tail);
  return start ? tail.slice(start.index + 1).trim() : '';
}
