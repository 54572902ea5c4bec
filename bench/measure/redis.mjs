import { Redis } from 'ioredis';
import { freePort, removeFolder, start, stop, temporaryFolder, untilListening } from './processes.mjs';

/** A Redis of this run alone, without persistence, on a free port. */
export async function startRedis() {
  const port = await freePort();
  const folder = temporaryFolder();
  const binary = process.env.REDIS_SERVER_BIN ?? 'redis-server';
  const options = ['--bind', '127.0.0.1', '--save', '', '--appendonly', 'no', '--dir', folder];
  const server = start(binary, ['--port', String(port), ...options]);
  await untilListening(port, server);
  const client = new Redis({ port, host: '127.0.0.1' });
  return {
    url: `redis://127.0.0.1:${port}`,
    version: /redis_version:(\S+)/.exec(await client.info('server'))[1],
    flush: () => client.flushall(),
    end: async () => {
      client.disconnect();
      await stop(server);
      removeFolder(folder);
    },
  };
}

export const usedMemory = async (client) => Number(/used_memory:(\d+)/.exec(await client.info('memory'))[1]);
