import type { Transaction } from '../../../platform/sqlite/index.js';
import type { JobRecord, JobState } from '../../record/record.js';

/** Stands for all owners together. */
export const EVERYBODY = '';

interface Change {
  owner: string;
  type: string;
  state: JobState;
  current: number;
  total: number;
}

type Counted = Pick<JobRecord, 'owner' | 'type'>;

/** Counts a job into a state, for its owner and for everybody. */
export function enterState(transaction: Transaction, job: Counted, state: JobState): void {
  for (const owner of [job.owner, EVERYBODY]) {
    const change = changeOf(transaction, { owner, type: job.type }, state);
    change.current++;
    change.total++;
  }
}

/** Counts a job out of a state; the total of those that were ever in it stays. */
export function leaveState(transaction: Transaction, job: Counted, state: JobState): void {
  for (const owner of [job.owner, EVERYBODY])
    changeOf(transaction, { owner, type: job.type }, state).current--;
}

/** What the transaction changes of one count so far; written once, before the commit. */
function changeOf(transaction: Transaction, { owner, type }: Counted, state: JobState): Change {
  return transaction.state(
    `count ${owner} ${type} ${state}`,
    () => ({ owner, type, state, current: 0, total: 0 }),
    (change) =>
      transaction.run(
        `INSERT INTO state_counts VALUES (?, ?, ?, ?, ?)
         ON CONFLICT DO UPDATE SET current = current + excluded.current, total = total + excluded.total`,
        [change.owner, change.type, change.state, change.current, change.total],
      ),
  );
}
