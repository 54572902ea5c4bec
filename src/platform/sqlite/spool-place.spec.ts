import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { networkFileSystemOf } from './network-folder.js';
import { spoolPlace } from './spool-place.js';

describe('spoolPlace', () => {
  let directory: string;
  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), 'assay-spool-place-'));
  });
  afterEach(() => rmSync(directory, { recursive: true, force: true }));

  it('takes jobs where it is wanted, and makes the data directory', () => {
    const data = join(directory, 'data');
    expect(spoolPlace(data, true)).toEqual({ path: join(data, 'spool.sqlite'), takesJobs: true });
    expect(existsSync(data)).toBe(true);
  });

  it('is only there for what was left behind where it is not wanted', () => {
    expect(spoolPlace(directory, false)).toBeNull();
    writeFileSync(join(directory, 'spool.sqlite'), '');
    expect(spoolPlace(directory, false)).toMatchObject({ takesJobs: false });
  });

  it('knows a local disk, and memory, from a network', () => {
    expect(networkFileSystemOf(directory)).toBeNull();
  });
});
