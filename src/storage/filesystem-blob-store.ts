import { randomUUID } from 'node:crypto';
import { createReadStream, type Stats } from 'node:fs';
import {
  type FileHandle,
  link,
  mkdir,
  open,
  readdir,
  readFile,
  rename,
  rm,
  stat,
  statfs,
  writeFile,
} from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { Readable } from 'node:stream';
import type { OnModuleInit } from '@nestjs/common';
import { Failure } from '../platform/failure.js';
import {
  BlobNotFound,
  type BlobStat,
  BlobStore,
  type LocalBlob,
  type PutOptions,
  type StoredBlob,
  type StoreHealth,
} from './blob-store.js';
import { BodyMeter } from './body-meter.js';
import { assertReference, isReference, newReference } from './reference.js';

/** Bodies up to this size are written in one go; larger ones in pieces of this size. */
const PIECE_BYTES = 256 * 1024;
const ABANDONED_AFTER_MS = 60 * 60 * 1000;
const LOW_SPACE_BYTES = 512 * 1024 * 1024;
const INCOMING = 'incoming';
const IDENTITY = 'store-id';

export interface FilesystemBlobStoreOptions {
  /** Folder of the store; made when missing. */
  directory: string;
  /** `FULL`: a stored blob survives a power cut. `NORMAL`: it survives a killed process. */
  synchronous: 'NORMAL' | 'FULL';
}

/**
 * Blobs as files `ab/abcd…` of one folder, written under another name first: a file there is always whole. 256 folders
 * hold a million blobs at ease; a second level made most uploads pay for a new folder.
 */
export class FilesystemBlobStore extends BlobStore implements OnModuleInit {
  private readonly incoming: string;
  private identity: string | null = null;

  constructor(private readonly options: FilesystemBlobStoreOptions) {
    super();
    this.incoming = join(options.directory, INCOMING);
  }

  async onModuleInit(): Promise<void> {
    await this.prepare();
  }

  /** Makes the folders and removes what uploads that broke off with a former process left. */
  async prepare(): Promise<void> {
    await mkdir(this.incoming, { recursive: true, mode: 0o700 });
    const limit = Date.now() - ABANDONED_AFTER_MS;
    for (const name of await readdir(this.incoming)) {
      const path = join(this.incoming, name);
      const found = await statOrNull(path);
      if (found && found.mtimeMs < limit) await rm(path, { force: true });
    }
  }

  async put(source: Readable | Uint8Array, options: PutOptions): Promise<StoredBlob> {
    const reference = newReference();
    const temporary = join(this.incoming, reference);
    try {
      const description = await this.write(source, temporary, new BodyMeter(options));
      await this.publish(temporary, reference);
      return { reference, ...description };
    } catch (error) {
      await rm(temporary, { force: true });
      await this.remove(reference);
      throw asFailure(error);
    }
  }

  async read(reference: string): Promise<Readable> {
    const handle = await open(this.pathOf(reference), 'r').catch(rethrowMissing);
    return createReadStream('', { fd: handle, highWaterMark: PIECE_BYTES });
  }

  async localPath(reference: string): Promise<LocalBlob> {
    const path = this.pathOf(reference);
    await stat(path).catch(rethrowMissing);
    return { path, release: () => Promise.resolve() };
  }

  async remove(reference: string): Promise<void> {
    await rm(this.pathOf(reference), { force: true });
  }

  async stat(reference: string): Promise<BlobStat | null> {
    const found = await statOrNull(this.pathOf(reference));
    return found && { bytes: found.size, storedAt: found.mtime };
  }

  async *storedBefore(moment: Date): AsyncIterable<string> {
    const { directory } = this.options;
    const folders = (await readdir(directory)).filter((name) => /^[0-9a-f]{2}$/.test(name));
    for (const folder of folders) {
      for (const reference of (await readdir(join(directory, folder))).filter(isReference)) {
        const found = await this.stat(reference);
        if (found && found.storedAt < moment) yield reference;
      }
    }
  }

  async storeIdentity(): Promise<string> {
    this.identity ??= await this.readIdentity().catch(() => this.makeIdentity());
    return this.identity;
  }

