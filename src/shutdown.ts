import type { Server } from 'node:http';

/** What a process closes when it is told to end. */
interface Closable {
  close(): Promise<void>;
}

/**
 * The first SIGTERM or SIGINT closes `app` in peace (no new claims, running jobs finish within the grace, the rest go
 * back, requests under way are answered) and then ends the process; a second one ends it at once.
 */
export function closeOnSignals(app: Closable, onFirst: (signal: NodeJS.Signals) => void): void {
  let closing = false;
  const stop = (signal: NodeJS.Signals): void => {
    if (closing) process.exit(signal === 'SIGINT' ? 130 : 143);
    closing = true;
    onFirst(signal);
    void endAfter(app.close());
  };
  process.on('SIGTERM', stop);
  process.on('SIGINT', stop);
}

/** Ends the process when the closing is done: 0, or 1 when it failed. */
export async function endAfter(closing: Promise<void>): Promise<never> {
  try {
    await closing;
    process.exit(0);
  } catch (error) {
    process.stderr.write(`Closing failed: ${(error as Error).message}\n`);
    process.exit(1);
  }
}

/**
 * Lets a server that closes answer what is under way: idle connections end at once, busy ones after their answer, and
 * whatever still hangs after `graceMs` is cut.
 */
export function drainOnClose(server: Server, graceMs: number): void {
  const close = server.close.bind(server);
  server.close = (callback) => {
    server.prependListener('request', (_request, response) => response.setHeader('Connection', 'close'));
    setTimeout(() => server.closeAllConnections(), graceMs).unref();
    setInterval(() => server.closeIdleConnections(), IDLE_LOOK_MS).unref();
    return close(callback);
  };
}

const IDLE_LOOK_MS = 50;
