import type { Sql, Transaction } from '../../../platform/sqlite/index.js';
import type { QueueTally } from '../job-store.js';

/** The places of a queue as they are committed. */
export function readTally(sql: Sql, queue: string): QueueTally {
  const row = sql.get<QueueTally>('SELECT waiting, tail, "left" FROM queue_tallies WHERE queue = ?', [queue]);
  return row ?? { waiting: 0, tail: 0, left: 0 };
}

/** The places of a queue within a transaction: read once, changed in memory, saved before the commit. */
export function tallyOf(transaction: Transaction, queue: string): QueueTally {
  return transaction.state(
    `tally ${queue}`,
    () => readTally(transaction, queue),
    ({ waiting, tail, left }) =>
      transaction.run(
        `INSERT INTO queue_tallies VALUES (?, ?, ?, ?)
         ON CONFLICT DO UPDATE SET waiting = excluded.waiting, tail = excluded.tail, "left" = excluded."left"`,
        [queue, waiting, tail, left],
      ),
  );
}

/** Takes the next place and gives its number. */
export function joinQueue(transaction: Transaction, queue: string): number {
  const tally = tallyOf(transaction, queue);
  tally.waiting++;
  return ++tally.tail;
}

/** Gives a place up. */
export function leaveQueue(transaction: Transaction, queue: string): void {
  const tally = tallyOf(transaction, queue);
  tally.waiting--;
  tally.left++;
}
