import { afterAll, beforeAll, expect, it } from '@jest/globals';
import type { Client } from './support/client.js';
import { embedded, forEachEngine } from './support/engines.js';
import { eventually } from './support/eventually.js';
import { Instance } from './support/instance.js';

forEachEngine('the command line', (engine) => {
  let instance: Instance;
  let client: Client;

  beforeAll(async () => {
    instance = await Instance.create(engine);
    ({ client } = await instance.api({ WORKER_ID: 'api' }));
  });
  afterAll(() => instance.close());

  const assay = async (...flags: string[]) => {
    const program = instance.run('cli.js', flags);
    const { code } = await program.exited;
    return { code, output: program.output };
  };
  const json = async (...flags: string[]) => {
    const { code, output } = await assay(...flags, '--json');
    expect([code, output]).toEqual([0, expect.any(String)]);
    return JSON.parse(output);
  };
  const ingest = async (r2_key: string): Promise<string> => {
    const fields = { document_id: 'd', user_id: 'u', file_name: 'f', content_type: 'text/plain' };
    return (await client.post('/api/documents/process', { json: { ...fields, r2_key } })).body.task_id;
  };

  it('shows figures, jobs and workers while the server runs', async () => {
    const id = await client.ping();
    await client.ended(id);
    const figures = await json('queue', 'stats', 'default');
    expect(figures).toEqual([
      expect.objectContaining({
        queue: 'default',
        paused: false,
        totals: { completed: 1, failed: 0, cancelled: 0 },
      }),
    ]);
    expect((await assay('queue', 'stats')).output).toMatch(/document_ingestion/);
    expect(await json('queue', 'list', '--type', 'ping')).toEqual([
      expect.objectContaining({ job_id: id, status: 'SUCCESS' }),
    ]);
    const status = await json('queue', 'status', id);
    expect(status).toMatchObject({ job_id: id, state: 'completed' });
    expect(status.timeline.map(({ event }: { event: string }) => event)).toEqual(
      expect.arrayContaining(['submit', 'claim', 'complete']),
    );
    expect((await assay('queue', 'status', id)).output).toContain(`Job       ${id}`);
    expect(await json('workers')).toEqual([
      expect.objectContaining({ name: expect.stringMatching(/^api@/) }),
    ]);
    expect((await json('jobs', 'types')).map(({ name }: { name: string }) => name)).toContain(
      'webhook-delivery',
    );
  });

  it('pauses a queue for every worker, and resumes it', async () => {
    expect(await json('queue', 'pause', 'default')).toEqual({ paused: ['default'] });
    const waiting = await client.ping();
    expect((await json('queue', 'stats', 'default'))[0]).toMatchObject({
      paused: true,
      counts: { waiting: 1 },
    });
    expect((await client.status(waiting)).status).toBe('PENDING');
    await json('queue', 'resume', 'default');
    expect((await client.ended(waiting)).status).toBe('SUCCESS');
  });

  it('cancels and removes jobs', async () => {
    const running = await client.ping({ sleep_ms: 10_000 });
    await client.until(running, 'PROGRESS');
    // Workers say what they do at each beat, every five seconds.
    await eventually(async () => (await json('workers', '--active'))[0]?.jobs[0] === running);
    expect(await json('queue', 'cancel', running)).toMatchObject({ cancelled: true, stopped_by: 'signal' });
    expect((await client.status(running)).status).toBe('REVOKED');
    await json('queue', 'remove', running);
    expect((await client.get(`/jobs/status/${running}`)).status).toBe(404);
  });

  it('starts dead letters afresh: one, or all of a class', async () => {
    const ids = [await ingest('none/1.txt'), await ingest('none/2.txt')];
    for (const id of ids) expect((await client.ended(id)).status).toBe('FAILURE');
    expect(await json('queue', 'retry', ids[0]!)).toMatchObject({ retried: true });
    await client.ended(ids[0]!);
    expect(await json('queue', 'retry-failed', '--class', 'dependency_down')).toEqual({
      retried: 0,
      skipped: 0,
    });
    expect(await json('queue', 'retry-failed', '--class', 'bad_input')).toEqual({ retried: 2, skipped: 0 });
    for (const id of ids) {
      await client.ended(id);
      expect((await client.timeline(id)).filter(({ event }) => event === 'retry').length).toBeGreaterThan(0);
    }
  });

  it('cleans up what ended long ago, and flushes what waits and the dead letters', async () => {
    expect(await json('queue', 'cleanup', '--hours', '1')).toEqual({ removed: 0 });
    expect((await json('queue', 'cleanup', '--hours', '0', '--type', 'ping')).removed).toBeGreaterThan(0);
    expect(await json('queue', 'list', '--type', 'ping')).toEqual([]);
    await json('queue', 'pause', 'default');
    await client.ping();
    expect((await assay('queue', 'flush')).code).toBe(2);
    expect(await json('queue', 'flush', '--queue', 'default', '--yes')).toEqual({ removed: 1 });
    expect(await json('queue', 'flush', '--yes')).toEqual({ removed: 2 });
    expect(await json('queue', 'list', '--state', 'failed')).toEqual([]);
    await json('queue', 'resume');
  });
});

const MISUSE: [flags: string[], code: number, words: RegExp][] = [
  [['queue', 'status', 'nonsense'], 1, /no job/],
  [['queue', 'stats', 'nonsense'], 1, /Known: /],
  [['queue', 'list', '--type', 'nonsense'], 1, /Known: /],
  [['queue', 'list', '--state', 'nonsense'], 2, /--state takes/],
  [['queue', 'nonsense'], 2, /nonsense/],
  [['nonsense'], 2, /nonsense/],
  [['queue', 'cleanup', '--hours', 'x'], 2, /--hours takes/],
  [['--help'], 0, /Examples/],
  [['queue', '--help'], 0, /retry-failed/],
];

it('the command line ends with a code and words for what it cannot do', async () => {
  const instance = await Instance.create(embedded);
  try {
    for (const [flags, code, words] of MISUSE) {
      const program = instance.run('cli.js', flags);
      expect([flags, await program.exited, program.output]).toEqual([
        flags,
        { code, signal: null },
        expect.stringMatching(words),
      ]);
    }
  } finally {
    await instance.close();
  }
});
