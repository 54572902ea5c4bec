import { redisOptions } from '../../redis/redis-url.js';
import { boolean, decimalNumber, oneOf, parsedText, textLike, wholeNumber } from '../schemas.js';
import { defineArea, optionalSetting, setting } from '../setting.js';

export const queueArea = defineArea('Queue', {
  REDIS_URL: optionalSetting(
    parsedText(checkedRedisUrl, 'must be redis://host:port/db, rediss:// for TLS, or unix:///path'),
    {
      secret: true,
      shownDefault: 'none: the embedded queue',
      description:
        'Redis for Bull, the job records and the timeline: `redis://user:password@host:6379/0`, `rediss://` for TLS, `unix:///path?db=0` for a socket.',
      oldNames: ['CELERY_BROKER_URL', 'CELERY_RESULT_BACKEND'],
    },
  ),
  REDIS_CA_FILE: optionalSetting(textLike(/^[^\0]+$/, 'must be a file path'), {
    description:
      'PEM file of the certificate authority of a `rediss://` server, where it is not a public one.',
  }),
  QUEUE_PREFIX: setting(
    textLike(/^[\w:{}.-]{1,64}$/, 'must be at most 64 letters, digits and any of _ : { } . -'),
    {
      defaultText: 'bull',
      description: 'Prefix of all keys in Redis; `{assay}` for Redis Cluster.',
    },
  ),
  QUEUE_NAME: setting(textLike(/^[\w.-]{1,64}$/, 'must be at most 64 letters, digits and any of _ . -'), {
    defaultText: 'document_ingestion',
    description: "Name of the document ingestion's queue.",
  }),
  MAX_QUEUE_SIZE: setting(wholeNumber(1, 100_000_000), {
    defaultText: '10000',
    description: 'Waiting jobs per queue; a full queue answers 503 with `Retry-After`.',
  }),
  WORKER_POLL_INTERVAL: setting(decimalNumber(0.01, 3600), {
    defaultText: '1',
    description:
      "Longest time in seconds, decimals allowed, until the embedded queue notices another process's job.",
  }),
  EMBEDDED_SYNCHRONOUS: setting(oneOf('NORMAL', 'FULL'), {
    defaultText: 'NORMAL',
    description:
      'Durability of the embedded queue: NORMAL survives a killed process, FULL a power cut as well.',
  }),
  FAILOVER: setting(boolean(), {
    defaultText: 'on',
    description:
      'While Redis is away, keep new jobs in a file of `DATA_DIR`, work them there, and hand them over when it is back; off: answer 503 (advised with several API processes).',
  }),
});

function checkedRedisUrl(text: string): string | undefined {
  try {
    redisOptions(text);
    return text;
  } catch {
    return undefined;
  }
}
