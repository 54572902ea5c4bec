import { once } from 'node:events';
import { connect, createServer } from 'node:net';
import type { AddressInfo } from 'node:net';

import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import Bull from 'bull';

import { eventually } from '../../../test/support/eventually.js';
import { loadConfiguration } from '../config/index.js';
import { RedisConnections } from './redis-connections.js';
import { findRedisServer, freePort, RedisServer } from './testing/redis-server.js';

const lines: string[] = [];
const logger = {
  info: (_members: object, message: string) => void lines.push(message),
  warn: (_members: object, message: string) => void lines.push(message),
};
const opened: RedisConnections[] = [];

function connectTo(url: string, environment: Record<string, string> = {}): RedisConnections {
  const { configuration } = loadConfiguration({ ...environment, REDIS_URL: url });
  const connections = new RedisConnections(configuration, logger as never);
  opened.push(connections);
  return connections;
}

async function timed(work: Promise<unknown>): Promise<{ error: unknown; milliseconds: number }> {
  const start = performance.now();
  const error = await work.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  return { error, milliseconds: performance.now() - start };
}

/** How many clients besides this question the server knows. */
async function openConnections(server: RedisServer): Promise<number> {
  const observer = connectTo(server.url);
  const list = String(await observer.commands.client('LIST'));
  return list.trim().split('\n').length - 1;
}

const availability = (connections: RedisConnections, wanted: boolean) =>
  new Promise<void>((resolve) => {
    const end = connections.onAvailability((available) => {
      if (available !== wanted) return;
      end();
      resolve();
    });
  });

afterEach(async () => {
  await Promise.all(opened.splice(0).map((connections) => connections.close()));
  lines.length = 0;
});

describe('RedisConnections without Redis', () => {
  it('says that there is no address, and connects nowhere', () => {
    const connections = new RedisConnections(loadConfiguration({}).configuration, logger as never);
    expect(connections.configured).toBe(false);
    expect(connections.isAvailable()).toBe(false);
    expect(() => connections.commands).toThrow('REDIS_URL is not set');
  });

  it('rejects commands on a dead port within two seconds, and logs the outage once', async () => {
    const connections = connectTo(`redis://127.0.0.1:${await freePort()}`);
    for (let turn = 0; turn < 4; turn++) {
      const { error, milliseconds } = await timed(connections.ping());
      expect(error).toBeInstanceOf(Error);
      expect(milliseconds).toBeLessThan(2000);
    }
    expect(connections.isAvailable()).toBe(false);
    expect(lines).toEqual([expect.stringContaining('Redis is away')]);
  });

  it("rejects Bull's add() on a dead port within two seconds", async () => {
    const connections = connectTo(`redis://127.0.0.1:${await freePort()}`);
    const queue = new Bull('analysis', { createClient: connections.createBullClient });
    const { error, milliseconds } = await timed(queue.add({}));
    expect(error).toBeInstanceOf(Error);
    expect(milliseconds).toBeLessThan(2000);
    await connections.close();
  });

  it('rejects commands to a server that accepts and never answers', async () => {
    const silent = createServer(() => {}).listen(0, '127.0.0.1');
    await once(silent, 'listening');
    const connections = connectTo(`redis://127.0.0.1:${(silent.address() as AddressInfo).port}`);
    const { error, milliseconds } = await timed(connections.ping());
    expect(String(error)).toContain('timed out');
    expect(milliseconds).toBeLessThan(2500);
    await connections.close();
    silent.close();
  });
});

const withRedis = findRedisServer() ? describe : describe.skip;

