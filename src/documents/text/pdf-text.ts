import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

import { Failure } from '../../platform/failure.js';
import { repairWords, splitIntoWords, type PlacedText } from './pdf-words.js';
import type { TextDocument, TextPage, Word } from './text-document.js';
import { wordsToLines } from './text-lines.js';

type PdfLibrary = typeof import('pdfjs-dist/legacy/build/pdf.mjs');
type PdfDocument = Awaited<ReturnType<PdfLibrary['getDocument']>['promise']>;
type PdfPage = Awaited<ReturnType<PdfDocument['getPage']>>;
type Matrix = [number, number, number, number, number, number];

export interface ReadPdfOptions {
  /** Called after each page. */
  onPage?: (page: number, pages: number) => void;
  /** More pages than this are refused as `too_large`; 2000 unless told otherwise. */
  maximumPages?: number;
}

const MAXIMUM_PAGES = 2000;
/** Text turned further than this (radians, about 3°) is not part of a row. */
const UPRIGHT_TOLERANCE = 0.05;
/** Older producers write some bytes before the header; readers accept it within the first kilobyte. */
const HEADER_SEARCH_BYTES = 1024;

/**
 * Reads the text of a PDF with the place of every word. Nothing is rendered, no script runs, nothing is fetched.
 *
 * @throws Failure `unreadable` for what is no PDF, is corrupt, needs a password or holds no text; `too_large` for too many pages.
 */
export async function readPdf(bytes: Uint8Array, options: ReadPdfOptions = {}): Promise<TextDocument> {
  requirePdfHeader(bytes);
  const library = await loadLibrary();
  const { document, close } = await openDocument(library, bytes);
  try {
    requirePageCount(document.numPages, options.maximumPages ?? MAXIMUM_PAGES);
    const text = await readPages(library, document, options.onPage);
    requireText(text);
    return { ...text, metadata: await readMetadata(document) };
  } finally {
    await close();
  }
}

function requirePdfHeader(bytes: Uint8Array): void {
  const start = Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(bytes.byteLength, HEADER_SEARCH_BYTES));
  if (!start.includes('%PDF-')) throw new Failure('unreadable', 'The file is not a PDF.');
}

function requirePageCount(pages: number, maximum: number): void {
  if (pages > maximum)
    throw new Failure('too_large', `The PDF has ${pages} pages; at most ${maximum} are read.`);
}

function requireText(text: Pick<TextDocument, 'pages' | 'damagedPages'>): void {
  if (text.pages.some((page) => page.words.length + page.rotatedWords.length > 0)) return;
  if (text.damagedPages.length > 0)
    throw new Failure('unreadable', 'The PDF is damaged: none of its pages can be read.');
  throw new Failure(
    'unreadable',
    'The PDF contains no readable text. It is probably a scan, and text recognition is not available for it yet.',
  );
}

let library: Promise<PdfLibrary> | undefined;

/** Loads pdf.js once. Its worker is loaded into this process, which is itself a child made for such work. */
function loadLibrary(): Promise<PdfLibrary> {
  library ??= importQuietly();
  return library;
}

/** On import pdf.js warns on the console that it cannot draw, before a verbosity can be set; drawing is not wanted. */
async function importQuietly(): Promise<PdfLibrary> {
  /* eslint-disable no-console -- silencing the library, not logging */
  const { warn } = console;
  console.warn = () => undefined;
  try {
    // @ts-expect-error the worker ships without types; it registers itself globally.
    await import('pdfjs-dist/legacy/build/pdf.worker.mjs');
    return await import('pdfjs-dist/legacy/build/pdf.mjs');
  } finally {
    console.warn = warn;
    /* eslint-enable no-console */
  }
}

