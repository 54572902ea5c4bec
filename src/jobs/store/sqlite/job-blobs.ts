import type { Sql } from '../../../platform/sqlite/index.js';

/** Gives a job a blob under a name; the blob that had the name before, if any, comes back. */
export function keepBlob(sql: Sql, id: string, name: string, reference: string): string | null {
  const before = sql.get<{ reference: string }>('SELECT reference FROM job_blobs WHERE id = ? AND name = ?', [
    id,
    name,
  ]);
  sql.run('INSERT OR REPLACE INTO job_blobs VALUES (?, ?, ?)', [id, name, reference]);
  return before?.reference ?? null;
}

/** The job's blobs by name. */
export function blobsOf(sql: Sql, id: string): Map<string, string> {
  const rows = sql.all<{ name: string; reference: string }>(
    'SELECT name, reference FROM job_blobs WHERE id = ? ORDER BY name',
    [id],
  );
  return new Map(rows.map(({ name, reference }) => [name, reference]));
}
