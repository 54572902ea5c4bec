import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { EmbeddedQueue } from './embedded-queue.js';

describe('EmbeddedQueue with an idle worker in its process', () => {
  let directory: string;
  let queue: EmbeddedQueue;
  let finish: () => void;

  beforeEach(async () => {
    directory = mkdtempSync(join(tmpdir(), 'assay-embedded-'));
    queue = new EmbeddedQueue('idle', { path: join(directory, 'queue.sqlite') });
    finish = () => undefined;
    void queue.process(() => new Promise<void>((resolve) => (finish = resolve)));
    await pause(20);
  });

  afterEach(async () => {
    await pause(20);
    finish();
    await queue.close();
    rmSync(directory, { recursive: true, force: true });
  });

  it('has a job claimed in the commit that adds it', async () => {
    const job = await queue.add({});
    expect(await job.getState()).toBe('active');
  });

  it('leaves a delayed job alone', async () => {
    const job = await queue.add({}, { delay: 60_000 });
    expect(await job.getState()).toBe('delayed');
  });

  it('leaves a job alone while it is paused', async () => {
    await queue.pause();
    const job = await queue.add({});
    expect(await job.getState()).toBe('paused');
  });
});
