import { randomBytes } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** The configured data key, or the one kept in the data directory, made there when there is none (mode 0600). */
export function dataKey(configured: string | null, directory: string): string {
  if (configured !== null) return configured;
  const path = join(directory, 'data.key');
  mkdirSync(directory, { recursive: true });
  try {
    // Only one of several processes that start at once makes it.
    writeFileSync(path, randomBytes(32).toString('base64url'), { flag: 'wx', mode: 0o600 });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  }
  return readFileSync(path, 'utf8').trim();
}
