/** DI token of the {@link Configuration}. */
export const CONFIGURATION = Symbol('CONFIGURATION');

export type LogLevel = 'fatal' | 'error' | 'warn' | 'info' | 'debug' | 'trace' | 'silent';

/** Object storage; without keys the requests are not signed. */
export interface S3Configuration {
  readonly endpoint: string | null;
  readonly region: string;
  readonly bucket: string;
  readonly forcePathStyle: boolean;
  readonly accessKeyId: string | null;
  readonly secretAccessKey: string | null;
  readonly sessionToken: string | null;
}

/** Everything that can be set, typed and in the units that the code works with. Paths are absolute. */
export interface Configuration {
  readonly server: {
    readonly port: number;
    readonly host: string;
    readonly submitStatus: 200 | 202;
    readonly syncWaitSeconds: number | null;
    readonly corsOrigins: readonly string[];
  };
  readonly logging: {
    readonly level: LogLevel;
    readonly format: 'json' | 'pretty';
    readonly file: string | null;
  };
  readonly data: { readonly directory: string; readonly key: string | null };
  readonly queue: {
    readonly redisUrl: string | null;
    readonly redisCaFile: string | null;
    readonly prefix: string;
    readonly maximumSize: number;
    /** Names that the operator gave to queues, by the names that the code has for them. */
    readonly renamed: Readonly<Record<string, string>>;
    readonly pollIntervalMs: number;
    readonly synchronous: 'NORMAL' | 'FULL';
    readonly failover: boolean;
  };
  readonly worker: {
    readonly enabled: boolean;
    readonly concurrency: number;
    readonly queues: readonly string[] | null;
    readonly id: string;
    readonly healthPort: number | null;
    readonly maximumTasksPerChild: number;
    readonly childMemoryLimitBytes: number;
    readonly batchSize: number;
    readonly graceMs: number;
  };
  readonly jobs: {
    readonly softLimitMs: number;
    readonly hardLimitMs: number;
    readonly retentionHours: number;
  };
  readonly storage: {
    readonly maximumUploadBytes: number;
    readonly maximumImagePixels: number;
    readonly objectStoreDirectory: string;
    readonly s3: S3Configuration | null;
    readonly blobStore: 'folder' | 's3';
    readonly s3BlobPrefix: string;
  };
  readonly webhooks: {
    /** Signs with each; the first is the newest. */
    readonly secrets: readonly string[];
    readonly allowedHosts: readonly string[];
    readonly requireHttps: boolean;
  };
  readonly models: {
    readonly googleApiKey: string | null;
    readonly llmUrl: string | null;
    readonly llmModel: string | null;
    readonly llmApiKey: string | null;
    readonly ocrLanguages: readonly string[];
    readonly modelsDirectory: string | null;
    readonly visionUrl: string | null;
    readonly embeddingUrl: string | null;
    /** Where vectors are kept in place of a file. */
    readonly qdrant: {
      readonly url: string;
      readonly apiKey: string | null;
      readonly collection: string;
    } | null;
  };
  readonly auth: AuthConfiguration;
}

export interface AuthConfiguration {
  readonly mode: 'on' | 'off';
  readonly allowUnauthenticated: boolean;
  readonly jwtSecret: string | null;
  readonly jwksUrl: string | null;
  readonly issuer: string | null;
  readonly audience: string | null;
  readonly dashboardPassword: string | null;
}

/** What is wrong with the settings: every problem at once, by name, never with a value. */
export class ConfigurationError extends Error {
  constructor(readonly problems: readonly string[]) {
    super(`The settings are not usable:\n${problems.map((problem) => `  - ${problem}`).join('\n')}`);
    this.name = 'ConfigurationError';
  }
}
