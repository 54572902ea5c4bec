import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { expect, it } from '@jest/globals';
import { EMBEDDED_EMBEDDER } from './embedded.js';

it('carries the hash of its weights, so that vectors of others are never compared with its own', () => {
  const hash = createHash('sha256');
  for (const file of ['../backbone/objectron.onnx', './projection.bin'])
    hash.update(readFileSync(new URL(file, import.meta.url)));
  expect(hash.digest('hex')).toBe(EMBEDDED_EMBEDDER.weights_sha256);
});
