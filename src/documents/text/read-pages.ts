import type { TextPage } from './text-document.js';
import { wordsToLines } from './text-lines.js';

/** What has come of a page: its text, or null for one that is damaged. */
export interface ReadPage {
  number: number;
  text: TextPage | null;
  /** Its text was recognised from its picture. */
  recognized: boolean;
  /** Its text is an undrawn layer over a picture. */
  layered?: boolean;
}

/** Stores the text of some pages, so that a later attempt need not read them again. */
export type KeepPages = (name: string, body: Uint8Array) => void;

/** Names of kept pages begin so. */
export const KEPT_PAGES = 'pages-';
/** Pages that carry their text are read in milliseconds: not each is worth a file. */
const PAGES_PER_FILE = 50;

/**
 * The pages of a document on their way: those that an earlier attempt read, and those that are handed over for a later
 * one. A recognised page took seconds and is handed over at once, with what was read before it.
 */
export class ReadPages {
  private readonly earlier = new Map<number, ReadPage>();
  private pending: ReadPage[] = [];

  /** @param earlier bodies that an earlier attempt handed over */
  constructor(
    private readonly keep: KeepPages | undefined,
    earlier: readonly Uint8Array[] = [],
  ) {
    for (const body of earlier)
      for (const page of JSON.parse(Buffer.from(body).toString()) as ReadPage[])
        this.earlier.set(page.number, { ...page, text: page.text && withLines(page.text) });
  }

  /** The page as an earlier attempt read it, or as it is read now. */
  async page(number: number, read: () => Promise<ReadPage>): Promise<ReadPage> {
    const earlier = this.earlier.get(number);
    if (earlier) return earlier;
    const page = await read();
    this.handOver(page);
    return page;
  }

  private handOver(page: ReadPage): void {
    if (!this.keep) return;
    this.pending.push(page);
    if (!page.recognized && this.pending.length < PAGES_PER_FILE) return;
    this.keep(`${KEPT_PAGES}${page.number}`, Buffer.from(JSON.stringify(this.pending)));
    this.pending = [];
  }
}

/** The lines of a page hold its own words, as they did when it was read first. */
function withLines(page: TextPage): TextPage {
  return { ...page, lines: wordsToLines(page.words) };
}
