import { hasFields } from '../../files/csv.js';
import type { StatementFormat } from '../statement/statement.js';

export type FileKind = StatementFormat | 'xls' | 'text' | 'zip';

/** What a file is, by its content alone; `text` is any text that is no data format. */
export function detectKind(bytes: Uint8Array, text: () => string): FileKind {
  const start = Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(bytes.byteLength, 1024));
  if (start.includes('%PDF-')) return 'pdf';
  if (start.subarray(0, 4).equals(Buffer.from('504b0304', 'hex'))) return isWorkbook(bytes) ? 'xlsx' : 'zip';
  if (start.subarray(0, 8).equals(Buffer.from('d0cf11e0a1b11ae1', 'hex'))) return 'xls';
  if (isImage(start)) return 'image';
  return detectTextKind(text().slice(0, 8_192));
}

/** The names of a ZIP's entries stand uncompressed at its end. */
function isWorkbook(bytes: Uint8Array): boolean {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).includes('xl/workbook.xml');
}

function isImage(start: Buffer): boolean {
  const signatures = ['89504e47', 'ffd8ff', '49492a00', '4d4d002a', '47494638'];
  return (
    signatures.some((signature) => start.toString('hex').startsWith(signature)) ||
    (start.toString('latin1', 0, 4) === 'RIFF' && start.toString('latin1', 8, 12) === 'WEBP')
  );
}

function detectTextKind(text: string): FileKind {
  if (/OFXHEADER|<OFX[\s>]/iu.test(text)) return 'ofx';
  if (/<(?:\w+:)?(?:BkToCstmrStmt|BkToCstmrAcctRpt|BkToCstmrDbtCdtNtfctn)[\s>]|camt\.05[234]/u.test(text))
    return 'camt.053';
  if (/^\s*!(?:type|account|option|clear):/imu.test(text) || /^\s*!account/imu.test(text)) return 'qif';
  if (/^(?:\{.*\{4:)?:(?:20|25):/mu.test(text) && /^:(?:25|60[FM]):/mu.test(text)) return 'mt940';
  return hasFields(text) ? 'csv' : 'text';
}
