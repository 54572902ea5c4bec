import { Failure } from '../../platform/failure.js';
import { isBrokenText } from './broken-text.js';
import { largestPictureShare } from './page-pictures.js';
import { rulesOf } from './page-rules.js';
import { isPdf, openPdf, readMetadata, type OpenPdf, type PdfPage } from './pdf-document.js';
import { readPageText } from './pdf-text.js';
import { openPictures } from './recognition/decode-picture.js';
import { drawPage } from './recognition/draw-page.js';
import { recognizePage } from './recognition/recognize-page.js';
import { type KeepPages, type ReadPage, ReadPages } from './read-pages.js';
import { traceText } from './suspect-text.js';
import type { TextDocument, TextPage } from './text-document.js';
import { inkOf } from './visible-ink.js';

export interface ReadTextOptions {
  /** Called after each page. */
  onPage?: (page: number, pages: number) => void;
  /** More pages than this are refused as `too_large`; 2000 unless told otherwise. */
  maximumPages?: number;
  /** More pages than this to be recognised are refused as `too_large`; 200 unless told otherwise. */
  maximumRecognizedPages?: number;
  /** Whether pages without text are recognised; yes unless told otherwise. Pictures always are. */
  recognize?: boolean;
  /** Languages of text recognition, codes of installed `@tesseract.js-data` packages; English unless told otherwise. */
  languages?: readonly string[];
  /** Is handed the text of pages as they are read, for an attempt that has to begin again. */
  keep?: KeepPages;
  /** What an earlier attempt handed over; those pages are not read again. */
  earlier?: readonly Uint8Array[];
}

/** How far a document has come. */
interface Reading {
  text: Omit<TextDocument, 'metadata'>;
  pages: ReadPages;
  options: ReadTextOptions;
}

const MAXIMUM_PAGES = 2000;
const MAXIMUM_RECOGNIZED_PAGES = 200;
/** A page with fewer words than this may be a scan with something stamped on it. */
const FEW_WORDS = 30;
const SCAN_SHARE = 0.5;
const UNDRAWN_SHARE = 0.5;
/** Long side of A4 in points: what a picture, which has no size of its own, is taken for. */
const PICTURE_LONG_SIDE = 842;

/**
 * Reads the text of a PDF or of a picture (PNG, JPEG, TIFF, WebP) with the place of every word. Text that a PDF carries is
 * taken as it is; pages without it, or with one that cannot be read, are drawn and recognised, as pictures are.
 *
 * @throws Failure `unreadable` for what cannot be opened or holds no text, `unsupported` for other files, `too_large` for
 * too many pages or pixels, `model_unavailable` where the data of a language is missing
 */
export async function readText(bytes: Uint8Array, options: ReadTextOptions = {}): Promise<TextDocument> {
  return isPdf(bytes) ? readPdf(bytes, options) : readPicture(bytes, options);
}

/** As {@link readText}, for PDFs alone. */
export async function readPdf(bytes: Uint8Array, options: ReadTextOptions = {}): Promise<TextDocument> {
  const pdf = await openPdf(bytes);
  try {
    const pages = pdf.document.numPages;
    requirePageCount('The PDF', pages, options);
    const reading = begin(options);
    for (let number = 1; number <= pages; number++) {
      await addPage(reading, number, () => readPdfPage(pdf, number, reading.options));
      options.onPage?.(number, pages);
    }
    requireText(reading.text, 'The PDF', options);
    return { ...reading.text, metadata: await readMetadata(pdf.document) };
  } finally {
    await pdf.close();
  }
}

async function readPicture(bytes: Uint8Array, options: ReadTextOptions): Promise<TextDocument> {
  const pictures = await openPictures(bytes);
  requirePageCount('The file', pictures.count, options);
  const reading = begin(options);
  for (let number = 1; number <= pictures.count; number++) {
    await addPage(reading, number, async () => {
      const picture = await pictures.decode(number - 1);
      const pointsPerPixel = PICTURE_LONG_SIDE / Math.max(picture.width, picture.height);
      return {
        text: await recognizePage(picture, { number, pointsPerPixel, languages: languagesOf(options) }),
        recognized: true,
      };
    });
    options.onPage?.(number, pictures.count);
  }
  requireText(reading.text, 'The picture', options);
  return { ...reading.text, metadata: {} };
}

