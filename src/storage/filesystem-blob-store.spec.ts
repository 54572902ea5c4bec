import { createHash, randomBytes } from 'node:crypto';
import { mkdtempSync, readdirSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { FilesystemBlobStore } from './filesystem-blob-store.js';
import { PDF, PNG } from './testing/samples.js';

const MEBIBYTE = 1024 * 1024;

/** A body that arrives in pieces of 64 KiB, as from a socket. */
function streamOf(body: Buffer): Readable {
  const pieces = Array.from({ length: Math.ceil(body.length / 65_536) }, (_, index) =>
    body.subarray(index * 65_536, (index + 1) * 65_536),
  );
  return Readable.from(pieces, { objectMode: false });
}

describe.each(['NORMAL', 'FULL'] as const)('FilesystemBlobStore (%s)', (synchronous) => {
  let directory: string;
  let store: FilesystemBlobStore;
  const incoming = () => readdirSync(join(directory, 'incoming'));

  async function references(): Promise<string[]> {
    const found: string[] = [];
    for await (const reference of store.storedBefore(new Date(Date.now() + 60_000))) found.push(reference);
    return found;
  }

  async function expectNothingLeft(): Promise<void> {
    expect(incoming()).toEqual([]);
    expect(await references()).toEqual([]);
  }

  beforeEach(async () => {
    directory = mkdtempSync(join(tmpdir(), 'assay-blobs-'));
    store = new FilesystemBlobStore({ directory, synchronous });
    await store.prepare();
  });
  afterEach(() => rmSync(directory, { recursive: true, force: true }));

  it.each([0, 1, 65_536, 262_143, 262_144, 262_145, 3 * MEBIBYTE + 17])(
    'keeps %i bytes as they came',
    async (bytes) => {
      const body = randomBytes(bytes);
      for (const source of [body, streamOf(body)]) {
        const blob = await store.put(source, { maximumBytes: 4 * MEBIBYTE });
        expect(blob).toMatchObject({ bytes, sha256: createHash('sha256').update(body).digest('hex') });
        expect((await buffer(await store.read(blob.reference))).equals(body)).toBe(true);
        const local = await store.localPath(blob.reference);
        expect((await readFile(local.path)).equals(body)).toBe(true);
        await local.release();
        expect(await store.stat(blob.reference)).toMatchObject({ bytes });
      }
      expect(incoming()).toEqual([]);
    },
  );

  it('finds the type in the content', async () => {
    const typeOf = async (body: Buffer) => (await store.put(body, { maximumBytes: MEBIBYTE })).mediaType;
    expect(await typeOf(PDF(5000))).toBe('application/pdf');
    expect(await typeOf(Buffer.concat([Buffer.from('\r\n\r\n'), PDF(5000)]))).toBe('application/pdf');
    expect(await typeOf(PNG())).toBe('image/png');
    expect(await typeOf(Buffer.from('Größe,€\n1,2\n'.repeat(1000)))).toBe('text/plain');
    expect(await typeOf(Buffer.from([0, 1, 2, 3]))).toBeNull();
    expect(await typeOf(Buffer.alloc(0))).toBeNull();
  });

  it('refuses one byte too many, another type and a source that breaks off, and keeps nothing of them', async () => {
    const body = randomBytes(MEBIBYTE + 1);
    await expect(store.put(streamOf(body), { maximumBytes: MEBIBYTE })).rejects.toMatchObject({
      failureClass: 'too_large',
      message: 'The file is larger than 1 MB.',
    });
    const types = ['application/pdf'];
    for (const size of [100, MEBIBYTE]) {
      await expect(
        store.put(streamOf(PNG(size)), { maximumBytes: 2 * MEBIBYTE, types }),
      ).rejects.toMatchObject({
        failureClass: 'unsupported',
        message: 'The file is image/png; accepted: application/pdf.',
      });
    }
    const broken = Readable.from(
      (async function* () {
        yield randomBytes(MEBIBYTE);
        throw new Error('the client went away');
      })(),
    );
    await expect(store.put(broken, { maximumBytes: 2 * MEBIBYTE })).rejects.toThrow('the client went away');
    await expectNothingLeft();
  });

  it('removes, and says what is not there', async () => {
    const { reference } = await store.put(randomBytes(10), { maximumBytes: 10 });
    await store.remove(reference);
    await store.remove(reference);
    expect(await store.stat(reference)).toBeNull();
    await expect(store.read(reference)).rejects.toMatchObject({ failureClass: 'bad_input' });
    await expect(store.localPath(reference)).rejects.toMatchObject({ failureClass: 'bad_input' });
  });

  it.each([
    '../store-id',
    '',
    'store-id',
    '..',
    'a'.repeat(39),
    'A'.repeat(40),
    `${'a'.repeat(40)}/..`,
    '/etc/passwd',
  ])('takes %p for no reference', async (reference) => {
    await store.storeIdentity();
    await expect(store.read(reference)).rejects.toMatchObject({ failureClass: 'bad_input' });
    await expect(store.localPath(reference)).rejects.toMatchObject({ failureClass: 'bad_input' });
    await expect(store.remove(reference)).rejects.toMatchObject({ failureClass: 'bad_input' });
    expect(readdirSync(directory)).toContain('store-id');
  });

  it('sweeps what a former process abandoned, not what another one is writing', async () => {
    const [abandoned, current] = ['abandoned', 'current'].map((name) => join(directory, 'incoming', name));
    writeFileSync(abandoned!, 'x');
    writeFileSync(current!, 'x');
    const twoHoursAgo = Date.now() / 1000 - 7200;
    utimesSync(abandoned!, twoHoursAgo, twoHoursAgo);
    await store.prepare();
    expect(incoming()).toEqual(['current']);
  });

  it('lists blobs by age', async () => {
    const { reference } = await store.put(randomBytes(10), { maximumBytes: 10 });
    expect(await references()).toEqual([reference]);
    const old: string[] = [];
    for await (const found of store.storedBefore(new Date(Date.now() - 60_000))) old.push(found);
    expect(old).toEqual([]);
  });

  it('has one identity for all who share it, however many start at once', async () => {
    const others = Array.from({ length: 10 }, () => new FilesystemBlobStore({ directory, synchronous }));
    const identities = await Promise.all(others.map((other) => other.storeIdentity()));
    expect(new Set(identities).size).toBe(1);
    expect(await store.storeIdentity()).toBe(identities[0]);
    expect(identities[0]).toMatch(/^[0-9a-f-]{36}$/);
    expect(incoming()).toEqual([]);
  });

  it('reports its health', async () => {
    expect(await store.health()).toMatchObject({ status: expect.stringMatching(/up|degraded/) });
    rmSync(directory, { recursive: true });
    expect(await store.health()).toEqual({
      status: 'down',
      freeBytes: null,
      detail: 'the store cannot be written (ENOENT)',
    });
  });

  it('lets nobody else of the machine read', async () => {
    const { reference } = await store.put(randomBytes(10), { maximumBytes: 10 });
    const { path } = await store.localPath(reference);
    expect(statSync(path).mode & 0o077).toBe(0);
  });
});
