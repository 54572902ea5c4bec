import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import sharp from 'sharp';
import { tinyVisionModel } from '../tools/tiny-vision-model.mjs';
import type { Client } from './support/client.js';
import { embedded, forEachEngine } from './support/engines.js';
import { Instance } from './support/instance.js';

const SIDE = 8;
/** Red 0.8, green 0.2: what the tiny model's softmax makes of four times these. */
const MALIGNANT = 1 / (1 + Math.exp(4 * (0.2 - 0.8)));

async function redImage(): Promise<FormData> {
  const image = { width: 300, height: 300, channels: 3, background: { r: 204, g: 51, b: 0 } } as const;
  const form = new FormData();
  const bytes = await sharp({ create: image }).png().toBuffer();
  form.append('file', new Blob([new Uint8Array(bytes)]), 'red.png');
  return form;
}

forEachEngine('skin models of a folder', (engine) => {
  const folder = mkdtempSync(join(tmpdir(), 'assay-models-'));
  const bytes: Buffer = tinyVisionModel(SIDE);
  let instance: Instance;
  let client: Client;

  const manifest = (changes: object = {}): void => {
    const entry = {
      name: 'tiny',
      version: '3',
      file: 'tiny.onnx',
      task: 'skin-full',
      input: { width: SIDE, height: SIDE, mean: [0, 0, 0], std: [1, 1, 1] },
      labels: ['nevus', 'melanoma'],
      malignant: ['melanoma'],
      output: 'scores',
      sha256: createHash('sha256').update(bytes).digest('hex'),
      licence: 'Apache-2.0',
      ...changes,
    };
    writeFileSync(join(folder, 'models.json'), JSON.stringify({ models: [entry] }));
  };

  beforeAll(async () => {
    manifest();
    instance = await Instance.create(engine);
    ({ client } = await instance.api({ MODELS_DIR: folder }));
  });
  beforeEach(() => writeFileSync(join(folder, 'tiny.onnx'), bytes));
  afterAll(async () => {
    await instance.close();
    rmSync(folder, { recursive: true });
  });

  it('run where the manifest names one for the task, and say so', async () => {
    const { body } = await client.post('/full_classify', { form: await redImage() });
    expect(body.classes[0]).toEqual({ label: 'melanoma', probability: Number(MALIGNANT.toFixed(4)) });
    expect(body.models[0]).toEqual({
      name: 'tiny',
      version: '3',
      kind: 'onnx',
      weights_sha256: createHash('sha256').update(bytes).digest('hex'),
    });
    expect(body.binary).toMatchObject({ label: 'malignant', threshold: 0.5 });
    expect(body.contributions.image).toBeCloseTo(Math.log(MALIGNANT / (1 - MALIGNANT)), 2);
    const binary = await client.post('/binary_classify', { form: await redImage() });
    expect(binary.body.models).toEqual([expect.objectContaining({ kind: 'embedded' })]);
  });

  it.each([
    ['its file is another one', { sha256: '0'.repeat(64) }],
    ['its file is away', { file: 'other.onnx' }],
    ['its labels do not fit', { labels: ['nevus', 'melanoma', 'other'] }],
    ['its entry is wrong', { input: { width: 'wide' } }],
  ])('fail as model_unavailable when %s, and never answer by another model', async (_case, changes) => {
    manifest(changes);
    try {
      const { body } = await client.post('/jobs/submit/full-classify', { form: await redImage() });
      expect(await client.ended(body.job_id)).toMatchObject({
        status: 'FAILURE',
        failure_class: 'model_unavailable',
        attempts: 3,
      });
    } finally {
      manifest();
    }
  });
});

describe('skin models of a server', () => {
  let instance: Instance;
  let client: Client;
  let server: Server;
  let answer: 'well' | 'busy once' | 'broken' = 'well';
  const seen: string[] = [];

  beforeAll(async () => {
    server = createServer((request, response) => {
      seen.push(`${request.method} ${request.url}`);
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', () => {
        if (answer !== 'well') {
          if (answer === 'busy once') answer = 'well';
          response.writeHead(503).end();
        } else if (request.method === 'GET') response.end(JSON.stringify(METADATA));
        else
          answerInference(Buffer.concat(chunks), Number(request.headers['inference-header-content-length']));
      });
      function answerInference(body: Buffer, length: number): void {
        const head = JSON.parse(body.toString('utf8', 0, length));
        const area = SIDE * SIDE;
        const pixels = Array.from({ length: 3 * area }, (_, at) => body.readFloatLE(length + 4 * at));
        const red = pixels.slice(0, area).reduce((sum, value) => sum + value, 0) / area;
        // Undoes the normalisation of ImageNet.
        const malignant = red * 0.229 + 0.485;
        const numbers = Buffer.from(Float32Array.from([1 - malignant, malignant]).buffer);
        const output = {
          name: head.outputs[0].name,
          datatype: 'FP32',
          shape: [1, 2],
          parameters: { binary_data_size: 8 },
        };
        const words = Buffer.from(JSON.stringify({ outputs: [output] }));
        response.setHeader('Inference-Header-Content-Length', words.length);
        response.end(Buffer.concat([words, numbers]));
      }
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    instance = await Instance.create(embedded);
    ({ client } = await instance.api({ VISION_URL: `http://127.0.0.1:${port}` }));
  });
  afterEach(() => {
    answer = 'well';
    seen.length = 0;
  });
  afterAll(async () => {
    await instance.close();
    server.close();
  });

  const METADATA = {
    name: 'hospital-net',
    versions: ['7'],
    inputs: [{ name: 'image', datatype: 'FP32', shape: [-1, 3, SIDE, SIDE] }],
    outputs: [{ name: 'probabilities', datatype: 'FP32', shape: [-1, 2] }],
    parameters: { labels: 'benign,malignant', threshold: '0.3' },
  };

  it('are asked by the Open Inference Protocol with binary tensors', async () => {
    const { body } = await client.post('/binary_classify', { form: await redImage() });
    expect(body).toMatchObject({
      label: 'malignant',
      threshold: 0.3,
      models: [{ name: 'hospital-net', version: '7', kind: 'remote' }],
    });
    expect(body.probability_malignant).toBeCloseTo(0.8, 3);
    expect(seen).toEqual(['GET /v2/models/skin-binary', 'POST /v2/models/skin-binary/infer']);
  });

  it('are asked again when they are busy', async () => {
    answer = 'busy once';
    expect((await client.post('/binary_classify', { form: await redImage() })).status).toBe(200);
    expect(seen).toHaveLength(3);
  });

  it('fail as model_unavailable when they stay away, and are then left alone for a while', async () => {
    answer = 'broken';
    const { body } = await client.post('/jobs/submit/binary-classify', { form: await redImage() });
    expect(await client.ended(body.job_id)).toMatchObject({
      status: 'FAILURE',
      failure_class: 'model_unavailable',
      retry_helps: true,
    });
    // Three attempts of three requests each would be nine to each compute child.
    expect(seen.length).toBeLessThan(9);
  });
});
