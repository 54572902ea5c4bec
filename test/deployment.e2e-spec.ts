import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, it } from '@jest/globals';
import { parse } from 'yaml';
import { SETTINGS } from '../src/platform/config/areas/index.js';

interface Service {
  image?: string;
  build?: string;
  command?: string | string[];
  ports?: string[];
  environment?: Record<string, string>;
  volumes?: string[];
  depends_on?: Record<string, { condition: string; required?: boolean }>;
  profiles?: string[];
  healthcheck?: { test: string[] };
}

const read = (name: string): string => readFileSync(new URL(`../${name}`, import.meta.url), 'utf8');
const compose = parse(read('docker-compose.yml'), { merge: true }) as {
  services: Record<string, Service>;
  volumes: Record<string, unknown>;
};
const dockerfile = read('Dockerfile');

describe('docker-compose.yml', () => {
  const { redis, api, worker } = compose.services as Record<'redis' | 'api' | 'worker', Service>;

  it('publishes the API on this machine only, and nothing else', () => {
    expect(api.ports).toEqual(['127.0.0.1:8000:8000']);
    expect([redis.ports, worker.ports]).toEqual([undefined, undefined]);
  });

  it('says both words that opening the port without tokens needs', () => {
    expect(api.environment).toMatchObject({ AUTH: 'off', ALLOW_UNAUTHENTICATED: 'yes', HOST: '0.0.0.0' });
  });

  it('uses only settings that exist', () => {
    const names = [...Object.keys(api.environment ?? {}), ...Object.keys(worker.environment ?? {})];
    expect(names.filter((name) => !(name in SETTINGS))).toEqual([]);
  });

  it('lets API and worker share the Redis and the data folder', () => {
    expect(worker.environment).toMatchObject({
      REDIS_URL: api.environment!.REDIS_URL!,
      DATA_DIR: api.environment!.DATA_DIR!,
    });
    expect(worker.volumes).toEqual(api.volumes);
    expect(new URL(api.environment!.REDIS_URL!).hostname).toBe('redis');
  });

  it('keeps Redis from throwing jobs away and from forgetting them at a restart', () => {
    expect(redis.command).toContain('--maxmemory-policy noeviction');
    expect(redis.command).toContain('--appendonly yes');
  });

  it('starts what waits for it only once it is healthy, and declares its volumes', () => {
    expect(api.depends_on!.redis).toEqual({ condition: 'service_healthy' });
    const mounted = Object.values(compose.services).flatMap((service) => service.volumes ?? []);
    for (const volume of mounted) expect(Object.keys(compose.volumes)).toContain(volume.split(':')[0]);
  });

  it('has a Qdrant that starts only when asked for, keeps its data, and is published to nobody', () => {
    const { qdrant } = compose.services as Record<'qdrant', Service>;
    expect(qdrant.profiles).toEqual(['qdrant']);
    expect(qdrant.ports).toBeUndefined();
    expect(qdrant.volumes).toEqual(['qdrant:/qdrant/storage']);
    // Without the profile the API neither waits for it nor uses it: a blank setting is none.
    expect(api.depends_on!.qdrant).toEqual({ condition: 'service_healthy', required: false });
    expect([api, worker].map(({ environment }) => environment!.QDRANT_URL)).toEqual([
      '${QDRANT_URL:-}',
      '${QDRANT_URL:-}',
    ]);
    const server = createServer((request, response) =>
      response.writeHead(request.url === '/readyz' ? 200 : 404).end(),
    );
    const [command, ...flags] = qdrant.healthcheck!.test.slice(1);
    return new Promise<void>((resolve, reject) => {
      server.listen(0, '127.0.0.1', () => {
        const { port } = server.address() as AddressInfo;
        const probe = flags.map((flag) => flag.replace('6333', String(port)));
        execFile(command!, probe, (error) => server.close(() => (error ? reject(error) : resolve())));
      });
    });
  });
});

describe('Dockerfile', () => {
  it('runs as another user than root, and names programs that the build makes', () => {
    expect(dockerfile).toMatch(/^USER node$/m);
    const program = /^CMD \["node", "dist\/(.+)\.js"\]$/m.exec(dockerfile)?.[1];
    expect(read(`src/${program}.ts`)).toContain('run(main)');
    expect(compose.services.worker!.command).toEqual(['node', 'dist/worker.js']);
  });

  it('copies every file that it needs', () => {
    const copied = [...dockerfile.matchAll(/^COPY (?!--from)(.+) \S+$/gm)].flatMap((match) =>
      match[1]!.split(' '),
    );
    expect(copied).toEqual(
      expect.arrayContaining(['package.json', 'package-lock.json', '.npmrc', 'src', 'tools', 'NOTICE']),
    );
    for (const name of copied.filter((one) => /\.(json|md)$|^[A-Z]+$/.test(one)))
      expect(read(name).length).toBeGreaterThan(0);
  });
});
