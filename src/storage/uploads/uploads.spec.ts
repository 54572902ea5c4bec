import { createHash, randomBytes } from 'node:crypto';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { request } from 'node:http';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import type { UploadedBlob } from './received-uploads.js';
import { PDF, PNG } from '../testing/samples.js';
import { startUploadApplication } from '../testing/upload-application.js';

const MEBIBYTE = 1024 * 1024;
const LIMIT = 25 * MEBIBYTE;
const BOUNDARY = 'a-boundary';

describe('Uploads', () => {
  let directory: string;
  let application: Awaited<ReturnType<typeof startUploadApplication>>;

  beforeAll(async () => {
    directory = mkdtempSync(join(tmpdir(), 'assay-uploads-'));
    application = await startUploadApplication(directory, LIMIT);
  });
  afterEach(async () => {
    for (const reference of await stored()) await application.store.remove(reference);
  });
  afterAll(async () => {
    await application.close();
    rmSync(directory, { recursive: true, force: true });
  });

  async function stored(): Promise<string[]> {
    const found: string[] = [];
    for await (const reference of application.store.storedBefore(new Date(Date.now() + 60_000)))
      found.push(reference);
    return found;
  }

  const incoming = () => readdirSync(join(directory, 'blobs/incoming'));

  async function expectNothingStored(): Promise<void> {
    expect(incoming()).toEqual([]);
    expect(await stored()).toEqual([]);
  }

  async function untilNothingIncoming(): Promise<void> {
    while (incoming().length > 0) await new Promise((resolve) => setTimeout(resolve, 10));
  }

  function file(body: Buffer | string, name: string, type = 'application/octet-stream'): [File, string] {
    return [new File([body as never], name, { type }), name];
  }

  async function post(path: string, fill: (form: FormData) => void) {
    const form = new FormData();
    fill(form);
    const response = await fetch(`${application.url}/${path}`, { method: 'POST', body: form });
    return { status: response.status, body: (await response.json()) as Record<string, unknown> };
  }

  async function postRaw(
    path: string,
    body: string,
    contentType = `multipart/form-data; boundary=${BOUNDARY}`,
  ) {
    const headers = { 'Content-Type': contentType };
    const response = await fetch(`${application.url}/${path}`, { method: 'POST', headers, body });
    return { status: response.status, body: (await response.json()) as Record<string, unknown> };
  }

  it('stores the file under a random key and gives the text fields', async () => {
    const body = PDF(100_000);
    const answer = await post('document', (form) => {
      form.set('query', 'Summarise');
      form.set('file', ...file(body, 'report.pdf', 'text/html'));
    });
    expect(answer.status).toBe(201);
    const upload = answer.body as unknown as UploadedBlob;
    expect(upload).toMatchObject({
      field: 'file',
      filename: 'report.pdf',
      blob: {
        bytes: 100_000,
        mediaType: 'application/pdf',
        sha256: createHash('sha256').update(body).digest('hex'),
      },
      body: { query: 'Summarise' },
    });
    expect(await stored()).toEqual([upload.blob.reference]);
  });

  it('keeps names in any script and drops their folders', async () => {
    const name = async (given: string) =>
      (await post('document', (form) => form.set('file', ...file(PDF(100), given)))).body['filename'];
    expect(await name('Blutbild Größe 血液.pdf')).toBe('Blutbild Größe 血液.pdf');
    expect(await name('../../../etc/cron.d/x.pdf')).toBe('x.pdf');
    expect(await name('..\\..\\windows\\x.pdf')).toBe('x.pdf');
    expect(await name('quote".pdf')).toBe('quote".pdf');
  });

  it('takes a file of exactly the limit and refuses the next byte', async () => {
    const exact = await post('document', (form) => form.set('file', ...file(PDF(LIMIT), 'exact.pdf')));
    expect(exact.status).toBe(201);
    expect(exact.body).toMatchObject({ blob: { bytes: LIMIT } });
    await application.store.remove((exact.body as unknown as UploadedBlob).blob.reference);
    const over = await post('document', (form) => form.set('file', ...file(PDF(LIMIT + 1), 'over.pdf')));
    expect(over).toMatchObject({ status: 413, body: { detail: 'file: The file is larger than 25 MB.' } });
    await expectNothingStored();
  });

  it('judges the type by content, not by name or header', async () => {
    const answer = await post('document', (form) =>
      form.set('file', ...file(PNG(), 'scan.pdf', 'application/pdf')),
    );
    expect(answer).toMatchObject({
      status: 415,
      body: { detail: 'file: The file is image/png; accepted: application/pdf, text/plain.' },
    });
    await expectNothingStored();
  });

  it('refuses an empty file', async () => {
    const answer = await post('document', (form) => form.set('file', ...file('', 'empty.pdf')));
    expect(answer).toMatchObject({ status: 422, body: { failure_class: 'bad_input' } });
    await expectNothingStored();
  });

  it.each<[string, (form: FormData) => void, string, RegExp]>([
    ['a missing file', (form) => form.set('query', 'x'), 'file', /missing/],
    ['a file sent as text', (form) => form.set('file', 'the text'), 'file', /not as text/],
    [
      'a file in an unknown field',
      (form) => form.set('other', ...file(PDF(10), 'x.pdf')),
      'other',
      /takes no file/,
    ],
    ['nested field names', (form) => form.set('a[b]', 'x'), 'a[b]', /not allowed/],
  ])('answers 422 to %s', async (_case, fill, field, message) => {
    const answer = await post('document', fill);
    expect(answer).toMatchObject({
      status: 422,
      body: { errors: [{ field, message: expect.stringMatching(message) }] },
    });
    await expectNothingStored();
  });

  it('counts files, and removes the earlier ones of a refused form', async () => {
    const images = (count: number) => (form: FormData) => {
      for (let index = 0; index < count; index += 1)
        form.append('files', ...file(PNG(500_000), `${index}.png`));
    };
    const accepted = await post('images', images(3));
    expect(accepted).toMatchObject({ status: 201, body: { note: null } });
    expect((accepted.body['files'] as UploadedBlob[]).map(({ filename }) => filename)).toEqual([
      '0.png',
      '1.png',
      '2.png',
    ]);
    const before = await stored();
    const refused = await post('images', images(4));
    expect(refused).toMatchObject({ status: 422, body: { errors: [{ field: 'files' }] } });
    const mixed = await post('images', (form) => {
      images(2)(form);
      form.append('files', ...file(PDF(500_000), 'last.pdf'));
    });
    expect(mixed.status).toBe(415);
    expect(await stored()).toEqual(before);
    expect(incoming()).toEqual([]);
  });

  it('limits number and size of text fields', async () => {
    const many = await post('document', (form) => {
      form.set('file', ...file(PDF(1000), 'x.pdf'));
      for (let index = 0; index < 101; index += 1) form.set(`field${index}`, 'x');
    });
    expect(many.status).toBe(413);
    const long = await post('document', (form) => form.set('query', 'x'.repeat(MEBIBYTE + 1)));
    expect(long.status).toBe(413);
    await expectNothingStored();
  });

  it('answers 400 to a malformed form and 415 to no form', async () => {
    const part = `--${BOUNDARY}\r\nContent-Disposition: form-data; name="file"; filename="x.pdf"\r\n\r\n%PDF-1.7 and no end`;
    expect((await postRaw('document', part)).status).toBe(400);
    expect((await postRaw('document', 'no parts at all')).status).toBe(400);
    expect((await postRaw('document', part, 'multipart/form-data')).status).toBe(400);
    expect((await postRaw('document', part, 'multipart/mixed; boundary=x')).status).toBe(415);
    expect((await postRaw('document', '{}', 'application/json')).status).toBe(415);
    await expectNothingStored();
  });

  it('removes the files when the handler fails, unless it kept them', async () => {
    const text = file('some words', 'notes.txt');
    const failed = await post('document', (form) => {
      form.set('file', ...text);
      form.set('fail', 'yes');
    });
    expect(failed).toMatchObject({ status: 422, body: { detail: 'refused by the handler' } });
    await expectNothingStored();
    expect((await post('replayed', (form) => form.set('file', ...text))).status).toBe(201);
    await expectNothingStored();
    expect((await post('kept', (form) => form.set('file', ...text))).status).toBe(504);
    expect(await stored()).toHaveLength(1);
  });

  it('keeps nothing of an upload that the client breaks off', async () => {
    const socket = connect(application.port, '127.0.0.1');
    const head = `--${BOUNDARY}\r\nContent-Disposition: form-data; name="files"; filename="x.png"\r\n\r\n`;
    socket.write(
      `POST /images HTTP/1.1\r\nHost: x\r\nContent-Type: multipart/form-data; boundary=${BOUNDARY}\r\nContent-Length: 90000000\r\n\r\n`,
    );
    // One whole file, then the beginning of another.
    socket.write(Buffer.concat([Buffer.from(head), PNG(400_000), Buffer.from('\r\n')]));
    socket.write(Buffer.concat([Buffer.from(head), PNG(2 * MEBIBYTE)]));
    while ((await stored()).length < 1 || incoming().length < 1)
      await new Promise((resolve) => setTimeout(resolve, 5));
    socket.destroy();
    await untilNothingIncoming();
    while ((await stored()).length > 0) await new Promise((resolve) => setTimeout(resolve, 5));
    await expectNothingStored();
  });

  it('refuses a stream of 200 MB at 25 MB with flat memory', async () => {
    const piece = randomBytes(MEBIBYTE);
    const before = process.memoryUsage.rss();
    let highest = before;
    const status = await new Promise<number>((resolve, reject) => {
      const headers = { 'Content-Type': `multipart/form-data; boundary=${BOUNDARY}` };
      const upload = request(`${application.url}/document`, { method: 'POST', headers }, (response) => {
        response.resume();
        resolve(response.statusCode!);
      });
      upload.on('error', reject);
      upload.write(
        `--${BOUNDARY}\r\nContent-Disposition: form-data; name="file"; filename="x.pdf"\r\n\r\n%PDF-1.7\n`,
      );
      const send = (left: number): void => {
        highest = Math.max(highest, process.memoryUsage.rss());
        if (left === 0) upload.end(`\r\n--${BOUNDARY}--\r\n`);
        else upload.write(piece, () => send(left - 1));
      };
      send(200);
    });
    expect(status).toBe(413);
    expect(highest - before).toBeLessThan(80 * MEBIBYTE);
    await expectNothingStored();
  });

  it('takes 100 uploads at once', async () => {
    const bodies = Array.from({ length: 100 }, () => PDF(200 * 1024));
    const answers = await Promise.all(
      bodies.map((body, index) =>
        post('document', (form) => form.set('file', ...file(body, `${index}.pdf`))),
      ),
    );
    answers.forEach(({ status, body }, index) => {
      const sha256 = createHash('sha256').update(bodies[index]!).digest('hex');
      expect({ status, ...body }).toMatchObject({ status: 201, filename: `${index}.pdf`, blob: { sha256 } });
    });
    expect(await stored()).toHaveLength(100);
    expect(incoming()).toEqual([]);
  });
});
