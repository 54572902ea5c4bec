import { randomBytes } from 'node:crypto';

/** Bytes with a real file's signature, padded with noise to the size. */
export const PDF = (bytes: number): Buffer => padded('%PDF-1.7\n%\u00e2\u00e3\u00cf\u00d3\n', bytes);

/** A complete 1 x 1 PNG, noise after its end. */
export const PNG = (bytes = 0): Buffer => {
  const image = Buffer.from(
    'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
    'base64',
  );
  return Buffer.concat([image, randomBytes(Math.max(0, bytes - image.length))]);
};

function padded(start: string, bytes: number): Buffer {
  const head = Buffer.from(start, 'latin1');
  return Buffer.concat([head, randomBytes(Math.max(0, bytes - head.length))]);
}
