import { createHash, randomBytes } from 'node:crypto';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { readFile, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { ListObjectsV2Command } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { S3BlobStore } from './s3-blob-store.js';
import { PNG } from './testing/samples.js';
import { S3Server } from './testing/s3-server.js';

describe('S3BlobStore', () => {
  let server: S3Server;
  let directory: string;
  let store: S3BlobStore;

  const open = async (): Promise<S3BlobStore> => {
    const opened = new S3BlobStore({
      s3: server.configuration,
      prefix: 'assay-blobs/',
      spool: join(directory, 'spool'),
    });
    await opened.onModuleInit();
    return opened;
  };
  const keys = async (): Promise<string[]> => {
    const { Contents = [] } = await server.client.send(new ListObjectsV2Command({ Bucket: 'documents' }));
    return Contents.map(({ Key }) => Key!).filter((key) => !key.endsWith('store-id'));
  };

  beforeAll(async () => {
    server = await S3Server.start();
    directory = mkdtempSync(join(tmpdir(), 'assay-s3-blobs-'));
    store = await open();
  });
  afterAll(async () => {
    store.onModuleDestroy();
    await server.stop();
    rmSync(directory, { recursive: true });
  });

  it.each([0, 1, 300_000, 9_000_000])(
    'keeps %i bytes as they came, and leaves none on this machine',
    async (bytes) => {
      const body = randomBytes(bytes);
      const blob = await store.put(Readable.from([body], { objectMode: false }), {
        maximumBytes: 10_000_000,
      });
      expect(blob).toMatchObject({ bytes, sha256: createHash('sha256').update(body).digest('hex') });
      expect(await keys()).toContain(`assay-blobs/${blob.reference.slice(0, 2)}/${blob.reference}`);
      expect((await buffer(await store.read(blob.reference))).equals(body)).toBe(true);
      expect(await store.stat(blob.reference)).toMatchObject({ bytes });
      const local = await store.localPath(blob.reference);
      expect((await readFile(local.path)).equals(body)).toBe(true);
      await local.release();
      await expect(stat(local.path)).rejects.toMatchObject({ code: 'ENOENT' });
      await store.remove(blob.reference);
      expect(await store.stat(blob.reference)).toBeNull();
      await store.remove(blob.reference);
      expect(spooled()).toEqual([]);
    },
  );

  const spooled = (): string[] =>
    (
      readdirSync(join(directory, 'spool'), { recursive: true, withFileTypes: true }) as unknown as {
        isFile(): boolean;
        name: string;
      }[]
    )
      .filter((entry) => entry.isFile())
      .map(({ name }) => name);

  it('lets nothing into the bucket that is refused or breaks off', async () => {
    const before = await keys();
    const limit = { maximumBytes: 10 };
    await expect(store.put(Buffer.alloc(11), limit)).rejects.toMatchObject({ failureClass: 'too_large' });
    const pdfOnly = { maximumBytes: 1_000, types: ['application/pdf'] };
    await expect(store.put(PNG(500), pdfOnly)).rejects.toMatchObject({ failureClass: 'unsupported' });
    const broken = Readable.from(
      (async function* () {
        yield Buffer.from('a');
        throw new Error('hung up');
      })(),
    );
    await expect(store.put(broken, { maximumBytes: 1_000 })).rejects.toThrow('hung up');
    expect(await keys()).toEqual(before);
    expect(spooled()).toEqual([]);
  });

  it('finds nothing under a reference that is unknown or none', async () => {
    const unknown = 'f'.repeat(40);
    await expect(store.read(unknown)).rejects.toMatchObject({ failureClass: 'bad_input' });
    await expect(store.localPath(unknown)).rejects.toMatchObject({ failureClass: 'bad_input' });
    expect(await store.stat(unknown)).toBeNull();
    for (const bad of ['../x', '', 'store-id'])
      await expect(store.read(bad)).rejects.toMatchObject({ failureClass: 'bad_input' });
  });

  it('has one identity for all processes, and lists what lies there', async () => {
    const other = await open();
    expect(await other.storeIdentity()).toBe(await store.storeIdentity());
    const blob = await store.put(Buffer.from('x'), { maximumBytes: 10 });
    const found: string[] = [];
    for await (const reference of other.storedBefore(new Date(Date.now() + 60_000))) found.push(reference);
    expect(found).toEqual([blob.reference]);
    expect(await store.health()).toEqual({ status: 'up', freeBytes: null, detail: 'the bucket answers' });
    other.onModuleDestroy();
  });

  it('says that the bucket is away', async () => {
    const away = new S3BlobStore({
      s3: { ...server.configuration, bucket: 'nowhere' },
      prefix: 'x/',
      spool: join(directory, 'spool'),
    });
    expect(await away.health()).toMatchObject({ status: 'down' });
    await expect(away.put(Buffer.from('x'), { maximumBytes: 10 })).rejects.toMatchObject({
      failureClass: 'dependency_down',
    });
    away.onModuleDestroy();
  });
});
