import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { accessSync, constants, mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';

import { readEnvironment } from '../../config/index.js';

/** Path of the `redis-server` to test with, from `REDIS_SERVER_BIN` or `PATH`; none on machines without Redis. */
export function findRedisServer(): string | undefined {
  const { REDIS_SERVER_BIN, PATH = '' } = readEnvironment();
  const candidates = [
    REDIS_SERVER_BIN,
    ...PATH.split(delimiter).map((folder) => join(folder, 'redis-server')),
  ];
  return candidates.find((path): path is string => path !== undefined && isExecutable(path));
}

/** A real Redis without persistence on a free port of this machine; may be stopped and started again on that port. */
export class RedisServer {
  private process?: ChildProcess;

  private constructor(
    readonly port: number,
    private readonly folder: string,
    private readonly tls: boolean,
  ) {}

  static async start(options: { tls?: boolean } = {}): Promise<RedisServer> {
    const folder = mkdtempSync(join(tmpdir(), 'assay-redis-'));
    const server = new RedisServer(await freePort(), folder, options.tls ?? false);
    if (server.tls) makeCertificate(folder);
    await server.run();
    return server;
  }

  get url(): string {
    return `${this.tls ? 'rediss' : 'redis'}://localhost:${this.port}`;
  }

  /** Certificate of the TLS server, which is its own authority. */
  get certificateFile(): string {
    return join(this.folder, 'redis.crt');
  }

  /** Starts the server on its port; resolves once it takes connections. */
  async run(): Promise<void> {
    const binary = findRedisServer();
    if (!binary) throw new Error('There is no redis-server on this machine.');
    const child = spawn(binary, [
      ...this.portOptions(),
      '--save',
      '',
      '--appendonly',
      'no',
      '--dir',
      this.folder,
    ]);
    this.process = child;
    await new Promise<void>((resolve, reject) => {
      child.once('exit', (code) => reject(new Error(`redis-server ended with code ${code}.`)));
      child.stdout.on('data', (chunk: Buffer) => {
        if (chunk.includes('Ready to accept connections')) resolve();
      });
    });
  }

  /** Stops the process, as by a crash; {@link run} brings an empty one back. */
  async kill(): Promise<void> {
    const child = this.process;
    this.process = undefined;
    if (!child || child.exitCode !== null) return;
    child.kill('SIGKILL');
    await once(child, 'exit');
  }

  /** Stops the process without ending it: connections stay open and nobody answers. */
  freeze(): void {
    this.process?.kill('SIGSTOP');
  }

  thaw(): void {
    this.process?.kill('SIGCONT');
  }

  /** Ends the server and removes its files. */
  async stop(): Promise<void> {
    await this.kill();
    rmSync(this.folder, { recursive: true, force: true });
  }

  private portOptions(): string[] {
    const port = String(this.port);
    if (!this.tls) return ['--port', port];
    const [certificate, key] = [this.certificateFile, join(this.folder, 'redis.key')];
    return [
      ...['--port', '0', '--tls-port', port, '--tls-auth-clients', 'no'],
      ...['--tls-cert-file', certificate, '--tls-key-file', key, '--tls-ca-cert-file', certificate],
    ];
  }
}

/** A port that was free a moment ago. */
export async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const { port } = probe.address() as AddressInfo;
  probe.close();
  await once(probe, 'close');
  return port;
}

function makeCertificate(folder: string): void {
  const files = ['-keyout', join(folder, 'redis.key'), '-out', join(folder, 'redis.crt')];
  const subject = ['-subj', '/CN=localhost', '-addext', 'subjectAltName=DNS:localhost,IP:127.0.0.1'];
  execFileSync(
    'openssl',
    ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '2', ...files, ...subject],
    {
      stdio: 'ignore',
    },
  );
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
