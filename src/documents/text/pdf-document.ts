import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

import { Failure } from '../../platform/failure.js';
import type { TextDocument } from './text-document.js';

export type PdfLibrary = typeof import('pdfjs-dist/legacy/build/pdf.mjs');
export type PdfDocument = Awaited<ReturnType<PdfLibrary['getDocument']>['promise']>;
export type PdfPage = Awaited<ReturnType<PdfDocument['getPage']>>;

/** An opened PDF, and the library that opened it. */
export interface OpenPdf {
  library: PdfLibrary;
  document: PdfDocument;
  close: () => Promise<void>;
}

/** Older producers write some bytes before the header; readers accept it within the first kilobyte. */
const HEADER_SEARCH_BYTES = 1024;
/** A page of A4 at 600 dots an inch has 35 million pixels; larger pictures inside a PDF are left out of its drawing. */
const MAXIMUM_PICTURE_PIXELS = 50_000_000;

/**
 * Opens a PDF. No script runs and nothing is fetched.
 *
 * @throws Failure `unreadable` for what is no PDF, is corrupt or needs a password
 */
export async function openPdf(bytes: Uint8Array): Promise<OpenPdf> {
  if (!isPdf(bytes)) throw new Failure('unreadable', 'The file is not a PDF.');
  const library = await loadLibrary();
  const task = library.getDocument({
    // pdf.js takes ownership of the buffer it is given.
    data: Uint8Array.from(bytes),
    verbosity: library.VerbosityLevel.ERRORS,
    isEvalSupported: false,
    disableFontFace: true,
    useSystemFonts: false,
    useWorkerFetch: false,
    isOffscreenCanvasSupported: false,
    enableXfa: false,
    stopAtErrors: false,
    maxImageSize: MAXIMUM_PICTURE_PIXELS,
    ...resources(),
  });
  try {
    return { library, document: await task.promise, close: () => task.destroy() };
  } catch (error) {
    await task.destroy();
    throw openingFailure(error);
  }
}

export function isPdf(bytes: Uint8Array): boolean {
  const start = Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(bytes.byteLength, HEADER_SEARCH_BYTES));
  return start.includes('%PDF-');
}

/** What the file says about itself. */
export async function readMetadata(document: PdfDocument): Promise<TextDocument['metadata']> {
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

/** Folders of the library: character maps, the standard fonts, decoders of JPEG 2000 and JBIG2. */
function resources(): Record<'cMapUrl' | 'standardFontDataUrl' | 'wasmUrl', string> & { cMapPacked: true } {
  const folder = dirname(createRequire(import.meta.url).resolve('pdfjs-dist/package.json'));
  return {
    cMapUrl: join(folder, 'cmaps/'),
    cMapPacked: true,
    standardFontDataUrl: join(folder, 'standard_fonts/'),
    wasmUrl: join(folder, 'wasm/'),
  };
}

function openingFailure(error: unknown): Failure {
  if (error instanceof Error && error.name === 'PasswordException') {
    return new Failure('unreadable', 'The PDF is encrypted and needs a password to open.', { cause: error });
  }
  return new Failure('unreadable', 'The PDF is corrupt and cannot be opened.', { cause: error });
}

let library: Promise<PdfLibrary> | undefined;

/** Loads pdf.js once. Its worker is loaded into this process, which is itself a child made for such work. */
function loadLibrary(): Promise<PdfLibrary> {
  library ??= importQuietly();
  return library;
}

/** On import pdf.js warns on the console where it cannot draw, before a verbosity can be set. */
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
