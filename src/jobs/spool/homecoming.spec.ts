import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { Failure } from '../../platform/failure.js';
import { QueueEngine } from '../../queue/index.js';
import { Jobs } from '../jobs.service.js';
import { ping } from '../ping/ping.job.js';
import { JobPayloads } from '../record/payloads.js';
import { queueJobId, type JobRecord } from '../record/record.js';
import { Sealer } from '../record/sealer.js';
import type { JobStore, NewJob } from '../store/job-store.js';
import { QueueEntries } from '../submit/queue-entries.js';
import { newJob } from '../testing/new-job.js';
import { Workbench } from '../testing/workbench.js';
import { Homecoming } from './homecoming.js';
import { SPOOL, type Spool } from './spool.js';
import { HOME_STORE } from './spooled-job-store.js';

const OPTIONS = { maximumWaiting: 100, reviewAt: 5 };
const CANCEL = { type: 'cancel', expiresAt: Date.now() + 3_600_000, reviewAt: null } as const;

/** The spool that an earlier process has left, whose home is the embedded file: the same handover, without a Redis. */
describe('Homecoming', () => {
  let directory: string;
  let bench: Workbench;
  let spool: Spool;
  let entries: QueueEntries;
  /** Called before each event that is told at home. */
  let onTelling: (id: string) => unknown;
  let homecoming: Homecoming;

  beforeEach(async () => {
    directory = mkdtempSync(join(tmpdir(), 'assay-homecoming-'));
    mkdirSync(join(directory, 'data'));
    writeFileSync(join(directory, 'data', 'spool.sqlite'), '');
    bench = await Workbench.open([], [], { DATA_DIR: join(directory, 'data') });
    await bench.get(Homecoming).onApplicationShutdown();
    spool = bench.get(SPOOL as never);
    entries = bench.get(QueueEntries);
    onTelling = () => undefined;
    homecoming = new Homecoming(
      hooked(home()),
      spool,
      entries,
      bench.get(JobPayloads),
      bench.get(QueueEngine),
    );
  });
  afterEach(async () => {
    await bench.close();
    rmSync(directory, { recursive: true, force: true });
  });

  const home = (): JobStore => bench.get(HOME_STORE as never);
  const hooked = (store: JobStore): JobStore =>
    new Proxy(store, {
      get: (target, name, receiver) => {
        const call = Reflect.get(target, name, receiver) as (...values: unknown[]) => unknown;
        if (name !== 'create' && name !== 'apply') return call;
        return async (...values: unknown[]) => {
          const [job] = values as [string | NewJob];
          await onTelling(typeof job === 'string' ? job : job.id);
          return call.apply(target, values);
        };
      },
    });

  /** A job that was taken while Redis was away. */
  async function spooled(): Promise<NewJob> {
    const job = newJob();
    job.input = bench.get(Sealer).seal({}, job.id);
    await Promise.all([spool.create(job, OPTIONS), entries.addToSpool(job)]);
    return job;
  }
  const entryOf = (where: 'spooled' | 'queue', job: NewJob) =>
    bench.get(QueueEngine)[where](job.queue).getJob(queueJobId(job));
  const atHome = async (id: string): Promise<string | undefined> => (await home().get(id))?.state;

  it('brings what waits, and puts it into its queue there', async () => {
    const job = await spooled();
    expect(await homecoming.bringAll(spool)).toBe(1);
    expect([spool.holds(job.id), await atHome(job.id)]).toEqual([false, 'waiting']);
    expect([await entryOf('spooled', job), await entryOf('queue', job)]).toEqual([null, expect.anything()]);
  });

  it('puts nothing into the queue at home while a cancel is on its way there', async () => {
    const job = await spooled();
    onTelling = (id) => spool.store.apply(id, CANCEL);
    expect(await homecoming.bringAll(spool)).toBe(0);
    expect(await entryOf('queue', job)).toBeNull();
    onTelling = () => undefined;
    expect(await homecoming.bringAll(spool)).toBe(1);
    expect(await atHome(job.id)).toBe('cancelled');
  });

  it('a job that cannot be handed over does not keep the others', async () => {
    const [broken, sound] = [await spooled(), await spooled()];
    onTelling = (id) => {
      if (id === broken.id) throw new Error('WRONGTYPE');
    };
    expect(await homecoming.bringAll(spool)).toBe(1);
    expect([await atHome(sound.id), spool.holds(broken.id)]).toEqual(['waiting', true]);
  });

  it('goes on here with a job whose handover Redis has cut off', async () => {
    const job = await spooled();
    onTelling = () => {
      throw new Failure('dependency_down', 'away again');
    };
    expect(await homecoming.bringAll(spool)).toBe(0);
    expect(await entryOf('spooled', job)).not.toBeNull();
  });

  it('puts into its queue in the next round what the queue at home did not take', async () => {
    const job = await spooled();
    const add = jest.spyOn(entries, 'addAtHome').mockRejectedValueOnce(new Error('away again'));
    await homecoming.bringAll(spool);
    expect([await atHome(job.id), await entryOf('queue', job)]).toEqual(['waiting', null]);
    await homecoming.bringAll(spool);
    expect(await entryOf('queue', job)).not.toBeNull();
    add.mockRestore();
  });

  it('brings a job whose worker is gone, for another one to run it again', async () => {
    const job = await spooled();
    const longAgo = Date.now() - 120_000;
    await spool.store.apply(job.id, { type: 'claim', worker: 'gone', reviewAt: 5 }, longAgo);
    expect(await homecoming.bringAll(spool)).toBe(1);
    expect([await atHome(job.id), await entryOf('queue', job)]).toEqual(['active', expect.anything()]);
    expect(await bench.attempt(ping, job.id, () => ({ models: [] }))).toMatchObject({ losses: 1 });
  });

  it('a job that its owner erases during the handover is gone from both places', async () => {
    const job = await spooled();
    const record = (await spool.store.get(job.id))!;
    let erased: Promise<boolean> | undefined;
    onTelling = () => void (erased ??= bench.store.erase(job.id));
    await homecoming.bringAll(spool);
    expect(await erased).toBe(true);
    await homecoming.bringAll(spool);
    expect([await spool.store.get(record.id), await home().get(record.id)]).toEqual([null, null]);
  });

  it('erases also what a handover that was cut off has left at home', async () => {
    const job = await spooled();
    await home().create(job, OPTIONS);
    expect(await bench.store.erase(job.id)).toBe(true);
    expect(await atHome(job.id)).toBeUndefined();
  });

  it('erases at home, once Redis is back, what was erased while it was away', async () => {
    const job = await spooled();
    await home().create(job, OPTIONS);
    const away = jest.spyOn(spool, 'isHomeAway').mockReturnValue(true);
    expect(await bench.store.erase(job.id)).toBe(true);
    expect([spool.holds(job.id), await atHome(job.id)]).toEqual([false, 'waiting']);
    away.mockRestore();
    await homecoming.bringAll(spool);
    expect([await atHome(job.id), spool.toEraseAtHome(1)]).toEqual([undefined, []]);
  });

  it('an event that arrives just after the handover is applied at home', async () => {
    const job = await spooled();
    await home().create(job, OPTIONS);
    const brought = spool.store.erase(job.id);
    const cancelled = bench.store.apply(job.id, CANCEL);
    await brought;
    expect(await cancelled).toMatchObject({ outcome: 'applied' });
  });

  it('asks nobody at home to announce an end that was announced here', async () => {
    const [announced, silent] = [await spooled(), await spooled()];
    for (const { id } of [announced, silent]) {
      const finishedAt = Date.now();
      await spool.store.apply(id, { ...CANCEL, reviewAt: finishedAt }, finishedAt);
      if (id === announced.id) await spool.store.closeReview(id, finishedAt);
    }
    await homecoming.bringAll(spool);
    expect(await home().due(Date.now(), 10)).toEqual([silent.id]);
  });

  it('a job that follows from another one is not made at home while it lies here', async () => {
    const job = await spooled();
    const origin = { owner: job.owner, requestId: null } as unknown as JobRecord;
    await bench.get(Jobs).follow(origin, ping, {}, job.id);
    expect(await atHome(job.id)).toBeUndefined();
  });
});
