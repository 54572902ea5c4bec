import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { networkFileSystemOf } from './network-folder.js';

/** Where an instance keeps the jobs that it takes while Redis is away. */
export interface SpoolPlace {
  path: string;
  /** False where only what an earlier process has left is handed over. */
  takesJobs: boolean;
}

/** The spool of a data directory; null where none is wanted, or none is safe, and none was left behind. */
export function spoolPlace(dataDirectory: string, isWanted: boolean): SpoolPlace | null {
  const path = join(dataDirectory, 'spool.sqlite');
  mkdirSync(dataDirectory, { recursive: true });
  const takesJobs = isWanted && networkFileSystemOf(dataDirectory) === null;
  return takesJobs || existsSync(path) ? { path, takesJobs } : null;
}
