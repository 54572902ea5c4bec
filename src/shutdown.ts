/** What a process closes when it is told to end. */
interface Closable {
  close(): Promise<void>;
}

/**
 * The first SIGTERM or SIGINT closes `app` in peace (no new claims, running jobs finish within the grace, the rest go
 * back) and then ends the process; a second one ends it at once.
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
