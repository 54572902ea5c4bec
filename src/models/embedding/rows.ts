import { unavailable } from '../serving/unavailable.js';
import { EMBEDDING_LENGTH } from './embedding-model.js';
import { normalize } from './normalize.js';

/**
 * The rows of a model's output, each at length one.
 *
 * @throws Failure `model_unavailable` when they are not `count` rows of 512 finite numbers, or one has no direction
 */
export function toEmbeddings(values: Float32Array, count: number, model: string): Float32Array[] {
  if (values.length !== count * EMBEDDING_LENGTH)
    throw unavailable(`The model ${model} gave ${values.length} numbers for ${count} × ${EMBEDDING_LENGTH}.`);
  const rows = Array.from({ length: count }, (_, row) =>
    normalize(values.slice(row * EMBEDDING_LENGTH, (row + 1) * EMBEDDING_LENGTH)),
  );
  if (!rows.every((row) => row.every(Number.isFinite) && row.some((value) => value !== 0)))
    throw unavailable(`The model ${model} gave numbers that are no embedding.`);
  return rows;
}
