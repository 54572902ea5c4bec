import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { Job } from 'bull';
import { IsOptional, IsString } from 'class-validator';
import { Processor } from '@nestjs/bull';
import { defineJob } from '../declaration/define-job.js';
import { Handles } from '../declaration/handles.decorator.js';
import { Reconciler } from '../housekeeping/reconciler.js';
import { Jobs } from '../jobs.service.js';
import type { Task } from '../declaration/task.js';
import type { JobRecord } from '../record/record.js';
import { ComeBack } from '../running/runner.js';
import { JobPayloads } from '../record/payloads.js';
import { Workbench } from '../testing/workbench.js';
import { Deliveries } from './deliveries.js';
import { deliveryId } from './delivery-id.js';
import { webhookDelivery } from './webhook-delivery.job.js';
import { WebhookDeliveryProcessor } from './webhook-delivery.processor.js';

class Input {
  @IsString()
  @IsOptional()
  callback?: string;
}
class Result {
  models!: object[];
}
const told = defineJob({
  name: 'told',
  queue: 'default',
  input: Input,
  result: Result,
  attempts: 1,
  estimate: 1,
  callback: {
    urlOf: (input) => input.callback,
    view: ({ id, state, error }, _input, result) => ({ id, state, error, result: result !== null }),
  },
});

@Processor('default')
class ToldProcessor {
  @Handles(told)
  async perform(_task: Task<typeof told>): Promise<Result> {
    return { models: [] };
  }
}

