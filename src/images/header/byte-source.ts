import { open } from 'node:fs/promises';

/** Bytes at an offset, fewer (or none) past the end. */
export type ReadAt = (offset: number, length: number) => Promise<Buffer>;

/** Opens a file for reading here and there, and closes it when `use` is done. */
export async function withFile<Result>(
  path: string,
  use: (readAt: ReadAt) => Promise<Result>,
): Promise<Result> {
  const file = await open(path, 'r');
  try {
    return await use(async (offset, length) => {
      const buffer = Buffer.alloc(length);
      const { bytesRead } = await file.read(buffer, 0, length, offset);
      return buffer.subarray(0, bytesRead);
    });
  } finally {
    await file.close();
  }
}

/** The same over bytes in memory. */
export function fromBytes(bytes: Uint8Array): ReadAt {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return (offset, length) => Promise.resolve(buffer.subarray(offset, offset + length));
}
