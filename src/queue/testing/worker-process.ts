import { EmbeddedQueue } from '../embedded/embedded-queue.js';

/** A worker in a process of its own: works a queue and reports each job that it has settled. */
const [path, name, concurrency] = process.argv.slice(2) as [string, string, string];
const queue = new EmbeddedQueue(name, {
  path,
  settings: { lockDuration: 400, stalledInterval: 100, maxStalledCount: 1_000 },
});

queue.on('completed', (job: { id: string }) => process.send?.({ completed: job.id }));
queue.on('error', (error: Error) => process.send?.({ error: error.message }));
process.on('disconnect', () => process.exit());
process.on('message', () => void queue.close().then(() => process.exit()));

void queue.process('*', Number(concurrency), async () => {
  await new Promise((resolve) => setTimeout(resolve, Math.random() * 4));
});
