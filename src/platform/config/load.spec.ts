import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

import { describe, expect, it } from '@jest/globals';

import { ConfigurationError } from './configuration.js';
import { type Environment, loadConfiguration, type Overrides, readEnvironment } from './load.js';

const load = (environment: Environment, overrides?: Overrides) => loadConfiguration(environment, overrides);
const configured = (environment: Environment, overrides?: Overrides) =>
  load(environment, overrides).configuration;

function problemsOf(environment: Environment): readonly string[] {
  try {
    load(environment);
  } catch (error) {
    if (error instanceof ConfigurationError) return error.problems;
    throw error;
  }
  return [];
}

describe('loadConfiguration', () => {
  it('needs nothing to be set', () => {
    const { configuration, warnings } = load({});
    expect(warnings).toEqual([]);
    expect(configuration.server).toEqual({
      port: 8000,
      host: '127.0.0.1',
      submitStatus: 202,
      syncWaitSeconds: null,
      corsOrigins: [],
    });
    expect(configuration.queue).toEqual({
      redisUrl: null,
      redisCaFile: null,
      prefix: 'bull',
      maximumSize: 10_000,
      renamed: { document_ingestion: 'document_ingestion' },
      pollIntervalMs: 1000,
      synchronous: 'NORMAL',
      failover: true,
    });
    expect(configuration.worker).toEqual({
      enabled: true,
      concurrency: 2,
      queues: null,
      id: `${hostname()}-${process.pid}`,
      healthPort: null,
      maximumTasksPerChild: 50,
      childMemoryLimitBytes: 1024 * 1024 * 1024,
      batchSize: 1,
      graceMs: 30_000,
    });
    expect(configuration.jobs).toEqual({ softLimitMs: 120_000, hardLimitMs: 180_000, retentionHours: 24 });
    expect(configuration.storage).toEqual({
      maximumUploadBytes: 25 * 1024 * 1024,
      maximumImagePixels: 50_000_000,
      objectStoreDirectory: resolve('data/objects'),
      s3: null,
      blobStore: 'folder',
      s3BlobPrefix: 'assay-blobs/',
    });
    expect(configuration.data).toEqual({ directory: resolve('data'), key: null });
    expect(configuration.auth.mode).toBe('off');
  });

  it('reports all wrong settings at once, by name and never with a value', () => {
    const environment = {
      PORT: 'eight-thousand',
      REDIS_URL: 'http://:hunter2@host',
      FAILOVER: 'maybe',
      WEBHOOK_SECRET: 'sesame-open',
      JOB_SOFT_TIME_LIMIT: '-1',
      CORS_ORIGINS: 'https://good.example, bad',
      DATA_KEY: 'short-key',
    };
    const problems = problemsOf(environment);
    for (const name of Object.keys(environment)) {
      expect(problems.filter((problem) => problem.startsWith(`${name} must `))).toHaveLength(1);
    }
    expect(problems).toHaveLength(Object.keys(environment).length);
    const message = new ConfigurationError(problems).message;
    for (const value of ['eight', 'hunter2', 'maybe', 'sesame', '-1', 'bad', 'short-key']) {
      expect(message).not.toContain(value);
    }
  });

  it.each([
    ...['true', 'True', 'TRUE', '1', 'yes', 'on'].map((word) => [word, true] as const),
    ...['false', 'False', 'FALSE', '0', 'no', 'off'].map((word) => [word, false] as const),
  ])('reads the boolean %s as %s', (word, expected) => {
    expect(configured({ FAILOVER: word }).queue.failover).toBe(expected);
  });

  it.each(['tRUE', '2', 'y', 'enabled', 'None'])('refuses the boolean %s', (word) => {
    expect(problemsOf({ WORKERS: word })).toEqual([
      'WORKERS must be true, 1, yes or on; or false, 0, no or off',
    ]);
  });

  it('takes blank as not set', () => {
    expect(configured({ PORT: '', REDIS_URL: '  ', WORKER_COUNT: '' })).toEqual(configured({}));
  });

  it('converts units', () => {
    const configuration = configured({
      WORKER_POLL_INTERVAL: '0.25',
      JOB_SOFT_TIME_LIMIT: '1.5',
      JOB_HARD_TIME_LIMIT: '3',
      MAX_UPLOAD_MB: '0.5',
      WORKER_GRACE_SECONDS: '5',
      WORKER_CHILD_MEMORY_MB: '256',
    });
    expect(configuration.queue.pollIntervalMs).toBe(250);
    expect(configuration.jobs).toMatchObject({ softLimitMs: 1500, hardLimitMs: 3000 });
    expect(configuration.storage.maximumUploadBytes).toBe(524_288);
    expect(configuration.worker).toMatchObject({ graceMs: 5000, childMemoryLimitBytes: 268_435_456 });
  });

  it('splits lists at commas', () => {
    const configuration = configured({
      WEBHOOK_ALLOWED_HOSTS: 'localhost:3000, backend.internal,,[::1]:80,localhost:3000',
      WORKER_QUEUES: 'analysis,batch',
      CORS_ORIGINS: '*',
    });
    expect(configuration.webhooks.allowedHosts).toEqual(['localhost:3000', 'backend.internal', '[::1]:80']);
    expect(configuration.worker.queues).toEqual(['analysis', 'batch']);
    expect(configuration.server.corsOrigins).toEqual(['*']);
  });

  it('keeps the soft limit below a hard limit that is set alone', () => {
    expect(configured({ JOB_HARD_TIME_LIMIT: '60' }).jobs).toMatchObject({
      softLimitMs: 40_000,
      hardLimitMs: 60_000,
    });
    expect(problemsOf({ JOB_SOFT_TIME_LIMIT: '200' })).toEqual([
      'JOB_SOFT_TIME_LIMIT must be less than JOB_HARD_TIME_LIMIT',
    ]);
  });

  it('reads object storage, and refuses half of it', () => {
    const { s3 } = configured({
      S3_BUCKET: 'files',
      S3_ENDPOINT: 'http://127.0.0.1:9000/',
      S3_FORCE_PATH_STYLE: 'yes',
      AWS_ACCESS_KEY_ID: 'id',
      AWS_SECRET_ACCESS_KEY: 'secret',
    }).storage;
    expect(s3).toEqual({
      endpoint: 'http://127.0.0.1:9000',
      region: 'auto',
      bucket: 'files',
      forcePathStyle: true,
      accessKeyId: 'id',
      secretAccessKey: 'secret',
      sessionToken: null,
    });
    expect(problemsOf({ S3_ENDPOINT: 'http://minio:9000', AWS_ACCESS_KEY_ID: 'id' })).toEqual([
      'S3_BUCKET is needed beside S3_ENDPOINT',
      'AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY are needed together',
    ]);
  });

  it('turns authentication on by default beyond loopback', () => {
    expect(configured({ HOST: '0.0.0.0' }).auth.mode).toBe('on');
    expect(configured({ HOST: 'localhost' }).auth.mode).toBe('off');
    expect(configured({ HOST: '::1' }).auth.mode).toBe('off');
    expect(configured({ HOST: '0.0.0.0', AUTH: 'off' }).auth.mode).toBe('off');
  });

  it('accepts keys over http on loopback only', () => {
    expect(configured({ JWT_JWKS_URL: 'http://127.0.0.1:9/keys' }).auth.jwksUrl).toBe(
      'http://127.0.0.1:9/keys',
    );
    expect(problemsOf({ JWT_JWKS_URL: 'http://issuer.example/keys' })).toHaveLength(1);
  });

  it('says when token settings have no effect', () => {
    expect(load({ JWT_SECRET: 'x'.repeat(40) }).warnings).toEqual([
      'JWT settings have no effect while AUTH is off: set AUTH=on to check tokens.',
    ]);
  });
});

