import { hostname } from 'node:os';
import { join, resolve } from 'node:path';

import type { SettingValues } from './areas/index.js';
import type { Configuration, S3Configuration } from './configuration.js';
import { isLoopback } from './loopback.js';

const BYTES_PER_MIB = 1_048_576;
const DEFAULT_SOFT_LIMIT_MS = 120_000;

/** The values by name in the shape and the units of the code; computed defaults are filled in here. */
export function buildConfiguration(values: SettingValues): Configuration {
  return {
    server: {
      port: values.PORT,
      host: values.HOST,
      submitStatus: values.SUBMIT_STATUS === '200' ? 200 : 202,
      syncWaitSeconds: values.SYNC_WAIT_SECONDS,
      corsOrigins: values.CORS_ORIGINS,
    },
    logging: {
      level: values.LOG_LEVEL,
      format: values.LOG_FORMAT ?? (process.stdout.isTTY ? 'pretty' : 'json'),
      file: absolutePath(values.LOG_FILE),
    },
    data: { directory: resolve(values.DATA_DIR), key: values.DATA_KEY },
    queue: buildQueue(values),
    worker: buildWorker(values),
    jobs: buildJobs(values),
    storage: {
      maximumUploadBytes: Math.floor(values.MAX_UPLOAD_MB * BYTES_PER_MIB),
      maximumImagePixels: Math.floor(values.MAX_IMAGE_MEGAPIXELS * 1_000_000),
      objectStoreDirectory: resolve(values.OBJECT_STORE_DIR ?? join(values.DATA_DIR, 'objects')),
      s3: buildS3(values),
      blobStore: values.BLOB_STORE,
      s3BlobPrefix: values.S3_BLOB_PREFIX,
    },
    webhooks: {
      secrets: values.WEBHOOK_SECRET ?? [],
      allowedHosts: values.WEBHOOK_ALLOWED_HOSTS,
      requireHttps: values.WEBHOOK_REQUIRE_HTTPS,
    },
    models: buildModels(values),
    auth: {
      mode: (values.AUTH ?? !isLoopback(values.HOST)) ? 'on' : 'off',
      allowUnauthenticated: values.ALLOW_UNAUTHENTICATED,
      jwtSecret: values.JWT_SECRET,
      jwksUrl: values.JWT_JWKS_URL,
      issuer: values.JWT_ISSUER,
      audience: values.JWT_AUDIENCE,
      dashboardPassword: values.DASHBOARD_PASSWORD,
    },
  };
}

/** Settings that contradict each other, as sentences. */
export function contradictions(values: SettingValues): string[] {
  const problems: string[] = [];
  const soft = values.JOB_SOFT_TIME_LIMIT;
  if (soft !== null && soft >= values.JOB_HARD_TIME_LIMIT) {
    problems.push('JOB_SOFT_TIME_LIMIT must be less than JOB_HARD_TIME_LIMIT');
  }
  if (values.LLM_URL !== null && values.LLM_MODEL === null) {
    problems.push('LLM_MODEL is needed beside LLM_URL');
  }
  if (values.S3_ENDPOINT !== null && values.S3_BUCKET === null) {
    problems.push('S3_BUCKET is needed beside S3_ENDPOINT');
  }
  if (values.BLOB_STORE === 's3' && values.S3_BUCKET === null) {
    problems.push('S3_BUCKET is needed beside BLOB_STORE=s3');
  }
  if ((values.AWS_ACCESS_KEY_ID === null) !== (values.AWS_SECRET_ACCESS_KEY === null)) {
    problems.push('AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY are needed together');
  }
  return problems;
}

function buildQueue(values: SettingValues): Configuration['queue'] {
  return {
    redisUrl: values.REDIS_URL,
    redisCaFile: absolutePath(values.REDIS_CA_FILE),
    prefix: values.QUEUE_PREFIX,
    maximumSize: values.MAX_QUEUE_SIZE,
    renamed: { document_ingestion: values.QUEUE_NAME },
    pollIntervalMs: milliseconds(values.WORKER_POLL_INTERVAL),
    synchronous: values.EMBEDDED_SYNCHRONOUS,
    failover: values.FAILOVER,
  };
}

function buildWorker(values: SettingValues): Configuration['worker'] {
  return {
    enabled: values.WORKERS,
    concurrency: values.WORKER_CONCURRENCY,
    queues: values.WORKER_QUEUES,
    id: values.WORKER_ID ?? `${hostname()}-${process.pid}`,
    healthPort: values.WORKER_HEALTH_PORT,
    maximumTasksPerChild: values.WORKER_MAX_TASKS_PER_CHILD,
    childMemoryLimitBytes: values.WORKER_CHILD_MEMORY_MB * BYTES_PER_MIB,
    batchSize: values.WORKER_BATCH_SIZE,
    graceMs: milliseconds(values.WORKER_GRACE_SECONDS),
  };
}

function buildJobs(values: SettingValues): Configuration['jobs'] {
  const hardLimitMs = milliseconds(values.JOB_HARD_TIME_LIMIT);
  const softLimitMs =
    values.JOB_SOFT_TIME_LIMIT === null
      ? Math.min(DEFAULT_SOFT_LIMIT_MS, Math.round((hardLimitMs * 2) / 3))
      : milliseconds(values.JOB_SOFT_TIME_LIMIT);
  return { softLimitMs, hardLimitMs, retentionHours: values.JOB_RETENTION_HOURS };
}

function buildS3(values: SettingValues): S3Configuration | null {
  if (values.S3_BUCKET === null) return null;
  return {
    endpoint: values.S3_ENDPOINT,
    region: values.S3_REGION ?? (values.S3_ENDPOINT ? 'auto' : 'us-east-1'),
    bucket: values.S3_BUCKET,
    forcePathStyle: values.S3_FORCE_PATH_STYLE,
    accessKeyId: values.AWS_ACCESS_KEY_ID,
    secretAccessKey: values.AWS_SECRET_ACCESS_KEY,
    sessionToken: values.AWS_SESSION_TOKEN,
  };
}

function buildModels(values: SettingValues): Configuration['models'] {
  return {
    googleApiKey: values.GOOGLE_API_KEY,
    llmUrl: values.LLM_URL,
    llmModel: values.LLM_MODEL,
    llmApiKey: values.LLM_API_KEY,
    ocrLanguages: values.OCR_LANGUAGES,
    modelsDirectory: absolutePath(values.MODELS_DIR),
    visionUrl: values.VISION_URL,
    embeddingUrl: values.EMBEDDING_URL,
    qdrant: buildQdrant(values),
  };
}

function buildQdrant(values: SettingValues): Configuration['models']['qdrant'] {
  if (values.QDRANT_URL === null) return null;
  return { url: values.QDRANT_URL, apiKey: values.QDRANT_API_KEY, collection: values.QDRANT_COLLECTION };
}

function milliseconds(seconds: number): number {
  return Math.round(seconds * 1000);
}

function absolutePath(path: string | null): string | null {
  return path === null ? null : resolve(path);
}
