import { detect } from 'chardet';
import iconv from 'iconv-lite';

const SAMPLE_BYTES = 256 * 1024;

/** A file's text: by its byte order mark, as UTF-8 where it is valid, else in the encoding its bytes look like. */
export function decodeText(bytes: Uint8Array): string {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (buffer[0] === 0xff && buffer[1] === 0xfe) return iconv.decode(buffer, 'utf-16le');
  if (buffer[0] === 0xfe && buffer[1] === 0xff) return iconv.decode(buffer, 'utf-16be');
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(buffer);
  } catch {
    return iconv.decode(buffer, likelyEncoding(buffer.subarray(0, SAMPLE_BYTES)));
  }
}

/** Western bank files that are not UTF-8 are nearly always Windows-1252, which a short sample is easily mistaken for others. */
function likelyEncoding(sample: Buffer): string {
  const detected = detect(sample);
  const isWestern = !detected || /^(?:ISO-8859-[129]|windows-125[024]|ASCII|UTF-8)$/iu.test(detected);
  return !isWestern && iconv.encodingExists(detected) ? detected : 'windows-1252';
}
