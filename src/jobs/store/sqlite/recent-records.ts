import type { Sql, Transaction } from '../../../platform/sqlite/index.js';
import type { JobRecord } from '../../record/record.js';

const MOST_RECORDS = 1_000;
/** Records with more sealed text than this are read each time, so that the whole stays below some 16 MB. */
const LONGEST_TEXT = 16 * 1024;

/**
 * Records as this process wrote or read them last. They are exact: before each use SQLite is asked whether another process
 * has written to the file since (`PRAGMA data_version`, a fraction of reading a row), and if so all are forgotten.
 * Nobody may change a record that came from here.
 */
export class RecentRecords {
  private readonly known = new Map<string, JobRecord>();
  private version = 0;
  /** SQLite was asked in this turn of the event loop. */
  private isChecked = false;

  /** What is known of a record, if SQLite was asked in this turn already: many polls that arrive together ask it once. */
  glance(id: string): JobRecord | undefined {
    return this.isChecked ? this.known.get(id) : undefined;
  }

  /** The committed record; `read` fetches one that is not known. */
  find(sql: Sql, id: string, read: () => JobRecord | null): JobRecord | null {
    this.forgetWhenOthersWrote(sql);
    const known = this.known.get(id);
    if (known) return known;
    const record = read();
    if (record) this.keep(record);
    return record;
  }

  /** The record as the transaction has left it so far. */
  findWithin(transaction: Transaction, id: string, read: () => JobRecord | null): JobRecord | null {
    const changed = this.changesOf(transaction).get(id);
    return changed === undefined ? (this.known.get(id) ?? read()) : changed;
  }

  /** Notes what the transaction makes of a record; others see it once that is committed. */
  note(transaction: Transaction, record: JobRecord): void {
    this.changesOf(transaction).set(record.id, record);
  }

  drop(transaction: Transaction, id: string): void {
    this.changesOf(transaction).set(id, null);
  }

  private changesOf(transaction: Transaction): Map<string, JobRecord | null> {
    return transaction.state('recent records', () => {
      this.forgetWhenOthersWrote(transaction);
      const changes = new Map<string, JobRecord | null>();
      transaction.onCommit(() => this.takeOver(changes));
      return changes;
    });
  }

  private takeOver(changes: ReadonlyMap<string, JobRecord | null>): void {
    for (const [id, record] of changes) {
      this.known.delete(id);
      if (record) this.keep(record);
    }
  }

  private keep(record: JobRecord): void {
    if (record.input.length + (record.result?.length ?? 0) > LONGEST_TEXT) return;
    if (this.known.size >= MOST_RECORDS) this.known.delete(this.known.keys().next().value as string);
    this.known.set(record.id, record);
  }

  private forgetWhenOthersWrote(sql: Sql): void {
    const version = sql.get<{ data_version: number }>('PRAGMA data_version')!.data_version;
    this.rememberCheck();
    if (version === this.version) return;
    this.version = version;
    this.known.clear();
  }

  private rememberCheck(): void {
    if (this.isChecked) return;
    this.isChecked = true;
    setImmediate(() => (this.isChecked = false));
  }
}
