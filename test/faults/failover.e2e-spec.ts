import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { Redis } from 'ioredis';
import { S3Server } from '../../src/storage/testing/s3-server.js';
import { onRedis } from '../support/engines.js';
import { eventually } from '../support/eventually.js';
import { type Api, Instance } from '../support/instance.js';
import { RedisWithFile } from '../support/redis-with-file.js';
import { brokenPromises, Load, outcomes } from './load.js';

/** A submit is answered within this time, whatever Redis does. */
const ANSWER_LIMIT_MS = 1_000;
/** What is known of a queue is used for a submit as long as this. */
const FIGURES_USED_MS = 2_000;

onRedis('Failover', () => {
  let redis: RedisWithFile;
  let instance: Instance;
  let api: Api;

  beforeEach(async () => {
    redis = await RedisWithFile.start();
    instance = await Instance.create(redis.asEngine());
  });
  afterEach(() => instance.close());

  const submit = async (api: Api, input: object = {}): Promise<string> => {
    const began = performance.now();
    const { status, body } = await api.client.post('/jobs/submit/ping', { json: input });
    expect(performance.now() - began).toBeLessThan(ANSWER_LIMIT_MS + 200);
    expect({ status, durability: body.durability }).toEqual({ status: 202, durability: 'file' });
    return body.job_id;
  };
  const events = async ({ client }: Api, id: string): Promise<string[]> =>
    (await client.timeline(id)).map(({ event }) => event);
  /** Another API, to see what lies in Redis. */
  const elsewhere = (): Promise<Api> => instance.api({ FAILOVER: 'off', WORKERS: 'off' });

  it.each(['killed', 'frozen'])(
    'Redis %s: jobs are taken into a file, worked here, and handed over with their story',
    async (how) => {
      api = await instance.api();
      await api.client.ended(await api.client.ping());
      if (how === 'killed') await redis.kill();
      else redis.freeze();

      const id = await submit(api, { payload: 'while away' });
      expect(await api.client.ended(id)).toMatchObject({ status: 'SUCCESS', attempts: 1 });
      const story = await api.client.timeline(id);
      expect(story.map(({ event }) => event)).toEqual(['submit', 'claim', 'complete']);
      expect((await api.client.get('/health/ready')).status).toBe(200);
      expect((await api.client.get('/jobs/health')).body).toMatchObject({
        redis_connected: false,
        status: 'degraded',
        warning: expect.stringContaining('Redis is away'),
      });

      if (how === 'killed') await redis.run();
      else redis.thaw();
      await api.program.line(/now handed over to it: 1"/);
      const ofSpool = api.program.lines.filter((line) => line.includes('"context":"Spool"'));
      expect(ofSpool.filter((line) => /handed over|again/.test(line) && line.includes('requestId'))).toEqual(
        [],
      );
      const { client } = await elsewhere();
      expect(await client.timeline(id)).toEqual(story);
      expect(await client.status(id)).toMatchObject({ status: 'SUCCESS', attempts: 1 });
      expect((await api.client.get(`/jobs/result/${id}`)).body).toEqual(
        (await client.get(`/jobs/result/${id}`)).body,
      );
      expect((await client.ended(await api.client.ping())).status).toBe('SUCCESS');
    },
    30_000,
  );

  it('a Redis that falls silent while nobody submits does not keep the next submit', async () => {
    api = await instance.api();
    await api.client.ended(await api.client.ping());
    await pause(FIGURES_USED_MS + 200);
    redis.freeze();
    expect(await api.client.ended(await submit(api))).toMatchObject({ status: 'SUCCESS' });
  });

  it('a Redis that falls silent leaves the API ready, though nobody submits', async () => {
    api = await instance.api();
    redis.freeze();
    expect((await api.client.get('/health/ready')).status).toBe(200);
    await submit(api);
  });

  it('a Redis without memory for a job is as good as away', async () => {
    api = await instance.api();
    const operator = new Redis(redis.port);
    await operator.config('SET', 'maxmemory', 1);
    const id = await submit(api);
    expect(await api.client.ended(id)).toMatchObject({ status: 'SUCCESS' });
    await operator.config('SET', 'maxmemory', 0);
    await operator.quit();
    await api.program.line(/now handed over to it: 1"/);
    expect(await (await elsewhere()).client.status(id)).toMatchObject({ status: 'SUCCESS', attempts: 1 });
  }, 30_000);

  it('ends on SIGTERM while Redis is away, and the next process brings home what runs then', async () => {
    api = await instance.api({ WORKER_GRACE_SECONDS: '1' });
    await redis.kill();
    const id = await submit(api, { sleep_ms: 3_000 });
    await api.client.until(id, 'PROGRESS');
    expect((await api.program.stop()).code).toBe(0);
    await redis.run();
    const { client } = await instance.api();
    expect(await client.ended(id)).toMatchObject({ status: 'SUCCESS' });
    expect(api.program.output).not.toMatch(/UnhandledPromiseRejection|\bat .+:\d+:\d+/);
  }, 30_000);

  it('a job that nobody began is begun on Redis, a cancelled one stays cancelled', async () => {
    api = await instance.api({ WORKERS: 'off' });
    await redis.kill();
    const [waiting, cancelled] = [await submit(api), await submit(api)];
    expect((await api.client.delete(`/jobs/cancel/${cancelled}`)).status).toBe(200);
    expect((await api.client.status(waiting)).status).toBe('PENDING');
    expect((await api.client.get('/jobs/health')).body.queues).toMatchObject({ default: 1 });
    expect((await api.client.get('/health')).body.details.workers.message).toMatch(/not known/);
    await redis.run();
    await api.program.line(/now handed over to it: 2"/);
    const other = await elsewhere();
    expect((await other.client.status(waiting)).status).toBe('PENDING');
    await instance.worker();
    expect((await other.client.ended(waiting)).status).toBe('SUCCESS');
    expect((await other.client.status(cancelled)).status).toBe('REVOKED');
    expect(await events(other, cancelled)).toEqual(['submit', 'cancel']);
  }, 30_000);

  it('a worker process of the same machine works what an API without workers took', async () => {
    api = await instance.api({ WORKERS: 'off' });
    const worker = await instance.worker();
    await redis.kill();
    const id = await submit(api, { sleep_ms: 1_000 });
    await api.client.until(id, 'PROGRESS');
    expect(await api.client.ended(id)).toMatchObject({ status: 'SUCCESS' });
    const running = await submit(api, { sleep_ms: 10_000 });
    await api.client.until(running, 'PROGRESS');
    const cancelled = await api.client.delete(`/jobs/cancel/${running}`);
    expect(cancelled.body).toMatchObject({ status: 'REVOKED', was: 'PROGRESS', stopped_by: 'signal' });
    await redis.run();
    const { client } = await elsewhere();
    for (const [job, word] of [
      [id, 'SUCCESS'],
      [running, 'REVOKED'],
    ] as const)
      await eventually(async () => (await client.get(`/jobs/status/${job}`)).body.status === word);
    expect(worker.isRunning).toBe(true);
  }, 30_000);

  it('a worker in batch mode waits for Redis, and for what is left to do', async () => {
    api = await instance.api({ WORKERS: 'off' });
    const id = await api.client.ping({ sleep_ms: 3_000 });
    const worker = await instance.worker(['--batch-mode']);
    await api.client.until(id, 'PROGRESS');
    await redis.kill();
    await pause(1_500);
    await redis.run();
    expect(await worker.exited).toMatchObject({ code: 0 });
    expect((await api.client.ended(id)).status).toBe('SUCCESS');
  }, 40_000);

  it('an upload, its artefacts and a waiting client come along', async () => {
    api = await instance.api();
    await redis.kill();
    const form = new FormData();
    form.append('file', new Blob([readFileSync('samples/skin-lesion.jpg')]), 'mole.jpg');
    const { body } = await api.client.post('/jobs/submit/dermoscopy', { form });
    expect(body.durability).toBe('file');
    const waiting = api.client.get(`/jobs/result/${body.job_id}?wait=true&timeout=60`);
    await redis.run();
    const result = await waiting;
    expect(result.status).toBe(200);
    await api.program.line(/now handed over to it: 1"/);
    const { client } = await elsewhere();
    expect((await client.get(`/jobs/result/${body.job_id}`)).body).toEqual(result.body);
    expect((await client.get(`/jobs/result/${body.job_id}/overlay.png`)).status).toBe(200);
    expect((await client.delete(`/jobs/${body.job_id}`)).status).toBeLessThan(300);
    expect(instance.storedFiles()).toEqual([]);
  }, 60_000);

  it('a killed process hands over after its restart what it had taken', async () => {
    api = await instance.api({ WORKERS: 'off' });
    await redis.kill();
    const ids = [await submit(api), await submit(api), await submit(api)];
    await api.program.kill();
    await redis.run();
    const restarted = await instance.api();
    for (const id of ids) expect((await restarted.client.ended(id)).status).toBe('SUCCESS');
  }, 30_000);

  it.each([
    ['with failover switched off', { FAILOVER: 'off' }],
    ['on the embedded queue', { REDIS_URL: '' }],
  ])(
    'a process %s takes over what an earlier one has left',
    async (_how, settings) => {
      api = await instance.api({ WORKERS: 'off' });
      await redis.kill();
      const id = await submit(api);
      await api.program.kill();
      await redis.run();
      const { client } = await instance.api(settings);
      expect((await client.ended(id)).status).toBe('SUCCESS');
      await eventually(async () => (await client.get('/jobs/list')).body.total === 1);
    },
    30_000,
  );

  it('says 503 to what only Redis can know', async () => {
    api = await instance.api();
    const before = await api.client.ping();
    await api.client.ended(before);
    await redis.kill();
    await submit(api);
    const keyed = { json: {}, headers: { 'Idempotency-Key': 'while-away' } };
    expect((await api.client.post('/jobs/submit/ping', keyed)).status).toBe(503);
    expect((await api.client.get(`/jobs/status/${before}`)).status).toBe(503);
    expect((await api.client.get('/jobs/list')).status).toBe(503);
  });

  it('another machine answers 503, and not 404, for a job that has not come home yet', async () => {
    const bucket = await S3Server.start();
    try {
      const shared = {
        ...bucket.environment,
        BLOB_STORE: 's3',
        DATA_KEY: 'a key that both of the machines have',
      };
      api = await instance.api(shared);
      const { client } = await instance.api({
        ...shared,
        DATA_DIR: join(instance.directory, 'other'),
        WORKERS: 'off',
      });
      await redis.kill();
      const id = await submit(api, { sleep_ms: 4_000 });
      await api.client.until(id, 'PROGRESS');
      await redis.run();
      await eventually(async () => (await client.get('/jobs/list')).status === 200);
      const asked = await client.get(`/jobs/status/${id}`);
      expect(asked.status).toBe(503);
      expect(asked.headers.get('retry-after')).toBe('2');
      expect((await api.client.status(id)).status).toBe('PROGRESS');
      await eventually(async () => (await client.get(`/jobs/status/${id}`)).body.status === 'SUCCESS');
    } finally {
      await bucket.stop();
    }
  }, 30_000);

  it('under load nothing is refused, nothing accepted is lost, nothing is done twice', async () => {
    api = await instance.api();
    const load = new Load(() => api.client, { sleep_ms: 10 });
    load.start(3);
    for (const count of [40, 120]) {
      await load.reach(count);
      await redis.kill();
      await load.reach(count + 40);
      await redis.run();
    }
    await load.reach(200);
    await load.stop();
    const all = await outcomes(api.client, load.accepted);
    expect(brokenPromises(all)).toEqual([]);
    expect([...load.refused.keys()]).toEqual([]);
    expect(api.program.output).not.toMatch(/UnhandledPromiseRejection|\bat .+:\d+:\d+/);
  }, 60_000);
});
