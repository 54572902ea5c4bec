import { Failure } from '../platform/failure.js';
import { isStorable } from '../vectors/index.js';

/**
 * The metadata of a product: a JSON object as text.
 *
 * @throws Failure `bad_input` for anything else
 */
export function parseMetadata(text: string | undefined): Record<string, unknown> {
  if (text === undefined || text.trim() === '') return {};
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new Failure('bad_input', 'metadata: The metadata is no JSON.');
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw new Failure('bad_input', 'metadata: The metadata must be a JSON object.');
  if (!isStorable(value))
    throw new Failure(
      'bad_input',
      'metadata: The metadata contains NUL or broken characters, or is nested too deeply.',
    );
  return value as Record<string, unknown>;
}
