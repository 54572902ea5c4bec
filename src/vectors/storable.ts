const LONE_SURROGATE = /\p{Surrogate}/u;
/** SQLite reads JSON down to 1000 levels, Qdrant to 128. */
const DEEPEST = 32;

/**
 * Whether every store can keep a JSON value: NUL and half of a pair of surrogates are no text to them, and they read JSON
 * only so deep.
 */
export function isStorable(value: unknown, depth = 0): boolean {
  if (typeof value === 'string') return !value.includes('\0') && !LONE_SURROGATE.test(value);
  if (typeof value !== 'object' || value === null) return true;
  if (depth === DEEPEST) return false;
  return Object.entries(value)
    .flat()
    .every((part) => isStorable(part, depth + 1));
}