describe('overrides', () => {
  it('win over the environment and over old names, and are checked like it', () => {
    const overrides = { WORKER_CONCURRENCY: 7, WORKERS: false, REDIS_URL: undefined };
    const configuration = configured({ WORKER_CONCURRENCY: '3', REDIS_URL: 'redis://h' }, overrides);
    expect(configuration.worker).toMatchObject({ concurrency: 7, enabled: false });
    expect(configuration.queue.redisUrl).toBe('redis://h');
    expect(() => load({}, { WORKER_CONCURRENCY: 0 })).toThrow(/WORKER_CONCURRENCY must be a whole number/);
  });
});

describe('old names', () => {
  it.each([
    ['CELERY_BROKER_URL', 'REDIS_URL', 'redis://h:1/2'],
    ['CELERY_RESULT_BACKEND', 'REDIS_URL', 'redis://h:1/2'],
    ['WORKER_COUNT', 'WORKER_CONCURRENCY', '5'],
    ['CELERY_WORKER_CONCURRENCY', 'WORKER_CONCURRENCY', '5'],
    ['worker_max_tasks_per_child', 'WORKER_MAX_TASKS_PER_CHILD', '5'],
    ['CELERY_TASK_SOFT_TIME_LIMIT', 'JOB_SOFT_TIME_LIMIT', '5'],
    ['CELERY_TASK_TIME_LIMIT', 'JOB_HARD_TIME_LIMIT', '5'],
    ['TASK_STATUS_EXPIRY_HOURS', 'JOB_RETENTION_HOURS', '5'],
  ])('%s is accepted for %s with a warning that names it', (old, name, value) => {
    const { configuration, warnings } = load({ [old]: value });
    expect(configuration).toEqual(configured({ [name]: value }));
    expect(configuration).not.toEqual(configured({}));
    expect(warnings).toEqual([`${old} is an old name: use ${name}.`]);
  });

  it('makes the endpoint of R2 from its account', () => {
    const { s3 } = configured({ R2_ACCOUNT_ID: 'abc', R2_BUCKET_NAME: 'files' }).storage;
    expect(s3).toMatchObject({
      endpoint: 'https://abc.r2.cloudflarestorage.com',
      bucket: 'files',
      region: 'auto',
    });
  });

  it('lose against the new name, which is said', () => {
    const { configuration, warnings } = load({ REDIS_URL: 'redis://new', CELERY_BROKER_URL: 'redis://old' });
    expect(configuration.queue.redisUrl).toBe('redis://new');
    expect(warnings).toEqual(['CELERY_BROKER_URL is ignored: REDIS_URL is set and wins.']);
  });

  it('are named in errors as the operator wrote them', () => {
    expect(problemsOf({ CELERY_BROKER_URL: 'amqp://guest:guest@rabbit//' })[0]).toMatch(
      /^CELERY_BROKER_URL must be redis:/,
    );
  });

  it.each(['CELERY_WORKER_PREFETCH_MULTIPLIER', 'REDIS_POOL_SIZE'])('%s is ignored with a reason', (name) => {
    const { configuration, warnings } = load({ [name]: '4' });
    expect(configuration).toEqual(configured({}));
    expect(warnings).toEqual([expect.stringMatching(new RegExp(`^${name} is ignored: .{10,}\\.$`))]);
  });
});

describe('readEnvironment', () => {
  it('reads .env of the folder under the process environment', () => {
    const folder = mkdtempSync(join(tmpdir(), 'assay-env-'));
    try {
      writeFileSync(join(folder, '.env'), 'WORKER_ID=from-file\nPATH=/nowhere\n');
      const environment = readEnvironment(folder);
      expect(environment.WORKER_ID).toBe('from-file');
      expect(environment.PATH).toBe(process.env.PATH);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});
