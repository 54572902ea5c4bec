import iconv from 'iconv-lite';
import { Failure } from '../../../../platform/failure.js';
import type { OpenedDocument } from '../opened-document.js';
import type { Block, ReadDocument } from '../converted.js';

/** Groups whose text is not that of the document (Rich Text Format Specification 1.9.1, "Destinations"). */
const ASIDE = new Set(
  (
    'fonttbl colortbl stylesheet info pict object header headerl headerr headerf footer footerl footerr footerf ' +
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

interface Group {
  aside: boolean;
  /** Plain characters that follow a Unicode one for old readers. */
  fallback: number;
}

/** Rich text: its paragraphs and tables, without its looks. */
export async function readRtf({ bytes }: OpenedDocument): Promise<ReadDocument> {
  const source = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1');
  return { type: 'rtf', pages: 1, blocks: new RtfReader(source).read() };
}

class RtfReader {
  private readonly blocks: Block[] = [];
  private readonly groups: Group[] = [];
  private group: Group = { aside: false, fallback: 1 };
  private codePage = 'windows-1252';
  private bytes: number[] = [];
  private text = '';
  private skip = 0;
  private row: string[] | null = null;
  private inTable = false;
  /** Of the paragraph, from 0, when it is a heading. */
  private outlineLevel: number | null = null;

  constructor(private readonly source: string) {}

  read(): Block[] {
    for (const [, word, number, hex, symbol, brace, plain] of this.source.matchAll(TOKEN)) {
      if (hex !== undefined) this.byte(Number.parseInt(hex, 16));
      else {
        this.endBytes();
        if (word !== undefined)
          this.control(word.toLowerCase(), number === undefined ? null : Number(number));
        else if (symbol === '*') this.group.aside = true;
        else if (symbol !== undefined) this.add(CHARACTERS[symbol] ?? symbol);
        else if (brace !== undefined) this.brace(brace);
        else if (plain !== undefined) this.plain(plain);
      }
    }
    this.endBytes();
    this.endParagraph();
    return this.blocks;
  }

  private brace(brace: string): void {
    if (brace === '{') {
      if (this.groups.length > MAXIMUM_DEPTH)
        throw new Failure('unreadable', 'The rich text is nested too deeply.');
      this.groups.push({ ...this.group });
    } else this.group = this.groups.pop() ?? this.group;
  }

  private control(word: string, number: number | null): void {
    if (ASIDE.has(word)) this.group.aside = true;
    else if (word === 'pard') [this.inTable, this.outlineLevel] = [false, null];
    else if (word === 'intbl') this.inTable = true;
    else if (word === 'outlinelevel') this.outlineLevel = number ?? 0;
    else if (word === 'par' && this.inTable) this.add('\n');
    else if (word === 'par' || word === 'sect' || word === 'page') this.endParagraph();
    else if (word === 'cell') this.endCell();
    else if (word === 'row') this.endRow();
    else if (word === 'uc') this.group.fallback = number ?? 1;
    else if (word === 'u' && number !== null) this.unicode(number);
    else if (word === 'ansicpg' && number !== null && iconv.encodingExists(`cp${number}`))
      this.codePage = `cp${number}`;
    else if (word in CHARACTERS) this.add(CHARACTERS[word]!);
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
    this.add(iconv.decode(Buffer.from(this.bytes), this.codePage));
    this.bytes = [];
  }

  private plain(text: string): void {
    const skipped = Math.min(this.skip, text.length);
    this.skip -= skipped;
    this.add(text.slice(skipped));
  }

  private add(text: string): void {
    if (!this.group.aside) this.text += text;
  }

  private endCell(): void {
    (this.row ??= []).push(this.text.trim().replace(/\s*\n\s*/gu, ' '));
    this.text = '';
  }

  private endRow(): void {
    const last = this.blocks.at(-1);
    if (this.row && last?.type === 'table') last.rows.push(this.row);
    else if (this.row) this.blocks.push({ type: 'table', rows: [this.row], page: 1 });
    this.row = null;
  }

  private endParagraph(): void {
    if (this.row) return;
    const text = this.text.trim();
    this.text = '';
    if (text === '') return;
    const level = this.outlineLevel;
    if (level !== null && level < 6) this.blocks.push({ type: 'heading', level: level + 1, text, page: 1 });
    else this.blocks.push({ type: 'paragraph', text, page: 1 });
  }
}
