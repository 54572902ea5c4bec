import { mkdtemp, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CreateBucketCommand, S3Client } from '@aws-sdk/client-s3';
import type { S3Configuration } from '../../platform/config/index.js';

interface Server {
  run(): Promise<{ port: number }>;
  close(): Promise<void>;
}
type ServerClass = new (options: object) => Server;

const CREDENTIALS = { accessKeyId: 'S3RVER', secretAccessKey: 'S3RVER' };

/** A real server of the S3 protocol on a free port, with one bucket in a temporary folder. */
export class S3Server {
  private constructor(
    private readonly server: Server,
    private readonly directory: string,
    readonly configuration: S3Configuration,
    readonly client: S3Client,
  ) {}

  static async start(bucket = 'documents'): Promise<S3Server> {
    const directory = await mkdtemp(join(tmpdir(), 'assay-s3-'));
    const S3rver = createRequire(import.meta.url)('s3rver') as ServerClass;
    const server = new S3rver({ port: 0, address: '127.0.0.1', silent: true, directory });
    const { port } = await server.run();
    const endpoint = `http://127.0.0.1:${port}`;
    const client = new S3Client({
      endpoint,
      region: 'us-east-1',
      forcePathStyle: true,
      credentials: CREDENTIALS,
      requestChecksumCalculation: 'WHEN_REQUIRED',
    });
    await client.send(new CreateBucketCommand({ Bucket: bucket }));
    const place = { endpoint, region: 'us-east-1', bucket, forcePathStyle: true, sessionToken: null };
    return new S3Server(server, directory, { ...CREDENTIALS, ...place }, client);
  }

  /** The settings by which a program finds it. */
  get environment(): Record<string, string> {
    const { endpoint, bucket, accessKeyId, secretAccessKey } = this.configuration;
    return {
      S3_ENDPOINT: endpoint!,
      S3_BUCKET: bucket,
      S3_FORCE_PATH_STYLE: 'on',
      S3_REGION: 'us-east-1',
      AWS_ACCESS_KEY_ID: accessKeyId!,
      AWS_SECRET_ACCESS_KEY: secretAccessKey!,
    };
  }

  async stop(): Promise<void> {
    this.client.destroy();
    await this.server.close();
    await rm(this.directory, { recursive: true });
  }
}