function begin(options: ReadTextOptions): Reading {
  const text = { pages: [], damagedPages: [], emptyPages: [], recognizedPages: [], layeredPages: [] };
  return { text, pages: new ReadPages(options.keep, options.earlier), options };
}

type PageText = Omit<ReadPage, 'number'>;

async function addPage(reading: Reading, number: number, read: () => Promise<PageText>): Promise<void> {
  const { text, pages, options } = reading;
  const page = await pages.page(number, () => readOrSkip(number, read));
  if (page.text === null) return void text.damagedPages.push(number);
  text.pages.push(page.text);
  if (page.text.words.length + page.text.rotatedWords.length === 0) return void text.emptyPages.push(number);
  if (page.recognized) text.recognizedPages.push(number);
  if (page.layered) text.layeredPages.push(number);
  requireFewRecognized(text, options);
}

/** One damaged page must not cost the others; the caller is told which one it was. */
async function readOrSkip(number: number, read: () => Promise<PageText>): Promise<ReadPage> {
  try {
    return { number, ...(await read()) };
  } catch (error) {
    if (error instanceof Failure && error.failureClass !== 'unreadable') throw error;
    return { number, text: null, recognized: false };
  }
}

async function readPdfPage(pdf: OpenPdf, number: number, options: ReadTextOptions): Promise<PageText> {
  const page = await pdf.document.getPage(number);
  try {
    const { mayHideText, undrawnShare, covered } = await traceText(pdf, page);
    const isSeen = mayHideText ? await inkOf(pdf, page) : undefined;
    const text = await readPageText(pdf.library, page, { ...(isSeen && { isSeen }), covered });
    const carried = { ...text, rules: await rulesOf(pdf, page) };
    const needed = options.recognize !== false && (await mustBeRecognized(pdf, page, carried));
    const seen = needed ? await recognizePdfPage(pdf, page, languagesOf(options)) : null;
    if (seen && seen.words.length > 0) return { text: seen, recognized: true };
    const layered = undrawnShare > UNDRAWN_SHARE && (await largestPictureShare(pdf, page)) > SCAN_SHARE;
    return { text: carried, recognized: false, ...(layered && { layered }) };
  } finally {
    page.cleanup();
  }
}

async function mustBeRecognized(pdf: OpenPdf, page: PdfPage, carried: TextPage): Promise<boolean> {
  const words = carried.words.length + carried.rotatedWords.length;
  if (words === 0 || isBrokenText(carried)) return true;
  return words < FEW_WORDS && (await largestPictureShare(pdf, page)) > SCAN_SHARE;
}

async function recognizePdfPage(
  pdf: OpenPdf,
  page: PdfPage,
  languages: readonly string[],
): Promise<TextPage> {
  const picture = await drawPage(pdf, page);
  const pointsPerPixel = page.getViewport({ scale: 1 }).width / picture.width;
  return recognizePage(picture, { number: page.pageNumber, pointsPerPixel, languages });
}

function languagesOf({ languages = ['eng'] }: ReadTextOptions): readonly string[] {
  return languages;
}

function requireFewRecognized({ recognizedPages }: Reading['text'], options: ReadTextOptions): void {
  const maximum = options.maximumRecognizedPages ?? MAXIMUM_RECOGNIZED_PAGES;
  if (recognizedPages.length > maximum)
    throw new Failure('too_large', `The file has more than ${maximum} scanned pages; send it in parts.`);
}

function requirePageCount(what: string, pages: number, options: ReadTextOptions): void {
  const maximum = options.maximumPages ?? MAXIMUM_PAGES;
  if (pages > maximum)
    throw new Failure('too_large', `${what} has ${pages} pages; at most ${maximum} are read.`);
}

function requireText({ pages, damagedPages }: Reading['text'], what: string, options: ReadTextOptions): void {
  if (pages.some((page) => page.words.length + page.rotatedWords.length > 0)) return;
  if (damagedPages.length > 0)
    throw new Failure('unreadable', `${what} is damaged: none of its pages can be read.`);
  const reason =
    options.recognize === false
      ? 'It is probably a scan, and text recognition is not available for it.'
      : 'None could be recognised on its pages either.';
  throw new Failure('unreadable', `${what} contains no readable text. ${reason}`);
}
