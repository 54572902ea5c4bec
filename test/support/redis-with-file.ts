import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findRedisServer, freePort } from '../../src/platform/redis/testing/redis-server.js';
import type { Engine } from './engines.js';

/** A real Redis that writes every change to its append-only file before it answers; may crash and come back. */
export class RedisWithFile {
  private process: ChildProcess | undefined;

  private constructor(
    readonly port: number,
    private readonly directory: string,
  ) {}

  static async start(): Promise<RedisWithFile> {
    const redis = new RedisWithFile(await freePort(), mkdtempSync(join(tmpdir(), 'assay-redis-file-')));
    await redis.run();
    return redis;
  }

  /** Starts, or starts again with what the file holds; resolves once commands are taken. */
  async run(): Promise<void> {
    const persistence = ['--appendonly', 'yes', '--appendfsync', 'always', '--save', ''];
    const child = spawn(findRedisServer()!, [
      '--port',
      String(this.port),
      '--dir',
      this.directory,
      ...persistence,
    ]);
    this.process = child;
    await new Promise<void>((resolve, reject) => {
      child.once('exit', (code) => reject(new Error(`redis-server ended with code ${code}`)));
      child.stdout.on('data', (chunk: Buffer) => {
        if (chunk.includes('Ready to accept connections')) resolve();
      });
    });
  }

  /** Ends the server as a crash would. */
  async kill(): Promise<void> {
    const child = this.process;
    this.process = undefined;
    if (!child) return;
    child.kill('SIGKILL');
    await once(child, 'exit');
  }

  /** Keeps the process and its connections, but nobody answers any more. */
  freeze(): void {
    this.process?.kill('SIGSTOP');
  }

  thaw(): void {
    this.process?.kill('SIGCONT');
  }

  async stop(): Promise<void> {
    await this.kill();
    rmSync(this.directory, { recursive: true, force: true });
  }

  /** This server as the engine of an instance. */
  asEngine(): Engine {
    const environment = { REDIS_URL: `redis://127.0.0.1:${this.port}` };
    return { name: 'redis', start: async () => ({ environment, stop: () => this.stop() }) };
  }
}
