import { Failure } from '../../../../platform/failure.js';
import type { OpenedDocument } from '../opened-document.js';
import type { Block } from '../../../layout/index.js';
import type { ReadDocument } from '../converted.js';
import { RtfEncoding } from './rtf-encoding.js';

/** Groups whose text is not that of the document (Rich Text Format Specification 1.9.1, "Destinations"). */
const ASIDE = new Set(
  (
    'colortbl info pict object header headerl headerr headerf footer footerl footerr footerf ' +
    'listtable listoverridetable rsidtbl generator themedata datastore latentstyles xmlnstbl'
  ).split(' '),
);
const CHARACTERS: Readonly<Record<string, string>> = {
  tab: '\t',
  line: '\n',
  emdash: '—',
  endash: '–',
  bullet: '•',
  lquote: '‘',
  rquote: '’',
  ldblquote: '“',
  rdblquote: '”',
  '~': '\u00a0',
  '-': '',
  _: '‑',
};
const TOKEN = /\\([a-z]+)(-?\d+)? ?|\\'([0-9a-f]{2})|\\([^a-z])|([{}])|([^\\{}\r\n]+)|[\r\n]+/giu;
const MAXIMUM_DEPTH = 1_000;

/** Groups that mean something of their own. */
const DESTINATIONS: Readonly<Record<string, Destination>> = {
  fonttbl: 'fonts',
  stylesheet: 'styles',
  title: 'title',
  listtext: 'mark',
  pntext: 'mark',
  footnote: 'note',
};
/** A list mark that is written as text, as converters do. */
const WRITTEN_MARK = /^([•·▪◦–-]|\(?[\p{L}\d]{1,3}[.)])\t/u;
/** How far a level of a list is usually set in, in twentieths of a point. */
const LEVEL_INDENT = 360;

type Destination = 'body' | 'aside' | 'fonts' | 'styles' | 'title' | 'mark' | 'note';

interface Group {
  destination: Destination;
  hidden: boolean;
  font: number;
  /** Plain characters that follow a Unicode one for old readers. */
  fallback: number;
}

interface Paragraph {
  style: number;
  /** From 0, when it is a heading. */
  outline: number | null;
  mark: string;
  /** Level of its list. */
  level: number | null;
  indent: number;
  inTable: boolean;
}

const PLAIN_PARAGRAPH: Paragraph = {
  style: 0,
  outline: null,
  mark: '',
  level: null,
  indent: 0,
  inTable: false,
};

/** Rich text: its headings, paragraphs, lists, tables and notes, without its looks. */
export async function readRtf({ bytes }: OpenedDocument): Promise<ReadDocument> {
  const source = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1');
  return { type: 'rtf', pages: 1, ...new RtfReader(source).read() };
}

class RtfReader {
  private readonly blocks: Block[] = [];
  private readonly groups: Group[] = [];
  private readonly encoding = new RtfEncoding();
  private readonly headings = new Map<number, number>();
  private group: Group = { destination: 'body', hidden: false, font: 0, fallback: 1 };
  private paragraph = PLAIN_PARAGRAPH;
  private bytes: number[] = [];
  private skip = 0;
  private row: string[] | null = null;
  private notes: string[] = [];
  private style = 0;
  private readonly texts: Record<Destination, string> = {
    body: '',
    aside: '',
    fonts: '',
    styles: '',
    title: '',
    mark: '',
    note: '',
  };

  constructor(private readonly source: string) {}

  read(): { blocks: Block[]; title?: string } {
    for (const [, word, number, hex, symbol, brace, plain] of this.source.matchAll(TOKEN)) {
      if (hex !== undefined) this.byte(Number.parseInt(hex, 16));
      else if (plain !== undefined) this.plain(plain);
      else {
        this.endBytes();
        if (word !== undefined)
          this.control(word.toLowerCase(), number === undefined ? null : Number(number));
        else if (symbol === '*') this.group.destination = 'aside';
        else if (symbol !== undefined) this.add(CHARACTERS[symbol] ?? symbol);
        else if (brace !== undefined) this.brace(brace);
      }
    }
    this.endBytes();
    this.endParagraph();
    const title = this.texts.title.trim();
    return { blocks: this.blocks, ...(title && { title }) };
  }

  private brace(brace: string): void {
    if (brace === '{') {
      if (this.groups.length > MAXIMUM_DEPTH)
        throw new Failure('unreadable', 'The rich text is nested too deeply.');
      this.groups.push({ ...this.group });
      return;
    }
    const { destination } = this.group;
    this.group = this.groups.pop() ?? this.group;
    if (destination === 'styles') this.endStyle();
    if (destination === 'note' && this.group.destination !== 'note') this.endNote();
  }

  private control(word: string, number: number | null): void {
    const destination = DESTINATIONS[word];
    const isAside = this.group.destination === 'aside';
    if (destination && (!isAside || destination === 'note' || destination === 'title'))
      this.group.destination = destination;
    else if (ASIDE.has(word)) this.group.destination = 'aside';
    else if (this.group.destination === 'fonts') this.font(word, number ?? 0);
    else if (this.group.destination === 'styles') this.styleProperty(word, number ?? 0);
    else if (word in CHARACTERS) this.add(CHARACTERS[word]!);
    else if (!this.end(word)) this.format(word, number);
  }
  private font(word: string, number: number): void {
    if (word === 'f') this.group.font = number;
    else if (word === 'fcharset') this.encoding.addFont(this.group.font, number);
  }

