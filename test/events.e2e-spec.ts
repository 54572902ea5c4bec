import { once } from 'node:events';
import { get, type IncomingMessage } from 'node:http';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Client } from './support/client.js';
import { embedded, forEachEngine } from './support/engines.js';
import { Instance } from './support/instance.js';
import type { ServerSentEvent } from './support/server-sent-events.js';

/** Longest time that may pass without a sign of life, from the contract, and a little for the machine. */
const HEARTBEAT_LIMIT_MS = 17_000;

forEachEngine('event streams', (engine) => {
  let instance: Instance;
  let client: Client;

  beforeAll(async () => {
    instance = await Instance.create(engine);
    ({ client } = await instance.api({ WORKERS: 'off' }));
    await instance.worker();
  });
  afterAll(() => instance.close());

  async function collect(id: string, headers: Record<string, string> = {}): Promise<ServerSentEvent[]> {
    const events: ServerSentEvent[] = [];
    for await (const event of client.events(id, headers)) events.push(event);
    return events;
  }

  it('tells every change of a job that another process works, and ends with it', async () => {
    const id = await client.ping({ sleep_ms: 300 });
    const events = await collect(id);
    expect(events.map(({ data }) => data.event)).toEqual(['submit', 'claim', 'progress', 'complete']);
    expect(events.map(({ data }) => data.status)).toEqual(['PENDING', 'STARTED', 'PROGRESS', 'SUCCESS']);
    expect(events.map((event) => event.id)).toEqual([1, 2, 3, 4]);
    expect(events.map(({ event }) => event)).toEqual(['status', 'status', 'progress', 'status']);
    expect(events[2]!.data).toMatchObject({
      job_id: id,
      progress: { percent: 0, status: 'Sleeping for 300 ms' },
    });
  });

  it('brings each change while it happens, not at the end', async () => {
    const id = await client.ping({ sleep_ms: 1_500 });
    for await (const { data } of client.events(id)) {
      if (data.event !== 'progress') continue;
      expect((await client.status(id)).status).toBe('PROGRESS');
      return;
    }
    throw new Error('No progress was told');
  });

  it('goes on after Last-Event-ID, with nothing twice and nothing left out', async () => {
    const id = await client.ping({ sleep_ms: 200 });
    await client.ended(id);
    expect((await collect(id, { 'Last-Event-ID': '2' })).map((event) => event.id)).toEqual([3, 4]);
    expect(await collect(id, { 'Last-Event-ID': '4' })).toEqual([]);
    expect(await collect(id, { 'Last-Event-ID': 'nonsense' })).toHaveLength(4);
  });

  it('takes up a broken stream of a job that still runs', async () => {
    const id = await client.ping({ sleep_ms: 1_000 });
    let last = 0;
    for await (const event of client.events(id)) {
      last = event.id;
      if (event.data.event === 'claim') break;
    }
    const rest = await collect(id, { 'Last-Event-ID': String(last) });
    expect(rest.map((event) => event.id)).toEqual([last + 1, last + 2]);
    expect(rest.at(-1)!.data.status).toBe('SUCCESS');
  });

  it('ends with REVOKED when the job is cancelled', async () => {
    const id = await client.ping({ sleep_ms: 10_000 });
    const events = collect(id);
    await client.until(id, 'PROGRESS');
    await client.delete(`/jobs/cancel/${id}`);
    expect((await events).at(-1)!.data.status).toBe('REVOKED');
  });

  it('lets a client hang up without harm to the job or the server', async () => {
    const id = await client.ping({ sleep_ms: 700 });
    for (let n = 0; n < 20; n += 1) for await (const _event of client.events(id)) break;
    expect((await client.ended(id)).status).toBe('SUCCESS');
  });
});

describe('an idle event stream', () => {
  let instance: Instance;

  beforeAll(async () => {
    instance = await Instance.create(embedded);
  });
  afterAll(() => instance.close());

  it('is neither compressed nor buffered, and says that it is alive every 15 seconds', async () => {
    const { client } = await instance.api({ WORKERS: 'off' });
    const request = get(`${client.url}/jobs/events/${await client.ping()}`, {
      headers: { 'Accept-Encoding': 'gzip, br', Accept: 'text/event-stream' },
    });
    const [response] = (await once(request, 'response')) as [IncomingMessage];
    expect(response.headers['content-type']).toMatch(/^text\/event-stream/);
    expect(response.headers['content-encoding']).toBeUndefined();
    expect(response.headers['cache-control']).toMatch(/no-transform/);
    expect(response.headers['x-accel-buffering']).toBe('no');
    const heard: string[] = [];
    const deadline = AbortSignal.timeout(HEARTBEAT_LIMIT_MS);
    response.on('data', (chunk: Buffer) => heard.push(chunk.toString()));
    while (!heard.some((chunk) => chunk.startsWith(':'))) await once(response, 'data', { signal: deadline });
    request.destroy();
  });
});
