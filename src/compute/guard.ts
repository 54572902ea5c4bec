import { writeSync } from 'node:fs';
import { workerData } from 'node:worker_threads';
import { MEMORY_CAP_NOTICE, type GuardOrders } from './protocol.js';

/**
 * Guard thread of a compute child. The child's main thread may sit in synchronous code for minutes and then sees neither
 * a closed channel nor a timer; this thread does, so a child never outlives its parent.
 */
const CHECK_INTERVAL_MS = 250;
const STANDARD_ERROR = 2;

const orders = workerData as GuardOrders;

setInterval(() => {
  if (!parentLives()) process.kill(process.pid, 'SIGKILL');
  if (overMemoryCap()) {
    writeSync(STANDARD_ERROR, `${MEMORY_CAP_NOTICE}\n`);
    process.kill(process.pid, 'SIGKILL');
  }
}, CHECK_INTERVAL_MS);

function parentLives(): boolean {
  // An orphan is adopted by another process on Unix; Windows keeps the old id, so ask for the process as well.
  if (process.ppid !== orders.parentPid) return false;
  try {
    process.kill(orders.parentPid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

function overMemoryCap(): boolean {
  return orders.residentLimitBytes !== null && process.memoryUsage.rss() > orders.residentLimitBytes;
}
