import { afterAll, beforeAll, expect, it } from '@jest/globals';
import sharp from 'sharp';
import { drawLesion } from '../src/skin-analysis/testing/draw-lesion.js';
import { drawSection } from '../src/skin-analysis/testing/draw-section.js';
import type { Client } from './support/client.js';
import { forEachEngine } from './support/engines.js';
import { Instance } from './support/instance.js';
import type { Program } from './support/program.js';

const form = (content: Uint8Array, fields: Record<string, string> = {}): FormData => {
  const data = new FormData();
  data.append('file', new Blob([new Uint8Array(content)]), 'mole.jpg');
  for (const [name, value] of Object.entries(fields)) data.append(name, value);
  return data;
};

forEachEngine('skin images', (engine) => {
  let instance: Instance;
  let client: Client;
  let program: Program;
  let mole: Buffer;

  beforeAll(async () => {
    instance = await Instance.create(engine);
    ({ client, program } = await instance.api({ MAX_UPLOAD_MB: '2', MAX_IMAGE_MEGAPIXELS: '20' }));
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

  it('tells benign from malignant, as a job and waiting', async () => {
    const { body } = await submit('binary-classify', form(mole));
    const { result } = await client.ended(body.job_id);
    expect(result).toMatchObject({
      label: expect.stringMatching(/^(benign|malignant)$/),
      probability_malignant: expect.any(Number),
      threshold: expect.any(Number),
      operating_point: { measured_on: expect.stringContaining('ISIC') },
      models: [{ name: 'assay-skin-head', kind: 'embedded' }],
    });
    const twin = await client.post('/binary_classify/', { form: form(mole) });
    expect(twin.body).toEqual({ ...result, receipt: expect.any(Object) });
  });

  it('classifies fully, with age and sex only where they may weigh', async () => {
    const person = { age: '81', sex: 'male' };
    const weighed = (await client.post('/full_classify/', { form: form(mole, person) })).body;
    const ignored = (
      await client.post('/full_classify', { form: form(mole, { ...person, enable_multimodal: 'False' }) })
    ).body;
    expect(Object.keys(weighed.contributions.metadata)).toEqual(['age', 'sex']);
    expect(ignored.contributions.metadata).toEqual({});
    expect(weighed.binary.probability_malignant).toBeGreaterThan(ignored.binary.probability_malignant);
    expect(weighed.classes).toHaveLength(2);
    const blank = (await client.post('/full_classify', { form: form(mole, { age: '', sex: '' }) })).body;
    expect(blank.contributions).toEqual(ignored.contributions);
    expect((await submit('full-classify', form(mole, { sex: 'unknown' }))).status).toBe(422);
    expect((await submit('full-classify', form(mole, { age: '-3' }))).status).toBe(422);
  });

  const batch = (contents: readonly Uint8Array[], fields: Record<string, string> = {}): FormData => {
    const data = new FormData();
    contents.forEach((content, index) =>
      data.append('files', new Blob([new Uint8Array(content)]), `${index}.jpg`),
    );
    for (const [name, value] of Object.entries(fields)) data.append(name, value);
    return data;
  };

  it('works a batch image by image, lets a damaged one fail alone, and ranks', async () => {
    const noisy = await drawLesion({ hairs: 8 }).png().toBuffer();
    const contents = [mole, noisy.subarray(0, noisy.length / 2), Buffer.from('no image'), noisy];
    const places = ['back', 'arm', 'leg', 'hand'];
    const { status, body } = await submit(
      'batch-skin-check',
      batch(contents, { body_locations: JSON.stringify(places) }),
    );
    expect([status, body.queue]).toEqual([202, 'batch']);
    const seen: any[] = [];
    for await (const { data } of client.events(body.job_id)) if (data.progress) seen.push(data.progress);
    expect(seen).toContainEqual(expect.objectContaining({ current: expect.any(Number), total: 4 }));
    const { result } = await client.ended(body.job_id);
    expect(result.images.map((image: any) => [image.index, image.body_location, image.status])).toEqual([
      [0, 'back', 'ok'],
      [1, 'arm', 'failed'],
      [2, 'leg', 'failed'],
      [3, 'hand', 'ok'],
    ]);
    expect(result.images[1]).toMatchObject({
      failure_class: 'unreadable',
      error: expect.stringMatching(/damaged/),
    });
    expect(result.images[2].failure_class).toBe('unsupported');
    expect([...result.ranking].sort()).toEqual([0, 3]);
    expect(result.summary).toMatchObject({ images: 4, ok: 2, failed: 2, worst: result.ranking[0] });
    expect(Object.keys(result.receipt.input_sha256)).toEqual(['files.0', 'files.1', 'files.2', 'files.3']);
  });

  it('tries an image again whose compute child was killed', async () => {
    const { body } = await submit('batch-skin-check', batch(Array.from({ length: 8 }, () => mole)));
    for await (const { data } of client.events(body.job_id)) if (data.progress?.current >= 1) break;
    for (const pid of program.children()) process.kill(pid, 'SIGKILL');
    const { attempts, result } = await client.ended(body.job_id);
    expect([attempts, result.summary]).toEqual([1, expect.objectContaining({ images: 8, ok: 8 })]);
  });

  it('refuses a batch of too many, of none, and with places that do not fit', async () => {
    const tiny = await drawLesion({ width: 60, height: 40 }).jpeg().toBuffer();
    expect((await submit('batch-skin-check', batch(Array.from({ length: 51 }, () => tiny)))).status).toBe(
      422,
    );
    expect((await submit('batch-skin-check', batch([]))).status).toBe(422);
    for (const body_locations of ['["back"]', 'back', '{"a":1}'])
      expect((await submit('batch-skin-check', batch([mole, mole], { body_locations }))).status).toBe(422);
  });

  it('lets a single analysis go before the rest of a batch', async () => {
    const started = await submit('batch-skin-check', batch(Array.from({ length: 12 }, () => mole)));
    await client.until(started.body.job_id, 'PROGRESS');
    expect((await client.post('/binary_classify', { form: form(mole) })).status).toBe(200);
    const { status, progress } = await client.status(started.body.job_id);
    expect([status, progress.total]).toEqual(['PROGRESS', 12]);
    expect(progress.current).toBeLessThan(12);
    await client.delete(`/jobs/cancel/${started.body.job_id}`);
    expect((await client.status(started.body.job_id)).status).toBe('REVOKED');
  });

  it('judges a burn, as a job and waiting', async () => {
    const burn = await drawLesion({ radii: [0.25, 0.2], lesion: '#d0705f' })
      .png()
      .toBuffer();
    const { body } = await submit('burn-classify', form(burn, { body_location: 'hand' }));
    const { result } = await client.ended(body.job_id);
    expect(result).toMatchObject({ severity: 'superficial', models: [{ kind: 'rules' }] });
    expect((await client.post('/burn_classify/', { form: form(burn) })).body.probabilities).toEqual(
      result.probabilities,
    );
  });

  it('measures a section, with its overlay', async () => {
    const section = await drawSection().png().toBuffer();
    const fields = { tissue: 'skin', microns_per_pixel: '0.5' };
    const { body } = await submit('histopathology', form(section, fields));
    const { result } = await client.ended(body.job_id);
    expect(result).toMatchObject({ is_h_and_e: true, tissue: 'skin', nuclei: { count: 40 } });
    expect(result.nuclei.density_per_mm2).toBeGreaterThan(0);
    const overlay = await fetch(client.url + result.overlay_url);
    expect([overlay.status, overlay.headers.get('content-type')]).toEqual([200, 'image/png']);
    const twin = await client.post('/histopathology/', { form: form(section) });
    expect(twin.body).toMatchObject({ tissue: null, nuclei: { count: 40, density_per_mm2: null } });
  });

  it('goes on behind the finished images when another worker takes a batch over', async () => {
    const apart = await Instance.create(engine);
    try {
      const { client: watcher } = await apart.api({ WORKERS: 'off' });
      const first = await apart.worker(['--concurrency', '1'], { WORKER_GRACE_SECONDS: '0' });
      const files = batch(Array.from({ length: 12 }, () => mole));
      const { body } = await watcher.post('/jobs/submit/batch-skin-check', { form: files });
      for await (const event of watcher.events(body.job_id)) if (event.data.progress?.current >= 2) break;
      await first.stop();
      await apart.worker();
      const seen: any[] = [];
      for await (const { data } of watcher.events(body.job_id)) seen.push(data);
      const begun = seen.map(({ status }) => status).lastIndexOf('STARTED');
      expect(seen.slice(0, begun).map(({ status }) => status)).toContain('STARTED');
      expect(seen.slice(begun).find(({ progress }) => progress).progress.current).toBeGreaterThanOrEqual(2);
      expect((await watcher.ended(body.job_id)).result.summary).toMatchObject({ images: 12, ok: 12 });
    } finally {
      await apart.close();
    }
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
