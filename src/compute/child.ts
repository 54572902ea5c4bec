import { Worker } from 'node:worker_threads';
import { FAILURES } from '../platform/failure.js';
import type { Computation, ComputationContext, ComputeProgress } from './computation/index.js';
import type { Assignment, GuardOrders, Report } from './protocol.js';

/** Entry of a compute child: imports the module that an assignment names, runs the computation, reports. */
const PROGRESS_INTERVAL_MS = 50;

const guarded = startGuard();

// Ctrl+C and service managers signal the whole group; whether work is broken off is the parent's decision.
process.on('SIGINT', () => undefined);
process.on('SIGTERM', () => undefined);
process.on('disconnect', () => process.exit());
process.on('message', (assignment: Assignment) => void perform(assignment));

async function perform(assignment: Assignment): Promise<void> {
  try {
    await guarded;
    const computation = await load(assignment);
    report({ kind: 'loaded' });
    const output = await computation.perform(assignment.input, contextOf(assignment));
    report({ kind: 'completed', output, residentBytes: residentBytes() });
  } catch (error) {
    report(describe(error));
  }
}

async function load({ module, name }: Assignment): Promise<Computation<unknown, unknown>> {
  const exported = (await import(module)) as Record<string, Computation<unknown, unknown> | undefined>;
  const computation = exported[name];
  if (typeof computation?.perform !== 'function')
    throw new TypeError(`${module} exports no computation "${name}"`);
  return computation;
}

function contextOf(assignment: Assignment): ComputationContext {
  let lastReport = -Infinity;
  return {
    attempt: assignment.attempt,
    keep: (name, body) => report({ kind: 'kept', name, body }),
    warn: (message) => report({ kind: 'warning', message }),
    progress: (update: ComputeProgress) => {
      const saysSomethingNew = update.step !== undefined || update.words !== undefined;
      const now = performance.now();
      if (!saysSomethingNew && now - lastReport < PROGRESS_INTERVAL_MS) return;
      lastReport = now;
      report({ kind: 'progress', update });
    },
  };
}

function describe(error: unknown): Report {
  // By shape, not by class: a computation may bring its own copy of the module that declares Failure.
  const failure = error as { failureClass?: unknown; message?: unknown };
  if (typeof failure?.failureClass === 'string' && failure.failureClass in FAILURES) {
    return {
      kind: 'failed',
      failureClass: failure.failureClass,
      message: String(failure.message),
      residentBytes: residentBytes(),
    };
  }
  const thrown = error instanceof Error ? error : new Error(String(error));
  return {
    kind: 'crashed',
    name: thrown.name,
    message: thrown.message,
    stack: thrown.stack ?? '',
    residentBytes: residentBytes(),
  };
}

function report(message: Report): void {
  // The parent may be gone or may have broken off the task: nobody is left to tell.
  if (process.connected) process.send?.(message, undefined, undefined, () => undefined);
}

function residentBytes(): number {
  return process.memoryUsage.rss();
}

function startGuard(): Promise<void> {
  const [, , parentPid, residentLimitBytes] = process.argv;
  const orders: GuardOrders = {
    parentPid: Number(parentPid),
    residentLimitBytes: Number(residentLimitBytes) || null,
  };
  const guard = new Worker(new URL('./guard.js', import.meta.url), {
    workerData: orders,
    resourceLimits: { maxOldGenerationSizeMb: 16, maxYoungGenerationSizeMb: 2 },
  });
  guard.unref();
  return new Promise((resolve, reject) => {
    guard.once('online', resolve);
    guard.once('error', reject);
  });
}
