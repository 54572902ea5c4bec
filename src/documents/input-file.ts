import type { InputFile } from '../jobs/index.js';
import type { UploadedBlob } from '../storage/index.js';

/** An upload as a job's input holds it. */
export function inputFile({ filename, blob }: UploadedBlob): InputFile {
  const { reference, bytes, sha256, mediaType } = blob;
  return { reference, filename, bytes, sha256, mediaType };
}
