import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { newJob } from '../../testing/new-job.js';
import type { JobRecord } from '../../record/record.js';
import { PolledRecords } from './polled-records.js';

describe('PolledRecords', () => {
  let stored: JobRecord;
  let reads: number;
  let listeners: Map<string, () => void>;
  let polled: PolledRecords;
  let subscribed: Promise<void>;

  beforeEach(() => {
    stored = { ...newJob(), sequence: 1, events: 1 };
    reads = 0;
    listeners = new Map();
    subscribed = Promise.resolve();
    polled = new PolledRecords({
      read: async () => {
        reads++;
        return stored;
      },
      watch: async (id, listener) => {
        await subscribed;
        listeners.set(id, listener);
        return () => listeners.delete(id);
      },
    });
  });
  afterEach(() => polled.close());

  const change = (): void => {
    stored = { ...stored, events: stored.events + 1 };
    listeners.get(stored.id)?.();
  };
  const ask = async (times: number): Promise<void> => {
    for (let turn = 0; turn < times; turn++) expect(await polled.get(stored.id)).toBe(stored);
  };

  it('listens from the second question on, then answers from memory', async () => {
    await ask(1);
    expect(listeners.size).toBe(0);
    await ask(10);
    expect(listeners.size).toBe(1);
    expect(reads).toBe(3);
  });

  it('reads anew after each change', async () => {
    await ask(5);
    change();
    await ask(5);
    expect(reads).toBe(4);
  });

  it('keeps no record whose reading a change overtook', async () => {
    await ask(2);
    const slow = new PolledRecords({
      read: async () => {
        reads++;
        const before = stored;
        if (reads === 5) change();
        return before;
      },
      watch: async (id, listener) => {
        listeners.set(id, listener);
        return () => listeners.delete(id);
      },
    });
    reads = 2;
    for (let turn = 0; turn < 3; turn++) await slow.get(stored.id);
    expect(reads).toBe(5);
    expect(await slow.get(stored.id)).toBe(stored);
    expect(reads).toBe(6);
    slow.close();
  });

  it('keeps nothing before it listens', async () => {
    let listening!: () => void;
    subscribed = new Promise((resolve) => (listening = resolve));
    await ask(5);
    expect(reads).toBe(5);
    listening();
    await subscribed;
    await ask(2);
    const before = reads;
    await ask(5);
    expect(reads).toBe(before);
  });

  it('forgets everything, and stops listening, when announcements may have been missed', async () => {
    await ask(5);
    stored = { ...stored, events: 9 };
    polled.forget();
    expect(listeners.size).toBe(0);
    await ask(5);
  });
});
