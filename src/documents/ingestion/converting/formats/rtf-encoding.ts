import iconv from 'iconv-lite';

/** Code pages of the character sets that fonts name (Rich Text Format Specification 1.9.1, "Font Table"). */
const CHARSETS: Readonly<Record<number, string>> = {
  77: 'macintosh',
  128: 'cp932',
  129: 'cp949',
  134: 'cp936',
  136: 'cp950',
  161: 'cp1253',
  162: 'cp1254',
  163: 'cp1258',
  177: 'cp1255',
  178: 'cp1256',
  186: 'cp1257',
  204: 'cp1251',
  222: 'cp874',
  238: 'cp1250',
};
const DOUBLE_BYTE = /^cp9(?:32|36|49|50)$/u;

/** Decodes the bytes of a rich text by the document's code page or the character set of the font. */
export class RtfEncoding {
  private codePage = 'cp1252';
  private readonly fonts = new Map<number, string>();

  useCodePage(number: number): void {
    if (iconv.encodingExists(`cp${number}`)) this.codePage = `cp${number}`;
  }

  addFont(font: number, charset: number): void {
    const encoding = CHARSETS[charset];
    if (encoding) this.fonts.set(font, encoding);
  }

  decode(bytes: readonly number[], font: number): string {
    return iconv.decode(Buffer.from(bytes), this.encodingOf(font));
  }

  /** Whether the bytes end with the first half of a character, whose other half may be a plain letter. */
  isHalf(bytes: readonly number[], font: number): boolean {
    if (!DOUBLE_BYTE.test(this.encodingOf(font))) return false;
    let isLead = false;
    for (const byte of bytes)
      isLead = !isLead && byte > 0x80 && !(byte > 0xa0 && byte < 0xe0 && this.encodingOf(font) === 'cp932');
    return isLead;
  }

  private encodingOf(font: number): string {
    return this.fonts.get(font) ?? this.codePage;
  }
}
