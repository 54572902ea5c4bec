import { Failure } from '../../../../platform/failure.js';
import { readXml } from '../../../files/xml.js';
import { unzipSome } from '../../../files/zip.js';
import type { OpenedDocument } from '../opened-document.js';
import type { Block } from '../../../layout/index.js';
import type { ReadDocument } from '../converted.js';

/** Fields and other pieces inside of a paragraph, whose text belongs to it. */
const INLINE =
  'span|a|bookmark[\\w-]*|soft-page-break|date|time|page-(?:number|count)|title|subject|sequence|author-[\\w-]+|' +
  'initial-creator|creator|meta-field|user-field-get|variable-[\\w-]+|placeholder|reference-[\\w-]+|ruby|ruby-base|' +
  'file-name|conditional-text|text-input';
/** What is in the file and not in the text: comments, and what was deleted under revision. */
const ASIDE = new Set(['annotation', 'tracked-changes']);
const MOST_REPEATED = 100;

/** An OpenDocument text: headings, paragraphs, lists, tables, notes. */
export async function readOdt({ bytes }: OpenedDocument): Promise<ReadDocument> {
  const isNeeded = (name: string): boolean => name === 'content.xml' || name === 'styles.xml';
  const files = unzipSome(bytes, isNeeded, 'The OpenDocument text');
  const content = files.get('content.xml');
  if (!content) throw new Failure('unreadable', 'The OpenDocument text is damaged: it has no content.');
  const reader = new OdtReader();
  const styles = files.get('styles.xml');
  if (styles) reader.readStyles(Buffer.from(styles).toString('utf8'));
  const blocks = reader.read(withPlainMarks(Buffer.from(content).toString('utf8')));
  return { type: 'odt', pages: 1, blocks };
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
      // Without their elements the pieces of a paragraph stand in order.
      .replace(new RegExp(`</?text:(?:${INLINE})(?:\\s[^>]*)?/?>`, 'gu'), '')
  );
}

type Attributes = Readonly<Record<string, string>>;

class OdtReader {
  private readonly blocks: Block[] = [];
  private readonly parents = new Map<string, string>();
  /** `style level` of lists that count. */
  private readonly ordered = new Set<string>();
  private listStyle = '';
  private lists: string[] = [];
  private outline: number | null = null;
  private rows: string[][] | null = null;
  private tableDepth = 0;
  private aside = 0;
  private note: { mark: string; text: string } | null = null;
  private notes: string[] = [];

  readStyles(xml: string): void {
    readXml(xml, { open: (name, attributes) => this.style(name, attributes) });
  }

  read(xml: string): Block[] {
    readXml(xml, {
      open: (name, attributes) => {
        this.style(name, attributes);
        this.open(name, attributes);
      },
      close: (name, text) => this.close(name, text),
    });
    return this.blocks;
  }

  private style(name: string, attributes: Attributes): void {
    const own = attributes['style:name'] ?? '';
    if (name === 'style') this.parents.set(own, attributes['style:parent-style-name'] ?? '');
    else if (name === 'list-style') this.listStyle = own;
    else if (name === 'list-level-style-number')
      this.ordered.add(`${this.listStyle} ${attributes['text:level']}`);
  }

  private open(name: string, attributes: Attributes): void {
    if (ASIDE.has(name)) this.aside++;
    else if (name === 'list') this.lists.push(attributes['text:style-name'] ?? this.lists.at(-1) ?? '');
    else if (name === 'h') this.outline = Number(attributes['text:outline-level'] ?? 1);
    else if (name === 'p') this.outline = this.outlineOf(attributes['text:style-name'] ?? '');
    else if (name === 'note') this.note = { mark: '', text: '' };
    else if (name === 'table' && this.tableDepth++ === 0) this.rows = [];
    else if (name === 'table-row' && this.tableDepth === 1) this.rows?.push([]);
    else if (name.endsWith('table-cell') && this.tableDepth === 1) this.addCells(attributes);
  }

  private close(name: string, text: string): void {
    if (ASIDE.has(name)) this.aside--;
    else if (this.aside > 0) return;
    else if (name === 'list') this.lists.pop();
    else if (name === 'note-citation' && this.note) this.note.mark = text;
    else if (name === 'note') this.endNote();
    else if (name === 'p' || name === 'h') this.endParagraph(text);
    else if (name === 'table' && --this.tableDepth === 0) this.endTable();
  }

  /** A cell that another one covers is one too, or the columns behind it would shift. */
  private addCells(attributes: Attributes): void {
    const count = Number(attributes['table:number-columns-repeated'] ?? 1);
    const row = this.rows?.at(-1);
    for (let cell = 0; row && cell < Math.min(count, MOST_REPEATED); cell++) row.push('');
  }

  private outlineOf(style: string, depth = 0): number | null {
    if (/^(?:Title|Titel)$/u.test(style)) return 1;
    const level = /^Heading_20_(\d)$/u.exec(style)?.[1];
    if (level) return Number(level);
    const parent = this.parents.get(style);
    return parent && depth < 10 ? this.outlineOf(parent, depth + 1) : null;
  }

  private endParagraph(text: string): void {
    if (this.note) this.note.text = `${this.note.text} ${text}`.trim();
    else if (this.rows) this.addToCell(this.rows, text);
    else if (text !== '') this.addBlock(text);
    if (!this.note && !this.rows) this.addNotes();
  }

  private addBlock(text: string): void {
    const level = this.lists.length;
    if (this.outline !== null) this.blocks.push({ type: 'heading', level: this.outline, text, page: 1 });
    else if (level > 0) {
      const ordered = this.ordered.has(`${this.lists.at(-1)} ${level}`);
      this.blocks.push({ type: 'list_item', text, level: level - 1, ordered, page: 1 });
    } else this.blocks.push({ type: 'paragraph', text, page: 1 });
  }

  private addToCell(rows: string[][], text: string): void {
    const row = rows.at(-1);
    if (row && row.length > 0) row[row.length - 1] = `${row.at(-1) ?? ''} ${text}`.trim();
  }

  private endTable(): void {
    const rows = (this.rows ?? []).filter((row) => row.some((cell) => cell !== ''));
    this.blocks.push({ type: 'table', rows, page: 1 });
    this.rows = null;
    this.addNotes();
  }

  private endNote(): void {
    if (this.note) this.notes.push(`${this.note.mark} ${this.note.text}`.trim());
    this.note = null;
  }

  /** Notes stand behind the paragraph that they belong to. */
  private addNotes(): void {
    for (const text of this.notes) this.blocks.push({ type: 'paragraph', text, page: 1 });
    this.notes = [];
  }
}