async function openDocument(
  pdf: PdfLibrary,
  bytes: Uint8Array,
): Promise<{ document: PdfDocument; close: () => Promise<void> }> {
  const packageFolder = dirname(createRequire(import.meta.url).resolve('pdfjs-dist/package.json'));
  const task = pdf.getDocument({
    // pdf.js takes ownership of the buffer it is given.
    data: Uint8Array.from(bytes),
    verbosity: pdf.VerbosityLevel.ERRORS,
    isEvalSupported: false,
    disableFontFace: true,
    useSystemFonts: false,
    useWorkerFetch: false,
    isOffscreenCanvasSupported: false,
    enableXfa: false,
    stopAtErrors: false,
    cMapUrl: join(packageFolder, 'cmaps/'),
    cMapPacked: true,
    standardFontDataUrl: join(packageFolder, 'standard_fonts/'),
  });
  try {
    return { document: await task.promise, close: () => task.destroy() };
  } catch (error) {
    await task.destroy();
    throw openingFailure(error);
  }
}

function openingFailure(error: unknown): Failure {
  if (error instanceof Error && error.name === 'PasswordException') {
    return new Failure('unreadable', 'The PDF is encrypted and needs a password to open.', { cause: error });
  }
  return new Failure('unreadable', 'The PDF is corrupt and cannot be opened.', { cause: error });
}

async function readPages(
  pdf: PdfLibrary,
  document: PdfDocument,
  onPage: ReadPdfOptions['onPage'],
): Promise<Omit<TextDocument, 'metadata'>> {
  const text: Omit<TextDocument, 'metadata'> = { pages: [], damagedPages: [], emptyPages: [] };
  for (let number = 1; number <= document.numPages; number++) {
    try {
      const page = await readPage(pdf, await document.getPage(number), number);
      text.pages.push(page);
      if (page.words.length + page.rotatedWords.length === 0) text.emptyPages.push(number);
    } catch {
      // One damaged page must not cost the others; the caller is told which one it was.
      text.damagedPages.push(number);
    }
    onPage?.(number, document.numPages);
  }
  return text;
}

async function readPage(pdf: PdfLibrary, page: PdfPage, number: number): Promise<TextPage> {
  const viewport = page.getViewport({ scale: 1 });
  const content = await page.getTextContent();
  const upright: Word[] = [];
  const rotatedWords: Word[] = [];
  for (const item of content.items) {
    if (!('str' in item) || item.str.trim() === '') continue;
    const matrix = pdf.Util.transform(viewport.transform, item.transform) as Matrix;
    const placed = placeText(item, matrix, content.styles[item.fontName]?.fontFamily === 'monospace');
    const words = splitIntoWords(placed);
    const isUpright = Math.abs(Math.atan2(matrix[1], matrix[0])) < UPRIGHT_TOLERANCE;
    (isUpright ? upright : rotatedWords).push(...words);
  }
  page.cleanup();
  const words = repairWords(upright.filter((word) => isOnPage(word, viewport.width, viewport.height)));
  return {
    number,
    width: viewport.width,
    height: viewport.height,
    words,
    lines: wordsToLines(words),
    rotatedWords,
  };
}

function placeText(item: { str: string; width: number }, matrix: Matrix, monospaced: boolean): PlacedText {
  return {
    text: item.str,
    x: matrix[4],
    baseline: matrix[5],
    width: item.width,
    fontSize: Math.hypot(matrix[2], matrix[3]) || 1,
    monospaced,
  };
}

function isOnPage(word: Word, width: number, height: number): boolean {
  const [x0, y0, x1, y1] = word.box;
  return x1 > 0 && x0 < width && y1 > 0 && y0 < height;
}

async function readMetadata(document: PdfDocument): Promise<TextDocument['metadata']> {
  const information = await document.getMetadata().then(
    (metadata) => metadata.info as Record<string, unknown>,
    () => ({}) as Record<string, unknown>,
  );
  const names = {
    title: 'Title',
    author: 'Author',
    subject: 'Subject',
    creator: 'Creator',
    producer: 'Producer',
  };
  return Object.fromEntries(
    Object.entries(names)
      .map(([key, name]) => [key, information[name]])
      .filter(([, value]) => typeof value === 'string' && value !== ''),
  );
}
