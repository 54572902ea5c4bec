import { createReadStream, type ReadStream } from 'node:fs';
import { realpath, stat } from 'node:fs/promises';
import { join, sep } from 'node:path';
import { Failure } from '../../platform/failure.js';
import { assertObjectKey } from './object-key.js';
import { type ObjectHead, ObjectNotFound, ObjectStore, type ObjectStoreHealth } from './object-store.js';

const ABSENT = new Set(['ENOENT', 'ENOTDIR', 'ENAMETOOLONG', 'ELOOP']);

/** A folder of this machine that stands for object storage: keys are paths below it. Links that lead out are not followed. */
export class FolderObjectStore extends ObjectStore {
  constructor(private readonly directory: string) {
    super();
  }

  async head(key: string, signal: AbortSignal): Promise<ObjectHead> {
    signal.throwIfAborted();
    const { bytes } = await this.find(key);
    return { bytes, contentType: null };
  }

  async read(key: string, signal: AbortSignal): Promise<ReadStream> {
    const { path } = await this.find(key);
    return createReadStream(path, { signal });
  }

  async health(): Promise<ObjectStoreHealth> {
    const found = await stat(this.directory).catch(() => null);
    if (found?.isDirectory()) return { status: 'up', detail: 'A folder of this machine' };
    return { status: 'up', detail: 'A folder of this machine, which is not there yet' };
  }

  private async find(key: string): Promise<{ path: string; bytes: number }> {
    assertObjectKey(key);
    try {
      const path = await realpath(join(this.directory, key));
      if (!path.startsWith((await realpath(this.directory)) + sep)) throw new ObjectNotFound();
      const found = await stat(path);
      if (!found.isFile()) throw new ObjectNotFound();
      return { path, bytes: found.size };
    } catch (error) {
      if (error instanceof Failure) throw error;
      if (ABSENT.has((error as NodeJS.ErrnoException).code ?? '')) throw new ObjectNotFound({ cause: error });
      throw new Failure('dependency_down', 'The folder of objects cannot be read.', { cause: error });
    }
  }
}
