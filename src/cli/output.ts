import Table from 'cli-table3';

const PLAIN = { head: [], border: [], compact: true };

/** Writes a value as JSON, for programs. */
export function printJson(value: unknown): void {
  process.stdout.write(`${JSON.stringify(value, null, 2)}\n`);
}

/** Writes rows as a table, for people; or that there are none. */
export function printTable(
  head: readonly string[],
  rows: readonly (readonly unknown[])[],
  none: string,
): void {
  if (rows.length === 0) return printLine(none);
  const table = new Table({ head: [...head], style: PLAIN });
  for (const row of rows)
    table.push(row.map((cell) => (cell === null || cell === undefined ? '' : String(cell))));
  printLine(table.toString());
}

export function printLine(text: string): void {
  process.stdout.write(`${text}\n`);
}

/** `3 jobs`, `1 job`. */
export const counted = (count: number, noun: string): string => `${count} ${noun}${count === 1 ? '' : 's'}`;

/** Milliseconds since the epoch as people in operations read them. */
export const instantOf = (milliseconds: number | null): string =>
  milliseconds === null ? '' : new Date(milliseconds).toISOString().slice(0, 19).replace('T', ' ');