describe('deliveries', () => {
  let bench: Workbench;
  let server: Server;
  let callback: string;
  let status: number;
  const bodies: Record<string, unknown>[] = [];

  beforeEach(async () => {
    bodies.length = 0;
    status = 200;
    server = createServer((request, response) => {
      let body = '';
      request.on('data', (chunk: Buffer) => (body += chunk.toString()));
      request.on('end', () => {
        bodies.push({ ...JSON.parse(body), message: request.headers['webhook-id'] });
        response.writeHead(status).end();
      });
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    callback = `http://localhost:${port}/`;
    bench = await Workbench.open([told], [ToldProcessor], { WEBHOOK_ALLOWED_HOSTS: 'localhost' });
  });
  afterEach(async () => {
    await bench.close();
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });

  const attempt = () => ({ models: [] });
  /** One attempt of a delivery; its record, also when it has to come back. */
  const deliver = async (id: string): Promise<JobRecord> => {
    const job = { data: { id }, name: webhookDelivery.name } as Job;
    await (bench.get(WebhookDeliveryProcessor).deliver as unknown as (job: Job) => Promise<void>)
      .call(bench.get(WebhookDeliveryProcessor), job)
      .catch((error: unknown) => expect(error).toBeInstanceOf(ComeBack));
    return bench.record(id);
  };
  const deliveries = async (id: string) => bench.get(Deliveries).of(await bench.record(id));
  const until = async (id: string): Promise<string> => {
    for (let round = 0; round < 100 && !(await bench.store.get(id)); round++)
      await new Promise((resolve) => setTimeout(resolve, 10));
    return id;
  };

  it('tell of the end, signed, once, and list what came of it', async () => {
    const job = await bench.submit(told, { callback });
    await bench.attempt(told, job.id, attempt);
    const id = await until(deliveryId({ id: job.id, round: 0 }));
    expect(await deliver(id)).toMatchObject({ state: 'completed' });
    expect(bodies).toEqual([
      { id: job.id, state: 'completed', error: null, result: true, message: expect.stringMatching(/^msg_/) },
    ]);
    expect(await deliveries(job.id)).toEqual([
      expect.objectContaining({
        delivery_id: id,
        url: callback,
        status: 'delivered',
        response_status: 200,
        attempts: [{ attempt: 1, at: expect.any(String), outcome: 'delivered' }],
      }),
    ]);
  });

  it('are made by the reconciler when the process died between the end and the delivery, and then only once', async () => {
    const job = await bench.submit(told, { callback });
    await bench.store.apply(job.id, { type: 'claim', worker: 'gone', reviewAt: Date.now() + 60_000 });
    const record = await bench.record(job.id);
    const result = await bench.get(JobPayloads).storeResult(record, { models: [] }, Date.now());
    const end = bench.get(JobPayloads).endOf(record);
    // As the dying process did: the end is written, nobody is told of it.
    await bench.store.apply(job.id, { type: 'complete', token: record.token, ...result, ...end });
    const id = deliveryId({ id: job.id, round: 0 });
    expect(await bench.store.get(id)).toBeNull();
    await Promise.all([bench.get(Reconciler).reconcile(), bench.get(Reconciler).reconcile()]);
    expect(await bench.store.get(id)).toMatchObject({ state: 'waiting', type: 'webhook-delivery' });
    expect(await bench.store.due(Date.now() + 1_000, 10)).not.toContain(job.id);
    await bench.get(Deliveries).announce(await bench.record(job.id));
    expect((await bench.store.tally('default')).waiting).toBe(1);
  });

  it.each([
    ['failed', (id: string) => bench.attempt(told, id, () => Promise.reject(new Error('broken')))],
    ['cancelled', async (id: string) => bench.get(Jobs).cancel(await bench.record(id))],
  ])('tell of a job that was %s', async (state, end) => {
    const job = await bench.submit(told, { callback });
    await end(job.id);
    await deliver(await until(deliveryId({ id: job.id, round: 0 })));
    expect(bodies).toEqual([expect.objectContaining({ state, result: false })]);
  });

  it('are none without an address, and leave nothing to review', async () => {
    const job = await bench.submit(told, {});
    await bench.attempt(told, job.id, attempt);
    await bench.get(Reconciler).reconcile(Date.now() + 1_000);
    expect(await deliveries(job.id)).toEqual([]);
    expect(await bench.store.due(Date.now() + 3_600_000, 10)).toEqual([]);
  });

  it('are tried again when the receiver fails, end at once when it is gone or refused', async () => {
    const ended = async (answer: number, address = callback) => {
      status = answer;
      const job = await bench.submit(told, { callback: address });
      await bench.attempt(told, job.id, attempt);
      return deliver(await until(deliveryId({ id: job.id, round: 0 })));
    };
    expect(await ended(500)).toMatchObject({ state: 'retrying', error: expect.stringContaining('500') });
    expect(await ended(302)).toMatchObject({
      state: 'retrying',
      error: expect.stringContaining('redirects'),
    });
    expect(await ended(410)).toMatchObject({ state: 'failed' });
    const before = bodies.length;
    expect(await ended(200, 'http://10.0.0.1/')).toMatchObject({
      state: 'failed',
      error: expect.stringContaining('must be a public address'),
    });
    expect(bodies).toHaveLength(before);
  });

  it('are sent again on demand: the same message, by the same delivery when it failed, by a new one when it was taken', async () => {
    const job = await bench.submit(told, { callback });
    await bench.attempt(told, job.id, attempt);
    const id = await until(deliveryId({ id: job.id, round: 0 }));
    status = 410;
    await deliver(id);
    const replay = async () => bench.get(Deliveries).replay(await bench.record(job.id), id);
    expect(await replay()).toMatchObject({ delivery_id: id, status: 'pending' });
    await expect(replay()).rejects.toMatchObject({ status: 409 });
    status = 200;
    await deliver(id);
    const again = await replay();
    expect(again.delivery_id).not.toBe(id);
    await deliver(again.delivery_id);
    expect(new Set(bodies.map(({ message }) => message)).size).toBe(1);
    expect((await deliveries(job.id)).map(({ status: word }) => word)).toEqual(['delivered', 'delivered']);
    const other = bench.get(Deliveries).replay(await bench.record(job.id), job.id);
    await expect(other).rejects.toMatchObject({ status: 404 });
  });

  it('have a message of its own for each round', async () => {
    const job = await bench.submit(told, { callback });
    await bench.attempt(told, job.id, () => Promise.reject(new Error('broken')));
    await until(deliveryId({ id: job.id, round: 0 }));
    await bench.get(Jobs).retry(await bench.record(job.id));
    await bench.attempt(told, job.id, attempt);
    await until(deliveryId({ id: job.id, round: 1 }));
    expect(new Set((await deliveries(job.id)).map(({ message_id }) => message_id)).size).toBe(2);
  });
});
