import { readFileSync, writeFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { pdfOfPictures, scanPages } from '../src/documents/text/testing/scan.js';
import type { Client } from './support/client.js';
import { forEachEngine } from './support/engines.js';
import { eventually } from './support/eventually.js';
import { Instance } from './support/instance.js';
import { drawPdf, encryptedPdf, textlessPdf } from './support/lab-report-form.js';
import type { Program } from './support/program.js';

const sample = (extension: string): Buffer =>
  readFileSync(new URL(`../samples/bank-statement.${extension}`, import.meta.url));

interface FormFields {
  filename?: string;
  document_type?: string;
  category_rules?: string;
}

function form(content: Uint8Array, { filename = 'statement.pdf', ...fields }: FormFields = {}): FormData {
  const data = new FormData();
  data.append('file', new Blob([new Uint8Array(content)]), filename);
  for (const [name, value] of Object.entries(fields)) data.append(name, value);
  return data;
}

const statement = (content: Uint8Array, fields: FormFields = {}): FormData =>
  form(content, { document_type: 'bank_statement', ...fields });

/** A statement of many pages, which takes a while to read. */
const longStatement = (pages: number): Promise<Buffer> =>
  drawPdf((pdf) => {
    for (let page = 1; page < pages; page += 1) {
      pdf.fontSize(8).text('Date Description Amount');
      for (let row = 0; row < 45; row += 1)
        pdf.text(`2024-01-${String((row % 28) + 1).padStart(2, '0')} Shop ${row} -1.50`);
      pdf.addPage();
    }
  });

forEachEngine('typed documents', (engine) => {
  let instance: Instance;
  let client: Client;
  let program: Program;

  beforeAll(async () => {
    instance = await Instance.create(engine);
    ({ client, program } = await instance.api({ MAX_UPLOAD_MB: '2' }));
  });
  afterAll(() => instance.close());

  const submit = (data: FormData, headers = {}) => client.post('/process', { form: data, headers });

  it('queues a statement the old way and follows it to its proof', async () => {
    const { status, headers, body } = await submit(statement(sample('pdf'), { filename: 'March.pdf' }));
    expect(status).toBe(202);
    expect(body).toEqual({
      job_id: expect.any(String),
      status: 'queued',
      message: 'Document processing started. Use /job/{job_id}/status to check progress.',
      filename: 'March.pdf',
    });
    const address = `/job/${body.job_id}/status`;
    expect(headers.get('location')).toBe(address);

    const seen: any[] = [];
    for await (const _event of client.events(body.job_id)) seen.push((await client.get(address)).body);
    const percents = seen.map(({ progress }) => progress);
    expect(percents).toEqual([...percents].sort((a, b) => a - b));
    for (const view of seen)
      expect(['queued PENDING', 'processing PROCESSING', 'completed SUCCESS']).toContain(
        `${view.status} ${view.state}`,
      );

    const view = (await client.get(address)).body;
    expect(view).toMatchObject({
      job_id: body.job_id,
      status: 'completed',
      state: 'SUCCESS',
      progress: 100,
      message: 'Processing completed successfully',
      result: {
        document_type: 'bank_statement',
        filename: 'March.pdf',
        extracted_data: {
          currency: 'GBP',
          opening_balance: '1842.50',
          closing_balance: '3122.82',
          proof: { verified: true },
        },
        reports: {
          monthly: [{ month: '2025-03', net: '1280.32' }],
          charts: { monthly: expect.stringMatching(/^<svg/) },
        },
        models: [{ kind: 'rules' }],
      },
    });
    expect(view.result.extracted_data.transactions).toHaveLength(28);
    const result = await client.get(`/job/${body.job_id}/result`);
    expect([result.status, result.body]).toEqual([200, view.result]);
  });

  it.each(['csv', 'ofx', 'qif', 'mt940', 'camt053.xml', 'xlsx'])(
    'reads a statement as %s',
    async (extension) => {
      const { body } = await submit(statement(sample(extension), { filename: `statement.${extension}` }));
      expect((await client.ended(body.job_id)).status).toBe('SUCCESS');
      expect((await client.get(`/job/${body.job_id}/result`)).body.extracted_data.transactions).toHaveLength(
        28,
      );
    },
  );

  it('takes text in an old encoding', async () => {
    const latin = Buffer.from('Datum;Beschreibung;Betrag\n01.02.2024;Bäckerei;-2,50\n', 'latin1');
    const { status, body } = await submit(statement(latin, { filename: 'umsatz.csv' }));
    expect(status).toBe(202);
    await client.ended(body.job_id);
    const { extracted_data } = (await client.get(`/job/${body.job_id}/result`)).body;
    expect(extracted_data.transactions[0]).toMatchObject({ description: 'Bäckerei', amount: '-2.50' });
  });

  it('puts the own category rules first, and refuses wrong ones', async () => {
    const rules = (words: unknown): string => JSON.stringify([{ category: 'coffee', words }]);
    const { body } = await submit(statement(sample('csv'), { category_rules: rules(['Costa Coffee']) }));
    await client.ended(body.job_id);
    const { reports } = (await client.get(`/job/${body.job_id}/result`)).body;
    expect(reports.by_category.categories).toContainEqual(
      expect.objectContaining({ category: 'coffee', debits: '7.90' }),
    );
    const wrong = await submit(statement(sample('csv'), { category_rules: rules('x') }));
    expect(wrong.status).toBe(422);
    expect(wrong.body.detail).toMatch(/category_rules/);
  });

  it('reads a document of no type as generic, and names the types it knows', async () => {
    const { body } = await submit(form(sample('pdf')));
    await client.ended(body.job_id);
    const { document_type, extracted_data } = (await client.get(`/job/${body.job_id}/result`)).body;
    expect(document_type).toBe('generic');
    expect(extracted_data).toMatchObject({ pages: 2, text: expect.stringContaining('Harbour Bank') });
    const unknown = await submit(form(sample('pdf'), { document_type: 'passport' }));
    expect(unknown.status).toBe(422);
    expect(unknown.body.detail).toMatch(/bank_statement.*invoice.*generic/);
  });

  it('says 202 while it runs and 409 once cancelled', async () => {
    const { body } = await submit(statement(await longStatement(150)));
    await client.until(body.job_id, 'PROGRESS');
    const running = await client.get(`/job/${body.job_id}/result`);
    expect(running.status).toBe(202);
    expect(running.body).toMatchObject({
      status: 'processing',
      state: 'PROCESSING',
      message: expect.any(String),
    });
    await client.delete(`/jobs/cancel/${body.job_id}`);
    expect((await client.get(`/job/${body.job_id}/status`)).body).toMatchObject({
      status: 'cancelled',
      state: 'REVOKED',
    });
    expect((await client.get(`/job/${body.job_id}/result`)).status).toBe(409);
  });

  it.each([
    ['encrypted', encryptedPdf, /password/],
    ['a scan', textlessPdf, /no readable text/],
  ])('fails for good when the file is %s', async (_kind, make, words) => {
    const { body } = await submit(statement(await make()));
    expect(await client.ended(body.job_id)).toMatchObject({ status: 'FAILURE', attempts: 1 });
    const view = (await client.get(`/job/${body.job_id}/status`)).body;
    expect(view).toMatchObject({
      status: 'failed',
      state: 'FAILURE',
      error: expect.stringMatching(words),
      error_type: 'Unreadable',
    });
    expect(view.message).toBe(`Processing failed: ${view.error}`);
    const result = await client.get(`/job/${body.job_id}/result`);
    expect(result.status).toBe(422);
    expect(result.body).toMatchObject({ detail: view.error, error_type: 'Unreadable', retry_helps: false });
  });

  it('goes on behind the pages that a killed attempt had recognised', async () => {
    const page = (await scanPages(new Uint8Array(sample('pdf'))))[0]!;
    const scan = await pdfOfPictures([page, page, page]);
    const before = new Set(instance.storedFiles());
    const { body } = await submit(statement(scan, { filename: 'scan.pdf' }));
    let killed = false;
    for await (const { data } of client.events(body.job_id)) {
      if (killed || data.progress?.current !== 1) continue;
      // What is still coming in may be gone before it is read.
      const isStored = (path: string): boolean => !before.has(path) && !path.includes('/incoming/');
      const kept = (): string | undefined =>
        instance
          .storedFiles()
          .find((path) => isStored(path) && readFileSync(path, 'latin1').startsWith('[{"number":1'));
      await eventually(() => kept() !== undefined);
      for (const child of program.children()) process.kill(child, 'SIGKILL');
      // What the next attempt says of the first page can now only come from what was kept.
      writeFileSync(kept()!, readFileSync(kept()!, 'utf8').replaceAll('Harbour', 'Resumed'));
      killed = true;
    }
    expect(killed).toBe(true);
    expect(await client.ended(body.job_id)).toMatchObject({ status: 'SUCCESS', attempts: 2 });
    const { body: result } = await client.get(`/job/${body.job_id}/result`);
    expect(result.warnings).toContain('Text recognised from pictures, on pages: 1, 2, 3.');
    expect(result.extracted_data.account.bank).toBe('Resumed Bank plc');
  }, 90_000);

  it('refuses what no document is', async () => {
    const before = instance.storedFiles();
    expect((await submit(statement(Buffer.from('1f8b0800000000000003', 'hex')))).status).toBe(415);
    expect((await submit(statement(Buffer.alloc(0)))).status).toBe(422);
    expect((await submit(statement(Buffer.alloc(3 * 1024 * 1024, 'a')))).status).toBe(413);
    expect((await submit(new FormData())).status).toBeGreaterThanOrEqual(400);
    expect(instance.storedFiles()).toEqual(before);
  });

  it('knows its own jobs only', async () => {
    const ping = await client.ping();
    expect((await client.get(`/job/${ping}/status`)).status).toBe(404);
    expect((await client.get(`/job/${ping}/result`)).status).toBe(404);
    expect((await client.get('/job/nothing/status')).status).toBe(404);
  });
});
