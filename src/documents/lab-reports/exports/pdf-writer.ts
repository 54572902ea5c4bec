import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import type PDFDocument from 'pdfkit';
import { spellCharacter } from './visible-text.js';

export type Pdf = InstanceType<typeof PDFDocument>;
export type Style = 'regular' | 'bold';

export interface TextOptions {
  size?: number;
  style?: Style;
  color?: string;
  /** Left edge and width in points; the whole line by default. */
  x?: number;
  width?: number;
}

const FILES: Record<Style, string> = {
  regular: 'LiberationSans-Regular.ttf',
  bold: 'LiberationSans-Bold.ttf',
};
const SUPERSCRIPTS = '⁰¹²³⁴⁵⁶⁷⁸⁹';
const SUBSCRIPTS = '₀₁₂₃₄₅₆₇₈₉';
const FOOTER_SPACE = 34;

/** Writes text from the top to the bottom of A4 pages, in points, with a structure that screen readers can follow. */
export class PdfWriter {
  /** Whether a character had to be spelled out because the font has no picture of it. */
  spelled = false;
  readonly left = 40;
  readonly width: number;
  private readonly root;
  private parent;

  constructor(readonly pdf: Pdf) {
    // Liberation Sans comes with pdf.js and, unlike the built-in fonts of PDF, has Greek, Cyrillic and all of Latin.
    const folder = join(
      dirname(createRequire(import.meta.url).resolve('pdfjs-dist/package.json')),
      'standard_fonts',
    );
    for (const style of ['regular', 'bold'] as const) pdf.registerFont(style, join(folder, FILES[style]));
    this.width = pdf.page.width - 2 * this.left;
    this.root = pdf.struct('Document');
    pdf.addStructure(this.root);
    this.parent = this.root;
  }

  get y(): number {
    return this.pdf.y;
  }

  set y(value: number) {
    this.pdf.y = value;
  }

  get bottom(): number {
    return this.pdf.page.height - this.pdf.page.margins.bottom;
  }

  /** Starts a page unless this much height is left on this one; true if it did. */
  makeRoom(height: number): boolean {
    if (this.y + height <= this.bottom) return false;
    this.pdf.addPage();
    return true;
  }

  /** Groups what is written inside under one element: `Table`, `TR`, `L`. */
  inside(type: string, write: () => void): void {
    const outer = this.parent;
    this.parent = this.pdf.struct(type);
    outer.add(this.parent);
    write();
    this.parent.end();
    this.parent = outer;
  }

  /** A paragraph, heading or cell at the present height; goes on over pages by itself. */
  text(type: string, text: string, options: TextOptions = {}): void {
    const { x = this.left, width = this.width, color = '#111111' } = options;
    const shown = this.prepare(text, options);
    this.tagged(type, undefined, () =>
      this.pdf.fillColor(color).text(shown, x, this.y, { width, lineGap: 1.5 }),
    );
  }

  /** Height in points that {@link text} would take. */
  heightOf(text: string, options: TextOptions = {}): number {
    const shown = this.prepare(text, options);
    return this.pdf.heightOfString(shown, { width: options.width ?? this.width, lineGap: 1.5 });
  }

  /** A picture with the words that stand for it. */
  figure(alt: string, draw: () => void): void {
    this.tagged('Figure', alt, draw);
  }

  /** Lines and frames that carry no meaning. */
  decoration(draw: () => void): void {
    this.pdf.markContent('Artifact', { type: 'Layout' });
    draw();
    this.pdf.endMarkedContent();
  }

  /** Numbers the pages; to be called last. */
  footers(words: string): void {
    const { start, count } = this.pdf.bufferedPageRange();
    for (let index = 0; index < count; index++) {
      this.pdf.switchToPage(start + index);
      // Below the margin, where pdfkit would start a new page.
      this.pdf.page.margins.bottom = 0;
      const line = `${words} · page ${index + 1} of ${count}`;
      this.decoration(() => {
        this.pdf.font('regular').fontSize(7.5).fillColor('#444444');
        this.pdf.text(line, this.left, this.pdf.page.height - FOOTER_SPACE, {
          width: this.width,
          lineBreak: false,
        });
      });
    }
  }

  private tagged(type: string, alt: string | undefined, draw: () => void): void {
    const element = this.pdf.struct(type, alt === undefined ? {} : { alt }, [draw]);
    this.parent.add(element);
    element.end();
  }

  private prepare(text: string, { size = 9.5, style = 'regular' }: TextOptions): string {
    this.pdf.font(style).fontSize(size);
    return this.spellMissing(text);
  }

  /** Never a silent box or question mark: raised and lowered digits become `^9` and `_2`, all else its Unicode number. */
  private spellMissing(text: string): string {
    const font = currentFont(this.pdf);
    const has = (character: string): boolean =>
      character === '\n' || font.hasGlyphForCodePoint(character.codePointAt(0)!);
    return text
      .replace(/[⁰¹²³⁴-⁹]+/gu, (run) => ([...run].every(has) ? run : `^${plainDigits(run, SUPERSCRIPTS)}`))
      .replace(/[₀-₉]+/gu, (run) => ([...run].every(has) ? run : `_${plainDigits(run, SUBSCRIPTS)}`))
      .replace(/./gsu, (character) => {
        if (has(character)) return character;
        this.spelled = true;
        return spellCharacter(character);
      });
  }
}

function plainDigits(run: string, digits: string): string {
  return [...run].map((character) => digits.indexOf(character)).join('');
}

/** The font in use, as fontkit opened it: pdfkit itself has no way to ask which characters a font has. */
function currentFont(pdf: Pdf): { hasGlyphForCodePoint(codePoint: number): boolean } {
  return (pdf as unknown as { _font: { font: ReturnType<typeof currentFont> } })._font.font;
}
