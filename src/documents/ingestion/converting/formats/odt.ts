import { Failure } from '../../../../platform/failure.js';
import { readXml } from '../../../files/xml.js';
import { unzipSome } from '../../../files/zip.js';
import type { OpenedDocument } from '../opened-document.js';
import type { Block, ReadDocument } from '../converted.js';

/** An OpenDocument text: headings, paragraphs, lists, tables. */
export async function readOdt({ bytes }: OpenedDocument): Promise<ReadDocument> {
  const content = unzipSome(bytes, (name) => name === 'content.xml', 'The OpenDocument text').get(
    'content.xml',
  );
  if (!content) throw new Failure('unreadable', 'The OpenDocument text is damaged: it has no content.');
  return {
    type: 'odt',
    pages: 1,
    blocks: readContent(withPlainMarks(Buffer.from(content).toString('utf8'))),
  };
}

/** Spaces, tabs and line breaks are elements there; as characters they keep their place in the text. */
function withPlainMarks(xml: string): string {
  return (
    xml
      .replace(/<text:s(?:\s+text:c="(\d+)")?\s*\/>/gu, (_mark, count: string | undefined) =>
        ' '.repeat(Math.min(Number(count ?? 1), 80)),
      )
      .replace(/<text:tab[^>]*\/>/gu, '\t')
      .replace(/<text:line-break\s*\/>/gu, '\n')
      // Spans only say how a piece looks; without them the text of a paragraph stands in order.
      .replace(/<\/?text:(?:span|a|bookmark[\w-]*|soft-page-break)(?:\s[^>]*)?\/?>/gu, '')
  );
}

function readContent(xml: string): Block[] {
  const blocks: Block[] = [];
  let listDepth = 0;
  let level = 1;
  let rows: string[][] | null = null;
  readXml(xml, {
    open: (name, attributes) => {
      if (name === 'list') listDepth++;
      else if (name === 'h') level = Number(attributes['text:outline-level'] ?? 1);
      else if (name === 'table') rows ??= [];
      else if (name === 'table-row') rows?.push([]);
      else if (name === 'table-cell') rows?.at(-1)?.push('');
    },
    close: (name, text) => {
      if (name === 'list') listDepth--;
      else if (name === 'h') blocks.push({ type: 'heading', level, text, page: 1 });
      else if (name === 'p' && rows) addToCell(rows, text);
      else if (name === 'p' && listDepth > 0)
        blocks.push({ type: 'list_item', text, level: listDepth - 1, ordered: false, page: 1 });
      else if (name === 'p') blocks.push({ type: 'paragraph', text, page: 1 });
      else if (name === 'table' && rows) {
        blocks.push({ type: 'table', rows: rows.filter((row) => row.some((cell) => cell !== '')), page: 1 });
        rows = null;
      }
    },
  });
  return blocks;
}

function addToCell(rows: string[][], text: string): void {
  const row = rows.at(-1);
  if (row && row.length > 0) row[row.length - 1] = `${row.at(-1) ?? ''} ${text}`.trim();
}
