export type { KeepPages } from './read-pages.js';
export { recognizedWords, type RecognizedWords, unsureDigits } from './recognized.js';
export { readingWarnings } from './reading-warnings.js';
export { readPdf, readText, type ReadTextOptions } from './read-text.js';
export {
  enclose,
  type Box,
  type Line,
  type TextDocument,
  type TextPage,
  type Word,
} from './text-document.js';
export { toLine, wordsToLines } from './text-lines.js';
