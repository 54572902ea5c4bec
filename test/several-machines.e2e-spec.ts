import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ListObjectsV2Command } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { S3Server } from '../src/storage/testing/s3-server.js';
import type { Client } from './support/client.js';
import { onRedis } from './support/engines.js';
import { Instance } from './support/instance.js';
import { labReportForm } from './support/lab-report-form.js';

onRedis('machines that share Redis and a bucket, and no folder', (engine) => {
  let instance: Instance;
  let server: S3Server;
  let client: Client;
  let elsewhere: string;

  beforeAll(async () => {
    server = await S3Server.start();
    instance = await Instance.create(engine);
    elsewhere = mkdtempSync(join(tmpdir(), 'assay-elsewhere-'));
    const shared = {
      ...server.environment,
      BLOB_STORE: 's3',
      DATA_KEY: 'a key that all of the machines have',
    };
    ({ client } = await instance.api({ ...shared, WORKERS: 'off' }));
    await instance.worker([], { ...shared, DATA_DIR: elsewhere });
  });
  afterAll(async () => {
    await instance.close();
    await server.stop();
    rmSync(elsewhere, { recursive: true, force: true });
  });

  const objects = async (): Promise<number> => {
    const { Contents = [] } = await server.client.send(new ListObjectsV2Command({ Bucket: 'documents' }));
    return Contents.filter(({ Key }) => !Key!.endsWith('store-id')).length;
  };

  it('an upload of one is analysed by the other, and goes with its job', async () => {
    const { body } = await client.post('/analyze-async', { form: labReportForm() });
    expect(await client.ended(body.job_id)).toMatchObject({ status: 'SUCCESS' });
    expect(await objects()).toBeGreaterThan(0);
    expect(instance.storedFiles()).toEqual([]);
    expect(readdirSync(elsewhere)).not.toContain('blobs');
    expect((await client.delete(`/jobs/${body.job_id}`)).status).toBeLessThan(300);
    expect(await objects()).toBe(0);
  });
});
