import { afterAll, beforeAll, expect, it } from '@jest/globals';
import sharp from 'sharp';
import { drawLesion } from '../src/skin-analysis/testing/draw-lesion.js';
import type { Client } from './support/client.js';
import { forEachEngine } from './support/engines.js';
import { Instance } from './support/instance.js';

const form = (content: Uint8Array, fields: Record<string, string> = {}): FormData => {
  const data = new FormData();
  data.append('file', new Blob([new Uint8Array(content)]), 'mole.jpg');
  for (const [name, value] of Object.entries(fields)) data.append(name, value);
  return data;
};

forEachEngine('skin images', (engine) => {
  let instance: Instance;
  let client: Client;
  let mole: Buffer;

  beforeAll(async () => {
    instance = await Instance.create(engine);
    ({ client } = await instance.api({ MAX_UPLOAD_MB: '2', MAX_IMAGE_MEGAPIXELS: '20' }));
    mole = await drawLesion().jpeg().toBuffer();
  });
  afterAll(() => instance.close());

  const submit = (type: string, data: FormData) => client.post(`/jobs/submit/${type}`, { form: data });

  it('measures a lesion as a job, with its overlay', async () => {
    const fields = { body_location: 'upper back', pixels_per_mm: '20' };
    const { status, headers, body } = await submit('dermoscopy', form(mole, fields));
    expect(status).toBe(202);
    expect(body).toEqual({
      job_id: expect.any(String),
      status: 'PENDING',
      message: expect.any(String),
      poll_url: `/jobs/status/${body.job_id}`,
      result_url: `/jobs/result/${body.job_id}`,
      estimated_time_seconds: expect.any(Number),
      queue: 'analysis',
    });
    expect(headers.get('location')).toBe(body.poll_url);
    const view = await client.ended(body.job_id);
    expect(view).toMatchObject({
      status: 'SUCCESS',
      type: 'dermoscopy',
      result: {
        image: { width: 400, height: 300 },
        lesion: { found: true, cut_off: false },
        abcd: { asymmetry: 0, color: 1, tds: null, colors: [{ name: 'dark_brown' }] },
        models: [{ name: 'assay-lesion-measurer', kind: 'embedded' }],
        receipt: { parameters: { body_location: 'upper back', pixels_per_mm: 20 } },
        overlay_url: `/jobs/result/${body.job_id}/overlay.png`,
      },
    });
    expect(view.result.lesion.diameter_mm).toBeCloseTo(view.result.lesion.diameter_px / 20, 1);
    const overlay = await fetch(client.url + view.result.overlay_url);
    expect(overlay.headers.get('content-type')).toBe('image/png');
    const picture = await sharp(Buffer.from(await overlay.arrayBuffer())).metadata();
    expect([picture.width, picture.height]).toEqual([400, 300]);
  });

  it('has no overlay for a job of another kind, nor for none', async () => {
    const id = await client.ping();
    expect((await client.get(`/jobs/result/${id}/overlay.png`)).status).toBe(404);
    expect((await client.get('/jobs/result/0192f3a4-5b6c-7d8e-9f01-23456789abcd/overlay.png')).status).toBe(
      404,
    );
  });

  it.each(['/dermoscopy', '/dermoscopy/'])('answers with the result itself at %s', async (path) => {
    const { status, body } = await client.post(path, { form: form(mole) });
    expect(status).toBe(200);
    expect(body).toMatchObject({
      lesion: { found: true, diameter_mm: null },
      receipt: {},
      disclaimer: expect.any(String),
    });
  });

  it('refuses by the header what could not be analysed', async () => {
    const heic = Buffer.from('\0\0\0\x18ftypheic\0\0\0\0mif1heic', 'latin1');
    const refused = [
      [Buffer.from('%PDF-1.7'), 415, /JPEG, PNG/],
      [heic, 415, /Export the photograph as JPEG/],
      [Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex'), 422, /damaged/],
      [
        await sharp({ create: { width: 6000, height: 4000, channels: 3, background: 'red' } })
          .png()
          .toBuffer(),
        413,
        /20 million/,
      ],
    ] as const;
    for (const [content, code, words] of refused) {
      const { status, body } = await submit('dermoscopy', form(content));
      expect([status, body.detail]).toEqual([code, expect.stringMatching(words)]);
    }
  });

  it('fails a job clearly whose pixels are damaged, and goes on', async () => {
    const noisy = await drawLesion({ hairs: 8 }).png().toBuffer();
    const { body } = await submit('dermoscopy', form(noisy.subarray(0, noisy.length / 2)));
    expect(await client.ended(body.job_id)).toMatchObject({
      status: 'FAILURE',
      error_type: 'Unreadable',
      retry_helps: false,
    });
    expect((await client.post('/dermoscopy/', { form: form(noisy.subarray(0, 5000)) })).status).toBe(422);
    expect((await client.post('/dermoscopy/', { form: form(noisy) })).status).toBe(200);
  });

  it('refuses fields that make no sense, and weak photographs when told to be strict', async () => {
    for (const fields of [{ pixels_per_mm: '0' }, { pixels_per_mm: 'many' }, { strict: 'perhaps' }] as Record<
      string,
      string
    >[])
      expect((await submit('dermoscopy', form(mole, fields))).status).toBe(422);
    const tiny = await drawLesion({ width: 120, height: 90 }).png().toBuffer();
    const lenient = await client.post('/dermoscopy', { form: form(tiny) });
    expect(lenient.body.warnings).toContainEqual(
      expect.objectContaining({ code: 'too_small', what_to_retake: expect.any(String) }),
    );
    expect((await client.post('/dermoscopy', { form: form(tiny, { strict: 'yes' }) })).status).toBe(422);
  });
});