  async health(): Promise<StoreHealth> {
    try {
      const { bavail, bsize } = await statfs(this.incoming);
      const probe = join(this.incoming, newReference());
      await writeFile(probe, 'probe', { mode: 0o600 });
      await rm(probe);
      const freeBytes = bavail * bsize;
      const isLow = freeBytes < LOW_SPACE_BYTES;
      if (isLow) return { status: 'degraded', freeBytes, detail: 'little disk space is left' };
      return { status: 'up', freeBytes, detail: 'writable' };
    } catch (error) {
      const { code = 'unknown error' } = error as NodeJS.ErrnoException;
      return { status: 'down', freeBytes: null, detail: `the store cannot be written (${code})` };
    }
  }

  private async write(source: Readable | Uint8Array, path: string, meter: BodyMeter) {
    let file: FileHandle | null = null;
    let held: Uint8Array[] = [];
    let heldBytes = 0;
    try {
      for await (const chunk of chunksOf(source)) {
        meter.take(chunk);
        held.push(chunk);
        heldBytes += chunk.length;
        if (heldBytes <= PIECE_BYTES) continue;
        const piece = Buffer.concat(held, heldBytes);
        if (!file) await meter.inspect(piece);
        file ??= await openNew(path);
        await file.writeFile(piece);
        held = [];
        heldBytes = 0;
      }
      const rest = Buffer.concat(held, heldBytes);
      if (!file) await meter.inspect(rest);
      file ??= await openNew(path);
      await file.writeFile(rest);
      if (this.isFull) await file.sync();
    } finally {
      await file?.close();
    }
    return meter.finish();
  }

  private async publish(temporary: string, reference: string): Promise<void> {
    const path = this.pathOf(reference);
    try {
      await rename(temporary, path);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
      await this.makeFolder(dirname(path));
      await rename(temporary, path);
    }
    if (this.isFull) await synchronizeFolder(dirname(path));
  }

  private async makeFolder(folder: string): Promise<void> {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    if (this.isFull) await synchronizeFolder(this.options.directory);
  }

  private pathOf(reference: string): string {
    assertReference(reference);
    return join(this.options.directory, reference.slice(0, 2), reference);
  }

  private get isFull(): boolean {
    return this.options.synchronous === 'FULL';
  }

  private async readIdentity(): Promise<string> {
    return (await readFile(join(this.options.directory, IDENTITY), 'utf8')).trim();
  }

  /** Several processes may start on a new store at once: the first to link its name wins, the others read it. */
  private async makeIdentity(): Promise<string> {
    const proposal = join(this.incoming, newReference());
    await mkdir(this.incoming, { recursive: true, mode: 0o700 });
    await writeFile(proposal, `${randomUUID()}\n`, { mode: 0o600 });
    await link(proposal, join(this.options.directory, IDENTITY)).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'EEXIST') throw error;
    });
    await rm(proposal, { force: true });
    return this.readIdentity();
  }
}

async function* chunksOf(source: Readable | Uint8Array): AsyncIterable<Uint8Array> {
  if (source instanceof Uint8Array) return yield source;
  // A refused source stays its owner's: destroying it here would drown the refusal in an "aborted" error.
  for await (const chunk of source.iterator({ destroyOnReturn: false })) {
    yield typeof chunk === 'string' ? Buffer.from(chunk) : (chunk as Buffer);
  }
}

function openNew(path: string): Promise<FileHandle> {
  return open(path, 'wx', 0o600);
}

async function synchronizeFolder(path: string): Promise<void> {
  // Windows cannot open a folder; its file systems journal names by themselves.
  if (process.platform === 'win32') return;
  const folder = await open(path, 'r');
  await folder.sync().finally(() => folder.close());
}

async function statOrNull(path: string): Promise<Stats | null> {
  return stat(path).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return null;
    throw error;
  });
}

function rethrowMissing(error: NodeJS.ErrnoException): never {
  throw error.code === 'ENOENT' ? new BlobNotFound({ cause: error }) : error;
}

function asFailure(error: unknown): unknown {
  const { code } = error as NodeJS.ErrnoException;
  if (code !== 'ENOSPC' && code !== 'EDQUOT') return error;
  return new Failure('dependency_down', 'The file store has no space left.', { cause: error });
}
