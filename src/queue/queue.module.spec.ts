import { mkdtempSync, rmSync } from 'node:fs';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { InjectQueue, Process, Processor } from '@nestjs/bull';
import { Global, Injectable, Module } from '@nestjs/common';
import { Test } from '@nestjs/testing';
import Bull, { type Job, type Queue } from 'bull';
import { BullAdapter } from '@bull-board/api/bullAdapter';
import { CONFIGURATION, type Configuration, loadConfiguration } from '../platform/config/index.js';
import { LOGGER } from '../platform/logging/index.js';
import { RedisConnections } from '../platform/redis/index.js';
import { findRedisServer, RedisServer } from '../platform/redis/testing/redis-server.js';
import { NotInEmbeddedQueue, QueueEngine, QueueModule, WorkLoops } from './index.js';

@Processor('analysis')
class DoublingProcessor {
  @Process({ name: 'double', concurrency: 0 })
  double(job: Job<{ number: number }>) {
    return job.data.number * 2;
  }
}

@Injectable()
class Submitter {
  constructor(@InjectQueue('analysis') readonly queue: Queue) {}
}

@Module({ imports: [QueueModule.register('analysis')], providers: [DoublingProcessor, Submitter] })
class FeatureModule {}

const directory = mkdtempSync(join(tmpdir(), 'assay-module-'));
let server: RedisServer | undefined;

beforeAll(async () => {
  if (findRedisServer()) server = await RedisServer.start();
});
afterAll(async () => {
  await server?.stop();
  rmSync(directory, { recursive: true, force: true });
});

async function start(environment: Record<string, string>) {
  const { configuration } = loadConfiguration(environment);

  @Global()
  @Module({
    providers: [
      { provide: CONFIGURATION, useValue: configuration satisfies Configuration },
      { provide: LOGGER, useValue: { info: () => {}, warn: () => {} } },
      RedisConnections,
    ],
    exports: [CONFIGURATION, LOGGER, RedisConnections],
  })
  class PlatformModule {}

  const module = await Test.createTestingModule({ imports: [PlatformModule, FeatureModule] }).compile();
  return module.init();
}

const engines: [string, () => Record<string, string>][] = [
  ['embedded', () => ({ DATA_DIR: directory })],
  ...(findRedisServer()
    ? ([['redis', () => ({ REDIS_URL: `redis://127.0.0.1:${server!.port}` })]] as [
        string,
        () => Record<string, string>,
      ][])
    : []),
];

describe.each(engines)('QueueModule on %s', (backend, environment) => {
  it('gives ordinary processors and injected queues the configured engine', async () => {
    const module = await start(environment());
    const engine = module.get(QueueEngine);
    const { queue } = module.get(Submitter, { strict: false });
    expect(engine.backend).toBe(backend);
    expect(queue).toBe(engine.queue('analysis'));
    expect(queue).toBeInstanceOf(Bull);

    const loops = new WorkLoops();
    loops.start({ queues: engine.claimables('analysis'), slots: 1 });
    const completed = once(queue, 'completed');
    await queue.add('double', { number: 21 });
    expect((await completed)[1]).toBe(42);
    await loops.stop();
    await module.close();
  });

  it('shows its jobs on Bull Board', async () => {
    const module = await start(environment());
    const { queue } = module.get(Submitter, { strict: false });
    const job = await queue.add('double', { number: 1 }, { delay: 60_000 });
    const board = new BullAdapter(queue);
    expect(await board.getJobCounts()).toMatchObject({ delayed: 1 });
    expect((await board.getJobs(['delayed'])).map(({ id }) => String(id))).toEqual([String(job.id)]);
    expect(await board.isPaused()).toBe(false);
    await board.clean('delayed', -1_000);
    expect(await board.getJobCounts()).toMatchObject({ delayed: 0 });
    await module.close();
  });
});

describe('QueueModule without Redis', () => {
  it('refuses what the embedded queue does not have and names the alternative', async () => {
    const module = await start({ DATA_DIR: directory });
    const { queue } = module.get(Submitter, { strict: false });
    const job = await queue.add('double', {});
    await expect(queue.add('double', {}, { priority: 1 })).rejects.toThrow(
      /option "priority": use lifo, or a second queue/,
    );
    await expect(queue.add('double', {}, { repeat: { every: 1 } })).rejects.toThrow(NotInEmbeddedQueue);
    expect(() => queue.on('global:completed', () => {})).toThrow(/timeline/);
    expect(() => job.finished()).toThrow(/timeline/);
    expect(() => queue.removeJobs('*')).toThrow(/job\.remove\(\)/);
    expect(() => void queue.process('x', 1, '/processor.js')).toThrow(/processor files/);
    await module.close();
  });
});
