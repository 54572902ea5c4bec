import { type Block, type ConvertedDocument, textOf } from '../converted.js';

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
  for (const { path, blocks: own } of sectionsOf(blocks)) {
    let current: { text: string; from: number; to: number } | null = null;
    const end = (): void => {
      if (current)
        chunks.push({
          index: chunks.length,
          text: current.text,
          page_from: current.from,
          page_to: current.to,
          heading_path: path,
        });
      current = null;
    };
    for (const block of own)
      for (const piece of piecesOf(textOf(block), options.size)) {
        const joined: string = current ? `${(current as { text: string }).text}\n\n${piece}` : piece;
        if (current && joined.length > options.size) {
          const tail = overlapOf((current as { text: string }).text, options.overlap);
          end();
          const text =
            tail.length > 0 && tail.length + piece.length + 1 <= options.size ? `${tail}\n${piece}` : piece;
          current = { text, from: block.page, to: block.page };
        } else
          current = {
            text: joined,
            from: (current as { from: number } | null)?.from ?? block.page,
            to: block.page,
          };
      }
    end();
  }
  return chunks;
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
    sections.push({ path: open.map(({ text }) => text), blocks: [block] });
  }
  return sections.filter((section) => section.blocks.length > 0);
}

/** A text in pieces of at most `size` characters, cut where it harms least. */
function piecesOf(text: string, size: number): string[] {
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

function overlapOf(text: string, overlap: number): string {
  if (overlap === 0) return '';
  const tail = text.slice(-overlap);
  const start = /\s/u.exec(tail);
  return start ? tail.slice(start.index + 1).trim() : '';
}
