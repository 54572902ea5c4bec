import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { Doorbell, SqliteFile } from '../../platform/sqlite/index.js';
import type { JobStore } from '../store/job-store.js';
import { SqliteJobStore } from '../store/sqlite/sqlite-job-store.js';
import { histories, sampleEvent } from '../testing/events.js';
import { newJob } from '../testing/new-job.js';
import { retell } from './retelling.js';

const OPTIONS = { maximumWaiting: 1_000_000, reviewAt: 5, blobs: ['blob-0', 'blob-1'] };
const END = { expiresAt: 1, reviewAt: null };

describe('retell', () => {
  const directory = mkdtempSync(join(tmpdir(), 'assay-retelling-'));
  let from: JobStore;
  let to: JobStore;

  const open = (name: string): JobStore => {
    const path = join(directory, name);
    return new SqliteJobStore(new SqliteFile(path), Doorbell.open(path));
  };
  /** A job with a random history in `from`. */
  const withHistory = async (history: { type: Parameters<typeof sampleEvent>[0] }[]): Promise<string> => {
    const job = newJob();
    const { id } = job;
    await from.create(job, OPTIONS);
    let now = job.createdAt;
    for (const { type } of history) {
      const { token } = (await from.get(id))!;
      await from.apply(id, sampleEvent(type, token), (now += 10));
    }
    return id;
  };
  const tell = async (id: string): Promise<void> =>
    retell({ from, to, record: (await from.get(id))!, end: END });
  const storyIn = async (store: JobStore, id: string) => ({
    record: { ...(await store.get(id)), sequence: 0 },
    timeline: await store.timeline(id),
    blobs: await store.blobsOf(id),
  });

  beforeAll(() => {
    from = open('from.sqlite');
    to = open('to.sqlite');
  });
  afterAll(async () => {
    await from.close();
    await to.close();
    rmSync(directory, { recursive: true, force: true });
  });

  it('makes the record, the timeline and the files of every random history anew', async () => {
    await fc.assert(
      fc.asyncProperty(histories, async (history) => {
        const id = await withHistory(history);
        await tell(id);
        expect(await storyIn(to, id)).toEqual(await storyIn(from, id));
      }),
      { numRuns: 150 },
    );
  }, 60_000);

  it('goes on where it was cut off, and changes nothing when it is repeated', async () => {
    await fc.assert(
      fc.asyncProperty(histories, histories, async (before, after) => {
        const id = await withHistory(before);
        await tell(id);
        let now = (await from.get(id))!.updatedAt;
        for (const { type } of after)
          await from.apply(id, sampleEvent(type, (await from.get(id))!.token), (now += 10));
        await tell(id);
        await tell(id);
        expect(await storyIn(to, id)).toEqual(await storyIn(from, id));
      }),
      { numRuns: 60 },
    );
  }, 60_000);

  it('brings artefacts and a large result', async () => {
    const id = await withHistory([{ type: 'claim' }]);
    await from.keepBlob(id, 1, 'artefact/page.png', 'blob-2');
    const complete = { ...sampleEvent('complete', 1), result: null, resultBlob: 'blob-3' };
    await from.apply(id, complete as ReturnType<typeof sampleEvent>);
    await tell(id);
    expect(Object.fromEntries(await to.blobsOf(id))).toEqual({
      'input/0': 'blob-0',
      'input/1': 'blob-1',
      'artefact/page.png': 'blob-2',
      result: 'blob-3',
    });
  });
});
