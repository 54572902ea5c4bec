import { mkdir, mkdtemp, readdir, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { PutObjectCommand } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { copyObject } from './copy-object.js';
import { FolderObjectStore } from './folder-object-store.js';
import { objectKeyFault } from './object-key.js';
import { ObjectStore } from './object-store.js';
import { S3ObjectStore } from './s3-object-store.js';
import { S3Server } from '../testing/s3-server.js';

const never = (): AbortSignal => new AbortController().signal;

interface Bench {
  store: ObjectStore;
  put(key: string, body: string): Promise<unknown>;
  close(): Promise<void>;
}

async function folderBench(): Promise<Bench> {
  const directory = await mkdtemp(join(tmpdir(), 'assay-objects-'));
  return {
    store: new FolderObjectStore(directory),
    put: async (key, body) => {
      await mkdir(join(directory, key, '..'), { recursive: true });
      await writeFile(join(directory, key), body);
    },
    close: () => rm(directory, { recursive: true }),
  };
}

async function s3Bench(): Promise<Bench> {
  const server = await S3Server.start();
  const store = new S3ObjectStore(server.configuration);
  const { client } = server;
  return {
    store,
    put: (key, body) => client.send(new PutObjectCommand({ Bucket: 'documents', Key: key, Body: body })),
    close: async () => {
      store.close();
      await server.stop();
    },
  };
}

describe.each([
  ['a folder', folderBench],
  ['S3', s3Bench],
])('objects in %s', (_title, open) => {
  let bench: Bench;
  beforeAll(async () => {
    bench = await open();
    await bench.put('user/Ünïcode report.txt', 'words');
    await bench.put('large', 'x'.repeat(5_000));
  });
  afterAll(() => bench.close());

  it('are known by their head and read by their key', async () => {
    const key = 'user/Ünïcode report.txt';
    expect(await bench.store.head(key, never())).toMatchObject({ bytes: 5 });
    expect(await text(await bench.store.read(key, never()))).toBe('words');
  });

  it('are missed with bad_input, in head and read', async () => {
    await expect(bench.store.head('user/nothing', never())).rejects.toMatchObject({
      failureClass: 'bad_input',
    });
    await expect(bench.store.read('user/nothing', never())).rejects.toMatchObject({
      failureClass: 'bad_input',
    });
  });

  it.each(['../secret', 'a/../../secret', '/etc/passwd', 'http://host/key', 'a\\b', 'a\0b', ''])(
    'are not reached by %j',
    async (key) => {
      await expect(bench.store.read(key, never())).rejects.toMatchObject({ failureClass: 'bad_input' });
    },
  );

  it('are copied whole, with their hash', async () => {
    const copy = await copyObject(bench.store, 'large', { maximumBytes: 5_000, signal: never() });
    expect(copy).toMatchObject({ bytes: 5_000, sha256: expect.stringMatching(/^[0-9a-f]{64}$/) });
    await copy.release();
  });

  it('are refused by their head when they are too large', async () => {
    await expect(
      copyObject(bench.store, 'large', { maximumBytes: 4_999, signal: never() }),
    ).rejects.toMatchObject({ failureClass: 'too_large' });
  });

  it('say that they are well', async () => {
    expect(await bench.store.health()).toMatchObject({ status: 'up' });
  });
});

it('refuses an object that is larger than its head said, and leaves nothing behind', async () => {
  class Liar extends ObjectStore {
    head = async () => ({ bytes: 1, contentType: null });
    read = async () => Readable.from([Buffer.alloc(600), Buffer.alloc(600)]);
    health = async () => ({ status: 'up' as const, detail: '' });
  }
  const copies = async () => (await readdir(tmpdir())).filter((name) => name.startsWith('assay-object-'));
  const before = await copies();
  await expect(copyObject(new Liar(), 'key', { maximumBytes: 1_000, signal: never() })).rejects.toMatchObject(
    { failureClass: 'too_large' },
  );
  expect((await copies()).filter((name) => !before.includes(name))).toEqual([]);
});

it('does not follow a link that leads out of the folder', async () => {
  const directory = await mkdtemp(join(tmpdir(), 'assay-objects-'));
  await symlink('/etc/hosts', join(directory, 'link'));
  await expect(new FolderObjectStore(directory).read('link', never())).rejects.toMatchObject({
    failureClass: 'bad_input',
  });
  await rm(directory, { recursive: true });
});

it('calls a storage that is away dependency_down', async () => {
  const store = new S3ObjectStore({
    accessKeyId: 'key',
    secretAccessKey: 'secret',
    endpoint: 'http://127.0.0.1:9',
    region: 'auto',
    bucket: 'documents',
    forcePathStyle: true,
    sessionToken: null,
  });
  await expect(store.head('key', never())).rejects.toMatchObject({ failureClass: 'dependency_down' });
  expect(await store.health()).toMatchObject({ status: 'degraded' });
  store.close();
});

it('lets a key of 1024 bytes through and no more', () => {
  expect(objectKeyFault('x'.repeat(1024))).toBeNull();
  expect(objectKeyFault('ü'.repeat(513))).not.toBeNull();
});