withRedis('RedisConnections on a real redis-server', () => {
  let server: RedisServer;
  beforeAll(async () => {
    server = await RedisServer.start();
  });
  afterAll(() => server.stop());

  it('shares one connection for commands and one that listens', async () => {
    const connections = connectTo(server.url);
    expect(connections.commands).toBe(connections.commands);
    expect(connections.duplicate('commands')).not.toBe(connections.commands);
    const message = once(connections.subscriber, 'message');
    await connections.subscriber.subscribe('news');
    await connections.commands.publish('news', 'hello');
    expect(await message).toEqual(['news', 'hello']);
    expect(await connections.ping()).toBeGreaterThan(0);
    expect(connections.isAvailable()).toBe(true);
  });

  it('tells the server the name of its connections', async () => {
    const connections = connectTo(server.url);
    await connections.subscriber.subscribe('news');
    const list = String(await connections.commands.client('LIST'));
    expect(list.match(/ name=assay /g)).toHaveLength(2);
  });

  it('carries a Bull queue from add to completed', async () => {
    const connections = connectTo(server.url);
    const queue = new Bull('analysis', { createClient: connections.createBullClient });
    const completed = once(queue, 'completed');
    void queue.process(async ({ data }) => ({ doubled: data.number * 2 }));
    await queue.add({ number: 21 });
    expect((await completed)[1]).toEqual({ doubled: 42 });
    await queue.close();
    await connections.close();
    expect(await openConnections(server)).toBe(0);
  });

  it('notices when Redis goes and when it is back, and logs each once', async () => {
    const connections = connectTo(server.url);
    await connections.ping();
    const away = availability(connections, false);
    await server.kill();
    await away;
    expect(connections.isAvailable()).toBe(false);
    expect((await timed(connections.ping())).error).toBeInstanceOf(Error);

    const back = availability(connections, true);
    await server.run();
    await back;
    await expect(connections.ping()).resolves.toBeGreaterThan(0);
    expect(lines).toEqual([expect.stringContaining('Redis is away'), 'Redis is back']);
  });

  it('works again after connections that broke off before their first answer', async () => {
    let isBreakingOff = true;
    const relay = createServer((socket) => {
      if (isBreakingOff) return void socket.once('data', () => socket.destroy());
      const onward = connect(server.port, '127.0.0.1');
      socket.pipe(onward).pipe(socket);
    }).listen(0, '127.0.0.1');
    await once(relay, 'listening');
    const connections = connectTo(`redis://127.0.0.1:${(relay.address() as AddressInfo).port}`);
    for (let turn = 0; turn < 3; turn++)
      expect((await timed(connections.ping())).error).toBeInstanceOf(Error);
    isBreakingOff = false;
    await eventually(() =>
      connections.ping().then(
        () => true,
        () => false,
      ),
    );
    await connections.close();
    relay.close();
  });

  it('rejects commands on a frozen server', async () => {
    const connections = connectTo(server.url);
    await connections.ping();
    server.freeze();
    try {
      expect(String((await timed(connections.ping())).error)).toContain('timed out');
    } finally {
      server.thaw();
    }
  });

  it('closes every connection, also twice', async () => {
    const connections = connectTo(server.url);
    await connections.subscriber.subscribe('news');
    await connections.ping();
    void connections
      .duplicate('blocking')
      .blpop('nothing', 0)
      .catch(() => {});
    await connections.close();
    await connections.close();
    expect(await openConnections(server)).toBe(0);
    expect(() => connections.duplicate('blocking')).toThrow('closed');
  });
});

withRedis('RedisConnections over TLS', () => {
  let server: RedisServer;
  beforeAll(async () => {
    server = await RedisServer.start({ tls: true });
  });
  afterAll(() => server.stop());

  it('connects with the authority of REDIS_CA_FILE', async () => {
    const connections = connectTo(server.url, { REDIS_CA_FILE: server.certificateFile });
    await connections.commands.set('sealed', 'yes');
    expect(await connections.commands.get('sealed')).toBe('yes');
  });

  it('refuses a certificate of an unknown authority', async () => {
    const { error } = await timed(connectTo(server.url).ping());
    expect(error).toBeInstanceOf(Error);
  });

  it('never speaks plain TCP to it', async () => {
    const plain = connectTo(server.url.replace('rediss', 'redis'));
    expect((await timed(plain.ping())).error).toBeInstanceOf(Error);
  });
});
