import { readXml } from '../../../files/xml.js';
import { unzipSome } from '../../../files/zip.js';
import type { OpenedDocument } from '../opened-document.js';
import type { Block, ReadDocument } from '../converted.js';

const SLIDE = /^ppt\/slides\/slide(\d+)\.xml$/u;

/** A presentation: each slide a page, its title a heading, its other lines list items, its tables. */
export async function readPptx({ bytes }: OpenedDocument): Promise<ReadDocument> {
  const files = unzipSome(bytes, (name) => SLIDE.test(name), 'The presentation');
  const slides = [...files].sort(([a], [b]) => numberOf(a) - numberOf(b));
  const blocks = slides.flatMap(([, xml], index) => readSlide(Buffer.from(xml).toString('utf8'), index + 1));
  return { type: 'pptx', pages: slides.length, blocks };
}

const numberOf = (name: string): number => Number(SLIDE.exec(name)?.[1]);

function readSlide(xml: string, page: number): Block[] {
  const blocks: Block[] = [];
  let isTitle = false;
  let paragraph = '';
  let level = 0;
  let rows: string[][] | null = null;
  readXml(xml, {
    keepSpaces: true,
    open: (name, attributes) => {
      if (name === 'sp') isTitle = false;
      else if (name === 'ph') isTitle = ['title', 'ctrTitle'].includes(attributes['type'] ?? '');
      else if (name === 'p') [paragraph, level] = ['', 0];
      else if (name === 'pPr') level = Number(attributes['lvl'] ?? 0);
      else if (name === 'br') paragraph += '\n';
      else if (name === 'tbl') rows = [];
      else if (name === 'tr') rows?.push([]);
      else if (name === 'tc') rows?.at(-1)?.push('');
    },
    close: (name, text) => {
      if (name === 't') paragraph += text;
      else if (name === 'p' && rows) {
        const row = rows.at(-1);
        if (row) row[row.length - 1] = `${row.at(-1) ?? ''} ${paragraph}`.trim();
      } else if (name === 'p' && paragraph.trim() !== '') {
        const words = paragraph.trim();
        if (isTitle) blocks.push({ type: 'heading', level: 2, text: words, page });
        else blocks.push({ type: 'list_item', text: words, level, ordered: false, page });
      } else if (name === 'tbl' && rows) {
        blocks.push({ type: 'table', rows, page });
        rows = null;
      }
    },
  });
  return blocks;
}
