import { setTimeout as pause } from 'node:timers/promises';
import { afterEach, beforeEach, expect, it } from '@jest/globals';
import type { Client } from '../support/client.js';
import { forEachEngine } from '../support/engines.js';
import { type Api, Instance } from '../support/instance.js';
import { labReportForm, longReport } from '../support/lab-report-form.js';
import type { Program } from '../support/program.js';
import { brokenPromises, Load, outcomes } from './load.js';

const JOBS = 150;
const KILLS = 3;
/** A dead worker's jobs are back after its lock (10 s) and the next look for stalled ones (5 s). */
const RECOVERY_LIMIT_MS = 60_000;

forEachEngine('processes killed under load', (engine) => {
  let instance: Instance;

  beforeEach(async () => {
    instance = await Instance.create(engine);
  });
  afterEach(() => instance.close());

  it(
    'kill -9 of workers: every accepted job is done, exactly once',
    async () => {
      const { client } = await instance.api({ WORKERS: 'off' });
      const workers = new Map<string, Program>();
      const addWorker = async (name: string) =>
        workers.set(name, await instance.worker(['--worker-id', name]));
      await Promise.all([addWorker('first'), addWorker('second')]);
      const load = new Load(() => client, { sleep_ms: 20 });
      const held: string[] = [];
      load.start(3);
      for (let kill = 1; kill <= KILLS; kill += 1) {
        await load.reach((JOBS / KILLS) * kill);
        const id = await client.ping({ sleep_ms: 1_500 });
        held.push(id);
        await client.until(id, 'PROGRESS');
        await workers.get(await claimerOf(client, id))!.kill();
        await addWorker(`heir-${kill}`);
      }
      await load.stop();
      const all = await outcomes(client, [...held, ...load.accepted]);
      expect(brokenPromises(all)).toEqual([]);
      expect([...load.refused, load.brokenOff]).toEqual([0]);
      // What ran on a killed worker was begun again by another, and the loss cost it no attempt.
      const lost = all.filter(({ claimedBy }) => new Set(claimedBy).size > 1);
      expect(lost.map(({ id }) => id)).toEqual(expect.arrayContaining(held));
      expect(all.filter(({ attempts, retries }) => attempts !== 1 || retries !== 0)).toEqual([]);
    },
    RECOVERY_LIMIT_MS,
  );

  it(
    'kill -9 of the API that also works: nothing that a client saw accepted is lost or done twice',
    async () => {
      let api: Api | null = await instance.api();
      const load = new Load(() => api?.client ?? null, { sleep_ms: 10 });
      load.start(3);
      for (let kill = 1; kill <= KILLS; kill += 1) {
        await load.reach((JOBS / KILLS) * kill);
        await pause(Math.random() * 30);
        const { program } = api;
        api = null;
        await program.kill();
        api = await instance.api();
      }
      await load.stop();
      const all = await outcomes(api.client, load.accepted);
      expect(brokenPromises(all)).toEqual([]);
      expect([...load.refused]).toEqual([]);
      // What the client saw broken off may have been accepted or not; accepted, it is done as well.
      const listed = (await api.client.get('/jobs/list?limit=1')).body.total as number;
      expect(listed).toBeGreaterThanOrEqual(load.accepted.length);
      expect(listed).toBeLessThanOrEqual(load.accepted.length + load.brokenOff);
    },
    RECOVERY_LIMIT_MS,
  );

  it('a compute child that is killed fails its attempt in words, and the next attempt succeeds', async () => {
    const { client, program } = await instance.api();
    const { body } = await client.post('/analyze-async', { form: labReportForm(await longReport(150)) });
    await client.until(body.job_id, 'PROGRESS');
    for (const pid of program.children()) process.kill(pid, 'SIGKILL');
    const ended = await client.ended(body.job_id);
    const events = (await client.timeline(body.job_id)).map(({ event }) => event);
    expect(program.isRunning).toBe(true);
    expect(ended).toMatchObject({ status: 'SUCCESS', attempts: 2, retry_count: 1 });
    expect(events.filter((event) => event === 'complete')).toHaveLength(1);
    expect((await client.post('/analyze', { form: labReportForm() })).status).toBe(200);
  });
});

/** The worker that claimed the job last. */
async function claimerOf(client: Client, id: string): Promise<string> {
  const claims = (await client.timeline(id)).filter(({ event }) => event === 'claim');
  return claims.at(-1).details.worker as string;
}
