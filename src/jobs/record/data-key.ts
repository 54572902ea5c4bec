import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { secretFromFile } from '../../platform/secret-file.js';

/** The configured data key, or the one kept in the data directory. */
export function dataKey(configured: string | null, directory: string): string {
  return (
    configured ?? secretFromFile(join(directory, 'data.key'), () => randomBytes(32).toString('base64url'))
  );
}
