import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { IdempotencyKeys } from './idempotency.js';
import { Jobs } from '../jobs.service.js';
import { ping } from '../ping/ping.job.js';
import { Workbench } from '../testing/workbench.js';

const FILE = {
  reference: 'ab12',
  filename: 'a.pdf',
  bytes: 10,
  sha256: 'f00d',
  mediaType: 'application/pdf',
};

describe('IdempotencyKeys', () => {
  let bench: Workbench;
  let keys: IdempotencyKeys;

  beforeAll(async () => {
    bench = await Workbench.open();
    keys = bench.get(IdempotencyKeys);
  });
  afterAll(() => bench.close());

  const fingerprint = (type: string, input: object): string =>
    keys.bindingFor({ hash: 'h', bound: null }, type, input).fingerprint;

  it('takes the same fields in any order, and the same content under any reference and name, for the same', () => {
    const first = fingerprint('t', { a: 1, b: 'x', file: FILE });
    expect(fingerprint('t', { file: { ...FILE, reference: 'cd34', filename: 'b.pdf' }, b: 'x', a: 1 })).toBe(
      first,
    );
  });

  it.each([
    ['another field value', { a: 2, b: 'x', file: FILE }],
    ['a field more', { a: 1, b: 'x', c: 0, file: FILE }],
    ['a field less', { a: 1, file: FILE }],
    ['another type of value', { a: '1', b: 'x', file: FILE }],
    ['another content', { a: 1, b: 'x', file: { ...FILE, sha256: 'beef' } }],
    ['two files', { a: 1, b: 'x', file: [FILE, FILE] }],
    ['another file field', { a: 1, b: 'x', image: FILE }],
  ])('takes %s for another request', (_what, input) => {
    expect(fingerprint('t', input)).not.toBe(fingerprint('t', { a: 1, b: 'x', file: FILE }));
  });

  it('takes the order of several files for part of the request', () => {
    const other = { ...FILE, sha256: 'beef' };
    expect(fingerprint('t', { files: [FILE, other] })).not.toBe(fingerprint('t', { files: [other, FILE] }));
  });

  it('takes another type of job for another request', () => {
    expect(fingerprint('t', {})).not.toBe(fingerprint('u', {}));
  });

  it('is reserved once, free again after a failure, and bound by a job', async () => {
    const reservation = await keys.reserve('ada', 'key-1');
    expect(reservation.bound).toBeNull();
    await expect(keys.reserve('ada', 'key-1')).rejects.toMatchObject({ status: 409 });
    expect((await keys.reserve('bob', 'key-1')).hash).not.toBe(reservation.hash);
    await keys.release(reservation);
    const second = await keys.reserve('ada', 'key-1');
    const { record } = await bench
      .get(Jobs)
      .submit(ping, { payload: 1 }, { owner: 'ada', idempotency: second });
    await keys.release(second);
    const third = await keys.reserve('ada', 'key-1');
    expect(third.bound?.jobId).toBe(record.id);
    const again = await bench.get(Jobs).submit(ping, { payload: 1 }, { owner: 'ada', idempotency: third });
    expect(again).toMatchObject({ replayed: true, record: { id: record.id } });
    await expect(
      bench.get(Jobs).submit(ping, { payload: 2 }, { owner: 'ada', idempotency: third }),
    ).rejects.toMatchObject({ status: 422 });
  });

  it('makes a new job with the key once the old one was erased', async () => {
    const reservation = await keys.reserve('ada', 'key-2');
    const { record } = await bench.get(Jobs).submit(ping, {}, { owner: 'ada', idempotency: reservation });
    await bench.get(Jobs).erase(record);
    const again = await keys.reserve('ada', 'key-2');
    const second = await bench.get(Jobs).submit(ping, {}, { owner: 'ada', idempotency: again });
    expect(second.replayed).toBe(false);
    expect(second.record.id).not.toBe(record.id);
  });

  it.each(['', 'x'.repeat(256)])('refuses what is no key', async (key) => {
    await expect(keys.reserve('ada', key)).rejects.toMatchObject({ status: 400 });
  });
});
