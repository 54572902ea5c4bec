import { Failure } from '../../../platform/failure.js';
import { hasFields } from '../../files/csv.js';
import { isZip, unzipSome } from '../../files/zip.js';

/** Kinds of files that are read. */
export type DocumentKind =
  'pdf' | 'image' | 'docx' | 'xlsx' | 'pptx' | 'odt' | 'html' | 'markdown' | 'csv' | 'eml' | 'rtf' | 'text';

const IMAGES = ['89504e47', 'ffd8ff', '49492a00', '4d4d002a'];
const OLD_OFFICE = Buffer.from('d0cf11e0a1b11ae1', 'hex');
const SAMPLE_CHARACTERS = 16_384;

/** Kinds that are known and not read, by how they begin, with what to do about it. */
const KNOWN_UNREAD: readonly [signature: string, words: string][] = [
  ['1f8b', 'a gzip archive: unpack it and send the files in it'],
  ['526172211a07', 'a RAR archive: unpack it and send the files in it'],
  ['377abcaf271c', 'a 7z archive: unpack it and send the files in it'],
  ['4749463839', 'a GIF: send it as PNG'],
  ['7f454c46', 'a program'],
  ['4d5a', 'a program'],
  ['000001ba', 'a film'],
];

/**
 * What a file is, by its content alone.
 *
 * @throws Failure `unsupported` for what is not read, with advice
 */
export function detectKind(bytes: Uint8Array, text: () => string): DocumentKind {
  const start = Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(bytes.byteLength, 1024));
  if (start.includes('%PDF-')) return 'pdf';
  if (isZip(bytes)) return detectArchive(bytes);
  const hex = start.toString('hex', 0, 16);
  if (IMAGES.some((signature) => hex.startsWith(signature)) || isWebp(start)) return 'image';
  refuseKnown(start, hex);
  if (start.toString('latin1', 0, 5) === '{\\rtf') return 'rtf';
  return detectText(text());
}

function isWebp(start: Buffer): boolean {
  return start.toString('latin1', 0, 4) === 'RIFF' && start.toString('latin1', 8, 12) === 'WEBP';
}

function refuseKnown(start: Buffer, hex: string): void {
  if (start.subarray(0, 8).equals(OLD_OFFICE))
    throw unsupported('a document of Office before 2007: save it as .docx, .xlsx or .pptx');
  const known = KNOWN_UNREAD.find(([signature]) => hex.startsWith(signature));
  if (known) throw unsupported(known[1]);
  if (start.toString('latin1', 4, 8) === 'ftyp')
    throw unsupported('a film or a HEIC picture: send pictures as JPEG or PNG');
}

/** Names in a ZIP stand uncompressed at its end. */
function detectArchive(bytes: Uint8Array): DocumentKind {
  const file = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (file.includes('word/document.xml')) return 'docx';
  if (file.includes('xl/workbook.xml')) return 'xlsx';
  if (file.includes('ppt/presentation.xml')) return 'pptx';
  const [own] = unzipSome(bytes, (name) => name === 'mimetype', 'The file').values();
  const type = own ? Buffer.from(own).toString('latin1').trim() : '';
  if (type.startsWith('application/vnd.oasis.opendocument.text')) return 'odt';
  if (type.startsWith('application/vnd.oasis.opendocument'))
    throw unsupported('an OpenDocument file that is no text: save it as PDF');
  if (type === 'application/epub+zip') throw unsupported('an EPUB book: save it as PDF or HTML');
  throw unsupported('a ZIP archive: unpack it and send the files in it');
}

function detectText(text: string): DocumentKind {
  const sample = text.slice(0, SAMPLE_CHARACTERS);
  if (hasControlCharacters(sample))
    throw unsupported('of no kind that is known: send it as PDF, Office file or text');
  if (isMail(sample)) return 'eml';
  if (/^\s*</u.test(sample) && /<(?:!doctype\s+html|html[\s>]|head[\s>]|body[\s>])/iu.test(sample))
    return 'html';
  if (/^\s*<(?:div|p|table|h[1-6]|article|section|main)[\s>]/iu.test(sample)) return 'html';
  if (looksLikeMarkdown(sample)) return 'markdown';
  return hasFields(sample) ? 'csv' : 'text';
}

function hasControlCharacters(sample: string): boolean {
  // eslint-disable-next-line no-control-regex
  const found = sample.match(/[\u0000-\u0008\u000e-\u001a\u001c-\u001f\ufffd]/gu);
  return (found?.length ?? 0) > sample.length / 100;
}

/** Header lines up to the first blank one, with those that each message has. */
function isMail(sample: string): boolean {
  const [head = ''] = sample.split(/\r?\n\r?\n/u);
  const names = [...head.matchAll(/^([A-Za-z][A-Za-z-]+):/gmu)].map(([, name]) => name!.toLowerCase());
  const known = 'from to subject date message-id received mime-version return-path content-type'.split(' ');
  return names.includes('from') && known.filter((name) => names.includes(name)).length >= 3;
}

function looksLikeMarkdown(sample: string): boolean {
  const marks = [
    /^#{1,6} \S/mu,
    /^(?:[-*+]|\d+\.) \S.*\n(?:[-*+]|\d+\.) \S/mu,
    /^```/mu,
    /\[[^\]\n]+\]\((?:https?:|\/|#|\.)[^)\n]*\)/u,
    /^\|.+\|\s*\n\|[\s:|-]+\|/mu,
    /\*\*\S[^*\n]*\*\*/u,
  ];
  return /^#{1,6} \S/mu.test(sample) ? true : marks.filter((mark) => mark.test(sample)).length >= 2;
}

function unsupported(words: string): Failure {
  return new Failure('unsupported', `The file is ${words}.`);
}
