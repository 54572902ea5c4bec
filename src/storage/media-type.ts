import { fileTypeFromBuffer } from 'file-type';

/** What the signatures of ordinary formats need at most. */
const SIGNATURE_BYTES = 4100;
/** Readers accept a PDF header anywhere in the first 1024 bytes (ISO 32000-1, annex H, note 13). */
const PDF_HEADER_WITHIN = 1024;

/**
 * The media type that the first bytes of a file show, null when they show none.
 *
 * @param head the first bytes, better more than {@link SIGNATURE_BYTES}: office documents are ZIP archives, and which
 *   kind is written in entries further on
 */
export async function detectMediaType(head: Buffer): Promise<string | null> {
  const start = isZip(head) ? head : head.subarray(0, SIGNATURE_BYTES);
  const detected = await fileTypeFromBuffer(start).catch(() => undefined);
  if (detected) return detected.mime;
  if (head.subarray(0, PDF_HEADER_WITHIN).includes('%PDF-')) return 'application/pdf';
  return isText(head.subarray(0, SIGNATURE_BYTES)) ? 'text/plain' : null;
}

function isZip(head: Buffer): boolean {
  return head.subarray(0, 4).equals(Buffer.from([0x50, 0x4b, 0x03, 0x04]));
}

function isText(start: Buffer): boolean {
  if (start.length === 0) return false;
  try {
    // `stream` lets the last character be cut off by the end of what was looked at.
    const decoder = new TextDecoder('utf-8', { fatal: true });
    const text = decoder.decode(start, { stream: start.length === SIGNATURE_BYTES });
    return !hasControlCharacters(text);
  } catch {
    return false;
  }
}

function hasControlCharacters(text: string): boolean {
  // eslint-disable-next-line no-control-regex
  return /[\u0000-\u0008\u000e-\u001a\u001c-\u001f]/.test(text);
}
