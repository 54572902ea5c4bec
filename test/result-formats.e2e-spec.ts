import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { readPdf } from '../src/documents/text/index.js';
import type { Client } from './support/client.js';
import { forEachEngine } from './support/engines.js';
import { Instance } from './support/instance.js';
import { labReportForm, textlessPdf } from './support/lab-report-form.js';

const BROWSER = 'text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,*/*;q=0.8';

forEachEngine('results in other formats', (engine) => {
  let instance: Instance;
  let client: Client;
  let report: string;
  let ping: string;

  const ask = (id: string, accept?: string) =>
    client.get(`/jobs/result/${id}`, accept ? { Accept: accept } : {});
  const analyze = async (content?: Uint8Array): Promise<string> => {
    const { job_id: id } = (await client.post('/analyze-async', { form: labReportForm(content) })).body;
    await client.ended(id);
    return id as string;
  };

  beforeAll(async () => {
    instance = await Instance.create(engine);
    ({ client } = await instance.api());
    report = await analyze();
    ping = await client.ping();
    await client.ended(ping);
  });
  afterAll(() => instance.close());

  describe('JSON', () => {
    it.each([
      undefined,
      '*/*',
      'application/json',
      'application/json, text/plain, */*',
      'application/pdf;q=0, */*',
    ])('answers Accept: %s', async (accept) => {
      const answer = await ask(report, accept);
      expect(answer.headers.get('content-type')).toMatch(/^application\/json/);
      expect(answer.body).toMatchObject({
        status: 'SUCCESS',
        result: { report: { analytes: expect.any(Array) } },
      });
      expect(answer.headers.get('vary')).toMatch(/accept/i);
    });

    it('answers a browser where the type of job has no page', async () => {
      expect((await ask(ping, BROWSER)).body).toMatchObject({
        status: 'SUCCESS',
      });
    });
  });

  it.each(['application/fhir+json', 'application/fhir+json; fhirVersion=4.0'])(
    'gives FHIR for %s',
    async (accept) => {
      const answer = await ask(report, accept);
      expect(answer.headers.get('content-type')).toBe('application/fhir+json; charset=utf-8');
      expect(answer.body).toMatchObject({
        resourceType: 'Bundle',
        id: report,
        type: 'collection',
      });
      expect(answer.body.entry.length).toBeGreaterThan(26);
    },
  );

  it('gives a browser a page that may load and run nothing', async () => {
    const answer = await ask(report, BROWSER);
    expect(answer.headers.get('content-type')).toBe('text/html; charset=utf-8');
    expect(answer.headers.get('content-security-policy')).toContain("default-src 'none'");
    expect(answer.headers.get('cache-control')).toBe('private, no-cache');
    expect(answer.text).toContain('Potassium 6.8 mmol/L: critically high');
    expect(answer.text).toContain(report);
  });

  it('gives a PDF, set in a compute child', async () => {
    const response = await fetch(`${client.url}/jobs/result/${report}`, {
      headers: { Accept: 'application/pdf' },
    });
    expect(response.headers.get('content-type')).toBe('application/pdf');
    expect(response.headers.get('content-disposition')).toBe(`inline; filename="lab-report-${report}.pdf"`);
    const document = await readPdf(new Uint8Array(await response.arrayBuffer()));
    const lines = document.pages.flatMap((page) => page.lines.map((line) => line.text));
    expect(lines).toContain('Laboratory report, read by software');
  });

  it('refuses what the type of job does not offer, and names what it does', async () => {
    const answer = await ask(ping, 'application/pdf');
    expect(answer.status).toBe(406);
    expect(answer.body.available).toEqual(['application/json']);
    expect((await ask(report, 'image/png')).body.available).toContain('application/fhir+json');
  });

  it('answers the problem of a failed job instead of a page', async () => {
    const failed = await analyze(await textlessPdf());
    expect(await ask(failed, 'application/json')).toMatchObject({
      status: 200,
      body: { status: 'FAILURE' },
    });
    expect(await ask(failed, 'application/pdf')).toMatchObject({
      status: 422,
      body: { failure_class: 'unreadable' },
    });
  });
});
