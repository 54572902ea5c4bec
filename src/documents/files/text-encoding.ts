import iconv from 'iconv-lite';
import { legacyEncoding } from './legacy-encoding.js';

const SAMPLE_BYTES = 256 * 1024;

/** Byte order marks; the longer first, because that of UTF-32 begins with that of UTF-16. */
const MARKS = [
  ['fffe0000', 'utf-32le'],
  ['0000feff', 'utf-32be'],
  ['fffe', 'utf-16le'],
  ['feff', 'utf-16be'],
] as const;

/** A file's text: by its byte order mark, as UTF-8 where it is valid, else in the encoding its bytes look like. */
export function decodeText(bytes: Uint8Array): string {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const start = buffer.toString('hex', 0, 4);
  const marked = MARKS.find(([mark]) => start.startsWith(mark))?.[1];
  const wide = marked ?? wideEncoding(buffer.subarray(0, SAMPLE_BYTES));
  if (wide) return iconv.decode(buffer, wide);
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(buffer);
  } catch {
    return iconv.decode(buffer, legacyEncoding(buffer.subarray(0, SAMPLE_BYTES)));
  }
}

/** UTF-16 or UTF-32 without its mark: the upper bytes of most letters are zero, always at the same places. */
function wideEncoding(sample: Buffer): string | null {
  const zeros = [0, 0, 0, 0];
  for (const [index, byte] of sample.entries()) if (byte === 0) zeros[index % 4]!++;
  const often = zeros.map((count) => count * 4 > sample.length * 0.4);
  const layout = often.map((isOften) => (isOften ? '0' : 'x')).join('');
  const known = { x000: 'utf-32le', '000x': 'utf-32be', x0x0: 'utf-16le', '0x0x': 'utf-16be' }[layout];
  return known ?? wideEncodingOfDenseScript(sample, zeros);
}

/** Where letters fill both bytes, few have a zero: what decodes to nothing but characters is meant. */
function wideEncodingOfDenseScript(sample: Buffer, zeros: readonly number[]): string | null {
  if (zeros.every((count) => count === 0)) return null;
  const whole = sample.subarray(0, sample.length & ~1);
  const isClean = (encoding: string): boolean =>
    !/[\ufffd\p{Cn}\p{Co}]|(?!\s)\p{Cc}/u.test(iconv.decode(whole, encoding));
  return ['utf-16le', 'utf-16be'].find(isClean) ?? null;
}
