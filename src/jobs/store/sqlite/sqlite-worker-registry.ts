import type { SqliteFile } from '../../../platform/sqlite/index.js';
import { PRESENCE_TTL_MS, WorkerRegistry, type WorkerPresence } from '../worker-registry.js';

/** Worker presence of one machine's processes, in the embedded file. Needs the tables of SqliteJobStore. */
export class SqliteWorkerRegistry extends WorkerRegistry {
  constructor(private readonly file: SqliteFile) {
    super();
  }

  override async beat(presence: WorkerPresence): Promise<void> {
    await this.file.write((sql) => {
      sql.run('DELETE FROM workers WHERE beatAt < ?', [presence.beatAt - PRESENCE_TTL_MS]);
      sql.run('INSERT OR REPLACE INTO workers VALUES (?, ?, ?)', [
        presence.name,
        presence.beatAt,
        JSON.stringify(presence),
      ]);
    });
  }

  override async leave(name: string): Promise<void> {
    await this.file.write((sql) => sql.run('DELETE FROM workers WHERE name = ?', [name]));
  }

  override async present(now = Date.now()): Promise<WorkerPresence[]> {
    const rows = this.file.read((sql) =>
      sql.all<{ presence: string }>('SELECT presence FROM workers WHERE beatAt >= ? ORDER BY name', [
        now - PRESENCE_TTL_MS,
      ]),
    );
    return rows.map((row) => JSON.parse(row.presence) as WorkerPresence);
  }

  override agree(topic: string, value: string): Promise<string> {
    return this.file.write((sql) => {
      sql.run('INSERT OR IGNORE INTO agreed VALUES (?, ?)', [topic, value]);
      return sql.get<{ value: string }>('SELECT value FROM agreed WHERE topic = ?', [topic])!.value;
    });
  }

  override close(): Promise<void> {
    return this.file.close();
  }
}