  private styleProperty(word: string, number: number): void {
    if (word === 's') this.style = number;
    else if (word === 'outlinelevel') this.headings.set(this.style, number);
  }

  private endStyle(): void {
    const name = this.texts.styles.replace(/;\s*$/u, '').trim();
    const level = /^heading (\d)$/iu.exec(name)?.[1];
    if (level) this.headings.set(this.style, Number(level) - 1);
    else if (/^title$/iu.test(name)) this.headings.set(this.style, 0);
    this.texts.styles = '';
    this.style = 0;
  }

  private end(word: string): boolean {
    const isBreak = word === 'par' || word === 'sect' || word === 'page';
    if (isBreak && (this.paragraph.inTable || this.group.destination === 'note')) this.add('\n');
    else if (isBreak) this.endParagraph();
    else if (word === 'cell') this.endCell();
    else if (word === 'row') this.endRow();
    else return false;
    return true;
  }

  private format(word: string, number: number | null): void {
    if (word === 'pard') this.paragraph = { ...PLAIN_PARAGRAPH, mark: this.paragraph.mark };
    else if (word === 'plain') [this.group.hidden, this.group.font] = [false, 0];
    else if (word === 'intbl') this.paragraph.inTable = true;
    else if (word === 'outlinelevel') this.paragraph.outline = number ?? 0;
    else if (word === 's') this.paragraph.style = number ?? 0;
    else if (word === 'ilvl') this.paragraph.level = number ?? 0;
    else if (word === 'li') this.paragraph.indent = number ?? 0;
    else if (word === 'v') this.group.hidden = number !== 0;
    else if (word === 'f') this.group.font = number ?? 0;
    else if (word === 'uc') this.group.fallback = number ?? 1;
    else if (word === 'u' && number !== null) this.unicode(number);
    else if (word === 'ansicpg' && number !== null) this.encoding.useCodePage(number);
  }

  private unicode(number: number): void {
    this.add(String.fromCharCode(number < 0 ? number + 65_536 : number));
    this.skip = this.group.fallback;
  }

  private byte(value: number): void {
    if (this.skip > 0) this.skip--;
    else this.bytes.push(value);
  }

  private endBytes(): void {
    if (this.bytes.length === 0) return;
    this.add(this.encoding.decode(this.bytes, this.group.font));
    this.bytes = [];
  }

  private plain(text: string): void {
    let from = Math.min(this.skip, text.length);
    this.skip -= from;
    if (this.encoding.isHalf(this.bytes, this.group.font)) this.bytes.push(text.charCodeAt(from++));
    this.endBytes();
    this.add(text.slice(from));
  }

  private add(text: string): void {
    if (!this.group.hidden) this.texts[this.group.destination] += text;
  }

  /** Takes what was written into a destination out of it. */
  private take(destination: Destination): string {
    const text = this.texts[destination].trim();
    this.texts[destination] = '';
    return text;
  }

  private endCell(): void {
    const text = [this.take('mark'), this.take('body')].filter((part) => part !== '').join(' ');
    (this.row ??= []).push(text.replace(/\s*\n\s*/gu, ' '));
  }

  private endRow(): void {
    const last = this.blocks.at(-1);
    if (this.row && last?.type === 'table') last.rows.push(this.row);
    else if (this.row) this.blocks.push({ type: 'table', rows: [this.row], page: 1 });
    this.row = null;
    this.addNotes();
  }

  private endParagraph(): void {
    if (this.row) return;
    const mark = this.take('mark');
    const text = this.take('body');
    if (text !== '') this.blocks.push(this.blockOf(text, mark));
    this.addNotes();
  }

  private blockOf(text: string, mark: string): Block {
    const { style, outline, level, indent } = this.paragraph;
    const heading = outline ?? this.headings.get(style) ?? null;
    if (heading !== null && heading < 6) {
      const number = mark === '' ? '' : `${mark} `;
      return { type: 'heading', level: heading + 1, text: number + text, page: 1 };
    }
    const written = WRITTEN_MARK.exec(text);
    if (mark === '' && !written) return { type: 'paragraph', text, page: 1 };
    return {
      type: 'list_item',
      text: written ? text.slice(written[0].length) : text,
      level: level ?? (written ? Math.max(0, Math.floor(indent / LEVEL_INDENT) - 1) : 0),
      ordered: /[\p{L}\p{N}]/u.test(mark || written![1]!),
      page: 1,
    };
  }

  private endNote(): void {
    const text = this.take('note');
    if (text !== '') this.notes.push(text);
  }

  /** Notes stand behind the paragraph that they belong to. */
  private addNotes(): void {
    for (const text of this.notes) this.blocks.push({ type: 'paragraph', text, page: 1 });
    this.notes = [];
  }
}
