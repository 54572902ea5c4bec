import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Client } from './support/client.js';
import { forEachEngine } from './support/engines.js';
import { eventually } from './support/eventually.js';
import { Instance } from './support/instance.js';
import { labReportForm } from './support/lab-report-form.js';

const INSTANT = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;
const UUID_V7 = /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;
const MISSING = '0192f3a4-5b6c-7d8e-9f01-23456789abcd';

forEachEngine('the canonical jobs', (engine) => {
  let instance: Instance;
  let client: Client;

  beforeAll(async () => {
    instance = await Instance.create(engine);
    ({ client } = await instance.api());
  });
  afterAll(() => instance.close());

  it('accepts a ping and says where to follow it', async () => {
    const answer = await client.post('/jobs/submit/ping', { json: { payload: { deep: [1, 'ä'] } } });
    const { job_id: id } = answer.body;
    expect(answer.status).toBe(202);
    expect(id).toMatch(UUID_V7);
    expect(answer.headers.get('location')).toBe(`/jobs/status/${id}`);
    expect(answer.body).toEqual({
      job_id: id,
      status: 'PENDING',
      message: expect.any(String),
      poll_url: `/jobs/status/${id}`,
      result_url: `/jobs/result/${id}`,
      estimated_time_seconds: expect.any(Number),
      queue: 'default',
    });
    expect((await client.ended(id)).result).toMatchObject({
      pong: true,
      payload: { deep: [1, 'ä'] },
      slept_ms: 0,
    });
  });

  it('shows every status word that a successful job goes through, and its times', async () => {
    const id = await client.ping({ sleep_ms: 300 });
    const words = new Set<string>();
    for await (const event of client.events(id)) words.add(event.data.status);
    expect([...words]).toEqual(['PENDING', 'STARTED', 'PROGRESS', 'SUCCESS']);
    const view = await client.status(id);
    expect(view).toMatchObject({
      job_id: id,
      status: 'SUCCESS',
      type: 'ping',
      queue: 'default',
      progress: { percent: 100 },
      result: { pong: true, slept_ms: 300 },
      attempts: 1,
      max_attempts: 3,
      retry_count: 0,
    });
    for (const member of ['created_at', 'started_at', 'finished_at']) expect(view[member]).toMatch(INSTANT);
    expect(Date.parse(view.finished_at) - Date.parse(view.started_at)).toBeGreaterThanOrEqual(290);
    expect(view).not.toHaveProperty('error');
  });

  it('has progress while the word is PROGRESS', async () => {
    const id = await client.ping({ sleep_ms: 2_000 });
    await client.until(id, 'PROGRESS');
    const view = await client.status(id);
    expect(view.status).toBe('PROGRESS');
    expect(view.progress).toEqual({ percent: expect.any(Number), status: 'Sleeping for 2000 ms' });
    expect(view).not.toHaveProperty('result');
    await client.delete(`/jobs/cancel/${id}`);
  });

  it('tries a failing job three times, with RETRY between, and says why it failed', async () => {
    const id = await client.ping({ fail: true });
    await client.until(id, 'RETRY');
    const between = await client.status(id);
    expect(between).toMatchObject({ status: 'RETRY', retry_count: 1, attempts: 1, error_type: 'Bug' });
    expect(between.retry_at).toMatch(INSTANT);
    const view = await client.ended(id);
    expect(view).toMatchObject({
      status: 'FAILURE',
      error: 'The ping was asked to fail.',
      error_type: 'Bug',
      failure_class: 'bug',
      retry_helps: true,
      advice: expect.any(String),
      attempts: 3,
      retry_count: 3,
    });
    const events = (await client.timeline(id)).map(({ event }) => event);
    expect(events).toEqual(['submit', 'claim', 'postpone', 'claim', 'postpone', 'claim', 'fail']);
  });

  it('returns a result at once when it is there, 202 when it is not', async () => {
    const done = await client.ping();
    await client.ended(done);
    const there = await client.get(`/jobs/result/${done}`);
    expect([there.status, there.body.status]).toEqual([200, 'SUCCESS']);

    const running = await client.ping({ sleep_ms: 5_000 });
    const notYet = await client.get(`/jobs/result/${running}`);
    expect(notYet.status).toBe(202);
    expect(['PENDING', 'STARTED', 'PROGRESS']).toContain(notYet.body.status);
    const noTime = await client.get(`/jobs/result/${running}?wait=true&timeout=0`);
    expect(noTime.status).toBe(202);
    const began = performance.now();
    const late = await client.get(`/jobs/result/${running}?wait=true&timeout=1`);
    expect(late.status).toBe(202);
    expect(late.headers.get('retry-after')).toMatch(/^\d+$/);
    expect(performance.now() - began).toBeGreaterThan(950);
    await client.delete(`/jobs/cancel/${running}`);
  });

  it('answers a waiting client the moment that the job ends', async () => {
    const id = await client.ping({ sleep_ms: 400 });
    const answer = await client.get(`/jobs/result/${id}?wait=TRUE&timeout=30`);
    const since = Date.now() - Date.parse(answer.body.finished_at);
    expect(answer.body.status).toBe('SUCCESS');
    expect(since).toBeLessThan(500);
  });

  it.each(['wait=maybe', 'timeout=121', 'timeout=-1', 'timeout=1.5', 'timeout=x'])(
    'refuses the query %s',
    async (query) => {
      const { status, body } = await client.get(`/jobs/result/${MISSING}?${query}`);
      expect(status).toBe(422);
      expect(body.errors[0].field).toBe(query.split('=')[0]);
    },
  );

  it('keeps a timeline without gaps, with instants and numbers', async () => {
    const id = await client.ping();
    await client.ended(id);
    const { body } = await client.get(`/jobs/timeline/${id}`);
    expect(body.job_id).toBe(id);
    expect(body.events.map(({ n }: any) => n)).toEqual([1, 2, 3]);
    expect(body.events.map(({ event, status }: any) => [event, status])).toEqual([
      ['submit', 'PENDING'],
      ['claim', 'STARTED'],
      ['complete', 'SUCCESS'],
    ]);
    for (const { at } of body.events) expect(at).toMatch(INSTANT);
  });

  it.each(['status', 'result', 'timeline', 'events'])(
    'answers 404 for a %s that there is not',
    async (what) => {
      for (const id of [MISSING, 'nonsense', '%00', 'a'.repeat(3_000)])
        expect((await client.get(`/jobs/${what}/${id}`)).status).toBe(404);
    },
  );

  it('refuses bodies that are no ping', async () => {
    const wrong = await client.post('/jobs/submit/ping', { json: { sleep_ms: 10_001, fail: 'maybe' } });
    expect(wrong.status).toBe(422);
    expect(wrong.body.errors.map(({ field }: any) => field).sort()).toEqual(['fail', 'sleep_ms']);
    const malformed = await client.request('POST', '/jobs/submit/ping', {
      headers: { 'Content-Type': 'application/json' },
      form: '{"sleep' as unknown as FormData,
    });
    expect(malformed.status).toBe(400);
  });

  it('reads "False" as false', async () => {
    expect((await client.ended(await client.ping({ fail: 'False' }))).status).toBe('SUCCESS');
  });

  it('tells how it is, with its workers and queues', async () => {
    const { status, body } = await client.get('/jobs/health');
    expect(status).toBe(200);
    expect(body).toMatchObject({
      redis_connected: engine.name === 'redis',
      backend: engine.name,
      workers_available: 1,
      workers: [expect.stringMatching(/^.+@.+$/)],
      queues: { default: expect.any(Number), blood_analysis_queue: 0 },
      status: 'healthy',
    });
    expect(body).not.toHaveProperty('warning');
  });

  it('answers health to load balancers in the shape of Terminus', async () => {
    expect((await client.get('/health/live')).body.status).toBe('ok');
    const ready = await client.get('/health/ready');
    expect([ready.status, ready.body.status]).toEqual([200, 'ok']);
    const all = await client.get('/health');
    expect(all.status).toBe(200);
    expect(Object.keys(all.body.details)).toEqual(
      expect.arrayContaining(['queue_engine', 'queues', 'workers', 'storage']),
    );
  });

  it('counts what it has done per type and queue, and totals outlive erased jobs', async () => {
    const id = await client.ping();
    await client.ended(id);
    await client.delete(`/jobs/${id}`);
    const left = (await client.get('/jobs/list?status=SUCCESS&type=ping')).body.total as number;
    let body: any;
    // Statistics may be two seconds old.
    await eventually(async () => {
      ({ body } = await client.get('/jobs/stats'));
      return body.types.ping.totals.completed === left + 1;
    });
    expect(body.types.ping.counts.completed).toBe(left);
    for (const view of [body.types.ping, body.queues.default, body.queues.blood_analysis_queue]) {
      expect(view).toEqual({
        counts: expect.objectContaining({ waiting: expect.any(Number), completed: expect.any(Number) }),
        totals: { completed: expect.any(Number), failed: expect.any(Number), cancelled: expect.any(Number) },
        throughput_per_minute: expect.any(Number),
        run_ms: expect.objectContaining({}),
        wait_ms: expect.objectContaining({}),
        failure_rate: view.failure_rate === null ? null : expect.any(Number),
      });
    }
    expect(body.types.ping.run_ms.p95).toBeGreaterThanOrEqual(body.types.ping.run_ms.p50);
  });

  it('erases a job for good, running or ended', async () => {
    const { body: submitted } = await client.post('/analyze-async', { form: labReportForm() });
    const ended = await client.ended(submitted.job_id);
    expect(ended.status).toBe('SUCCESS');
    const erased = await client.delete(`/jobs/${submitted.job_id}`);
    expect(erased.body).toEqual({
      job_id: submitted.job_id,
      erased: { record: true, timeline: true, blobs: 1 },
    });

    const running = await client.ping({ sleep_ms: 10_000 });
    await client.until(running, 'STARTED', 'PROGRESS');
    expect((await client.delete(`/jobs/${running}`)).status).toBe(200);
    for (const id of [submitted.job_id, running]) {
      for (const what of ['status', 'result', 'timeline', 'events'])
        expect((await client.get(`/jobs/${what}/${id}`)).status).toBe(404);
      expect((await client.delete(`/jobs/${id}`)).status).toBe(404);
    }
  });

  describe('the list', () => {
    const ids: string[] = [];
    let failed: string;

    beforeAll(async () => {
      for (let n = 0; n < 5; n += 1) ids.push(await client.ping({ payload: n }));
      const { body } = await client.post('/analyze-async', {
        form: labReportForm(Buffer.from('%PDF-1.4 nothing')),
      });
      failed = body.job_id;
      for (const id of [...ids, failed]) await client.ended(id);
    });

    it('is newest first, in pages that neither repeat nor leave out', async () => {
      const seen: string[] = [];
      let cursor: string | null = '';
      let total: number;
      do {
        const { body }: { body: any } = await client.get(
          `/jobs/list?limit=3${cursor && `&cursor=${cursor}`}`,
        );
        expect(body.jobs.length).toBeLessThanOrEqual(3);
        seen.push(...body.jobs.map(({ job_id }: any) => job_id));
        ({ total } = body);
        cursor = body.next_cursor;
      } while (cursor);
      expect(seen).toHaveLength(total);
      expect(new Set(seen).size).toBe(total);
      expect(seen).toEqual([...seen].sort().reverse());
      expect(seen.slice(0, 6)).toEqual([failed, ...ids.toReversed()]);
    });

    it('filters by status, type and queue', async () => {
      const failures = (await client.get('/jobs/list?status=FAILURE&type=lab-report')).body;
      expect(failures.jobs.map(({ job_id }: any) => job_id)).toContain(failed);
      expect(
        failures.jobs.every(({ status, type }: any) => status === 'FAILURE' && type === 'lab-report'),
      ).toBe(true);
      const analyses = (await client.get('/jobs/list?queue=blood_analysis_queue')).body;
      expect(analyses.jobs.every(({ queue }: any) => queue === 'blood_analysis_queue')).toBe(true);
      expect(analyses.total).toBeGreaterThan(0);
      expect((await client.get('/jobs/list?type=unheard-of')).body).toEqual({
        jobs: [],
        total: 0,
        next_cursor: null,
      });
    });

    it.each(['status=SLEEPING', 'limit=0', 'limit=101', 'cursor=../etc'])('refuses %s', async (query) => {
      expect((await client.get(`/jobs/list?${query}`)).status).toBe(422);
    });
  });
});
