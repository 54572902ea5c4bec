import { readXml } from '../../../files/xml.js';
import { unzipSome } from '../../../files/zip.js';
import type { OpenedDocument } from '../opened-document.js';
import type { Block } from '../../../layout/index.js';
import type { ReadDocument } from '../converted.js';

const NEEDED =
  /^ppt\/(?:presentation\.xml|_rels\/presentation\.xml\.rels|(?:slides|notesSlides)\/[^/]+\.xml|slides\/_rels\/[^/]+\.rels)$/u;
const SLIDE = /^ppt\/slides\/slide(\d+)\.xml$/u;
/** Placeholders of what every slide repeats. */
const REPEATED = new Set(['dt', 'ftr', 'sldNum', 'hdr', 'sldImg']);

/** A presentation: each slide a page, its title a heading, its lists and tables, what its speaker noted. */
export async function readPptx({ bytes }: OpenedDocument): Promise<ReadDocument> {
  const files = unzipSome(bytes, (name) => NEEDED.test(name), 'The presentation');
  const xml = (name: string): string => Buffer.from(files.get(name) ?? []).toString('utf8');
  const slides = slidesInOrder([...files.keys()], xml);
  const hidden: number[] = [];
  const blocks = slides.flatMap((name, index) => {
    const page = index + 1;
    if (/<p:sld\b[^>]*\sshow="(?:0|false)"/u.test(xml(name))) hidden.push(page);
    return [...new SlideReader(page).read(xml(name)), ...notesOf(name, page, xml)];
  });
  const warnings = hidden.length > 0 ? [`Slides that are not shown: ${hidden.join(', ')}.`] : [];
  return { type: 'pptx', pages: slides.length, blocks, warnings };
}

/** As they are shown; by the numbers of their files where the presentation does not say. */
function slidesInOrder(names: readonly string[], xml: (name: string) => string): string[] {
  const targets = relationsOf(xml('ppt/_rels/presentation.xml.rels'), 'ppt/');
  const shown = [...xml('ppt/presentation.xml').matchAll(/<p:sldId\b[^>]*\sr:id="([^"]+)"/gu)]
    .map(([, id]) => targets.get(id!))
    .filter((name) => name !== undefined && names.includes(name));
  if (shown.length > 0) return shown as string[];
  const numberOf = (name: string): number => Number(SLIDE.exec(name)?.[1]);
  return names.filter((name) => SLIDE.test(name)).sort((a, b) => numberOf(a) - numberOf(b));
}

function notesOf(slide: string, page: number, xml: (name: string) => string): Block[] {
  const relations = xml(slide.replace('slides/', 'slides/_rels/') + '.rels');
  const notes = [...relationsOf(relations, 'ppt/').values()].find((name) => name.includes('/notesSlides/'));
  const source = notes ? xml(notes) : '';
  if (source === '') return [];
  return new SlideReader(page)
    .read(source)
    .map((block) => (block.type === 'list_item' ? { type: 'paragraph', text: block.text, page } : block));
}

function relationsOf(xml: string, folder: string): Map<string, string> {
  const targets = new Map<string, string>();
  if (xml !== '')
    readXml(xml, {
      open: (name, { Id: id = '', Target: target = '' }) => {
        if (name === 'Relationship')
          targets.set(id, target.startsWith('/') ? target.slice(1) : folder + target.replace(/^\.\.\//u, ''));
      },
    });
  return targets;
}

type Shape = 'title' | 'body' | 'text' | 'repeated';

class SlideReader {
  private readonly blocks: Block[] = [];
  private shape: Shape = 'text';
  private text = '';
  private level = 0;
  private bullet: 'usual' | 'none' | 'mark' | 'number' = 'usual';
  private rows: string[][] | null = null;

  constructor(private readonly page: number) {}

  read(xml: string): Block[] {
    readXml(xml, {
      keepSpaces: true,
      open: (name, attributes) => this.open(name, attributes),
      close: (name, text) => this.close(name, text),
    });
    return this.blocks;
  }

  private open(name: string, attributes: Readonly<Record<string, string>>): void {
    if (name === 'sp') this.shape = 'text';
    else if (name === 'ph') this.shape = shapeOf(attributes['type'] ?? 'obj');
    else if (name === 'p') [this.text, this.level, this.bullet] = ['', 0, 'usual'];
    else if (name === 'pPr') this.level = Number(attributes['lvl'] ?? 0);
    else if (name === 'buNone') this.bullet = 'none';
    else if (name === 'buChar') this.bullet = 'mark';
    else if (name === 'buAutoNum') this.bullet = 'number';
    else if (name === 'br') this.text += '\n';
    else if (name === 'tbl') this.rows = [];
    else if (name === 'tr') this.rows?.push([]);
    else if (name === 'tc') this.rows?.at(-1)?.push('');
  }

  private close(name: string, text: string): void {
    if (name === 't') this.text += text;
    else if (name === 'p') this.endParagraph(this.text.trim());
    else if (name === 'tbl' && this.rows) {
      this.blocks.push({ type: 'table', rows: this.rows, page: this.page });
      this.rows = null;
    }
  }

  private endParagraph(text: string): void {
    const { page, level } = this;
    const row = this.rows?.at(-1);
    if (row) row[row.length - 1] = `${row.at(-1) ?? ''} ${text}`.trim();
    else if (text === '' || this.shape === 'repeated') return;
    else if (this.shape === 'title') this.blocks.push({ type: 'heading', level: 2, text, page });
    else if (this.isListItem())
      this.blocks.push({ type: 'list_item', text, level, ordered: this.bullet === 'number', page });
    else this.blocks.push({ type: 'paragraph', text, page });
  }

  /** The body of a slide has bullets unless it says otherwise, a text box only where it says so. */
  private isListItem(): boolean {
    if (this.bullet !== 'usual') return this.bullet !== 'none';
    return this.shape === 'body' || this.level > 0;
  }
}

function shapeOf(placeholder: string): Shape {
  if (placeholder === 'title' || placeholder === 'ctrTitle') return 'title';
  if (REPEATED.has(placeholder)) return 'repeated';
  return placeholder === 'subTitle' ? 'text' : 'body';
}
