import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { onRedis } from '../support/engines.js';
import { eventually } from '../support/eventually.js';
import { type Api, Instance } from '../support/instance.js';
import { labReportForm } from '../support/lab-report-form.js';
import { RedisWithFile } from '../support/redis-with-file.js';
import { brokenPromises, Load, outcomes } from './load.js';

/** The promise of the house: a submit is answered within this time, whatever Redis does. */
const ANSWER_LIMIT_MS = 2_000;

onRedis('Redis away', () => {
  let redis: RedisWithFile;
  let instance: Instance;
  let api: Api;

  beforeEach(async () => {
    redis = await RedisWithFile.start();
    instance = await Instance.create(redis.asEngine());
    api = await instance.api({ FAILOVER: 'off' });
  });
  afterEach(() => instance.close());

  const timed = async <T>(work: Promise<T>): Promise<[T, number]> => {
    const began = performance.now();
    return [await work, performance.now() - began];
  };

  it('killed and started again under load: nothing accepted is lost or done twice', async () => {
    const load = new Load(() => api.client, { sleep_ms: 10 });
    load.start(3);
    for (const count of [40, 80]) {
      await load.reach(count);
      await redis.kill();
      await redis.run();
    }
    await load.reach(120);
    await load.stop();
    const all = await outcomes(api.client, load.accepted);
    expect(brokenPromises(all)).toEqual([]);
    expect([...load.refused.keys()].filter((status) => status !== 503)).toEqual([]);
    expect(api.program.isRunning).toBe(true);
  }, 60_000);

  it.each(['killed', 'frozen'])(
    '%s: submits answer 503 within two seconds, reads and health as well',
    async (how) => {
      const { client, program } = api;
      const before = await client.ping();
      await client.ended(before);
      if (how === 'killed') await redis.kill();
      else redis.freeze();

      const files = instance.storedFiles().length;
      const submits = [
        client.post('/jobs/submit/ping', { json: {} }),
        client.post('/jobs/submit/ping', { json: {}, headers: { 'Idempotency-Key': 'while-away' } }),
        client.post('/analyze-async', { form: labReportForm() }),
        client.post('/analyze', { form: labReportForm() }),
      ];
      for (const [answer, took] of await Promise.all(submits.map(timed))) {
        expect(answer.status).toBe(503);
        expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(0);
        expect(answer.body.failure_class).toBe('dependency_down');
        expect(took).toBeLessThan(ANSWER_LIMIT_MS);
      }
      expect(instance.storedFiles()).toHaveLength(files);

      const routes = [
        ['GET', `/jobs/status/${before}`],
        ['GET', `/jobs/result/${before}?wait=true&timeout=60`],
        ['GET', `/jobs/timeline/${before}`],
        ['GET', `/jobs/events/${before}`],
        ['GET', '/jobs/list'],
        ['GET', `/status/${before}`],
        ['DELETE', `/jobs/cancel/${before}`],
        ['POST', `/jobs/retry/${before}`],
        ['DELETE', `/jobs/${before}`],
      ] as const;
      const reads = await Promise.all(
        routes.map(async ([method, path]) => {
          const [{ status }, took] = await timed(
            client.request(method, path, { signal: AbortSignal.timeout(10_000) }),
          );
          return {
            route: `${method} ${path.replace(before, ':id')}`,
            status,
            late: took > 2 * ANSWER_LIMIT_MS,
          };
        }),
      );
      expect(reads.filter(({ status, late }) => status !== 503 || late)).toEqual([]);

      const [health, took] = await timed(client.get('/jobs/health'));
      expect(health.body).toMatchObject({ redis_connected: false, status: 'unhealthy' });
      expect(took).toBeLessThan(2 * ANSWER_LIMIT_MS);
      expect((await client.get('/health/ready')).status).toBe(503);
      expect((await client.get('/health/live')).status).toBe(200);
      expect(program.isRunning).toBe(true);

      if (how === 'killed') await redis.run();
      else redis.thaw();
      await eventually(async () => (await client.get('/health/ready')).status === 200);
      expect((await client.ended(await client.ping())).status).toBe('SUCCESS');
      expect((await client.status(before)).status).toBe('SUCCESS');
    },
  );

  it('a job that runs while Redis is away is settled when it is back, once', async () => {
    const { client } = api;
    const id = await client.ping({ sleep_ms: 600 });
    await client.until(id, 'PROGRESS');
    await redis.kill();
    await api.program.line(/could not be stored; trying again/);
    await redis.run();
    expect(await client.ended(id)).toMatchObject({ status: 'SUCCESS' });
    expect((await client.timeline(id)).filter(({ event }) => event === 'complete')).toHaveLength(1);
  });

  it('an API that starts while Redis is away says so, and serves once it is back', async () => {
    await redis.kill();
    const program = instance.run('main.js', [], { PORT: '0' });
    await program.line(/Redis is away/);
    await redis.run();
    await program.line(/^Assay\s+http/);
    expect(program.output).not.toMatch(/UnhandledPromiseRejection|\bat .+:\d+:\d+/);
  });
});
