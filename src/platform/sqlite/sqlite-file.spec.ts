import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Doorbell } from './doorbell.js';
import { SqliteFile } from './sqlite-file.js';

describe('SqliteFile', () => {
  let directory: string;
  let path: string;
  const files: SqliteFile[] = [];

  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), 'assay-sqlite-'));
    path = join(directory, 'test.sqlite');
  });

  afterEach(async () => {
    await Promise.all(files.splice(0).map((file) => file.close()));
    rmSync(directory, { recursive: true, force: true });
  });

  function openFile(): SqliteFile {
    const file = new SqliteFile(path);
    files.push(file);
    file.migrate('numbers', ['CREATE TABLE numbers (n INTEGER PRIMARY KEY, text TEXT)']);
    return file;
  }

  const insert = (n: number) => (sql: import('./sql-connection.js').Sql) =>
    sql.run('INSERT INTO numbers (n, text) VALUES (?, ?)', [n, `number ${n}`]).changes;

  const stored = (file: SqliteFile): number[] =>
    file.read((sql) => sql.all<{ n: number }>('SELECT n FROM numbers ORDER BY n').map((row) => row.n));

  it('commits the writes of one turn together', async () => {
    const file = openFile();
    const other = openFile();
    const before = other.dataVersion();
    await Promise.all(Array.from({ length: 100 }, (_, n) => file.write(insert(n))));
    expect(stored(other)).toHaveLength(100);
    expect(other.dataVersion()).toBe(before + 1);
  });

  it('rejects only the guilty write of a batch and keeps nothing of it', async () => {
    const file = openFile();
    const results = await Promise.allSettled([
      file.write(insert(1)),
      file.write((sql) => {
        insert(2)(sql);
        throw new Error('changed my mind');
      }),
      file.write(insert(1)),
      file.write(insert(3)),
    ]);
    expect(results.map((result) => result.status)).toEqual([
      'fulfilled',
      'rejected',
      'rejected',
      'fulfilled',
    ]);
    expect(stored(file)).toEqual([1, 3]);
  });

  it('waits for the lock of another connection without blocking the loop', async () => {
    const file = openFile();
    const other = openFile();
    // A batch that is in progress in another process, seen from here.
    const raw = (other as unknown as { connection: { execute(sql: string): void } }).connection;
    raw.execute('BEGIN IMMEDIATE');
    const write = file.write(insert(7));
    let turns = 0;
    await new Promise<void>((resolve) => {
      const turn = () => (++turns < 200 ? setImmediate(turn) : resolve());
      turn();
    });
    raw.execute('COMMIT');
    await write;
    expect(stored(file)).toEqual([7]);
  });

  it('finishes what was asked for before it closes and refuses what comes after', async () => {
    const file = openFile();
    const write = file.write(insert(1));
    await file.close();
    await expect(write).resolves.toBe(1);
    await expect(file.write(insert(2))).rejects.toThrow('closed');
    expect(stored(openFile())).toEqual([1]);
  });

  it('finds a row with get after all on the same text', () => {
    const file = openFile();
    file.read((sql) => {
      const text = 'SELECT 1 AS one WHERE ? = 1';
      expect(sql.all(text, [0])).toEqual([]);
      expect(sql.get(text, [1])).toEqual({ one: 1 });
      expect(sql.get(text, [0])).toBeUndefined();
      expect(sql.get(text, [1])).toEqual({ one: 1 });
    });
  });

  it('binds booleans and bytes, and refuses what SQLite would spoil', () => {
    const file = openFile();
    file.read((sql) => {
      expect(sql.get('SELECT ? AS flag, ? AS absent', [true, undefined])).toEqual({ flag: 1, absent: null });
      expect(Buffer.from(sql.get('SELECT ? AS bytes', [Buffer.from('abc')])?.['bytes']).toString()).toBe(
        'abc',
      );
      expect(() => sql.get('SELECT ? AS text', ['a\0b'])).toThrow('NUL');
      expect(() => sql.get('SELECT ? AS object', [{} as never])).toThrow(TypeError);
    });
  });

  it('runs a migration once, whoever opens the file', async () => {
    openFile();
    const file = openFile();
    file.migrate('seed', ['INSERT INTO numbers (n) VALUES (1)']);
    openFile().migrate('seed', ['INSERT INTO numbers (n) VALUES (1)']);
    expect(stored(file)).toEqual([1]);
  });

  it('shares one connection per path until its last user closes', async () => {
    const first = SqliteFile.open(path);
    const second = SqliteFile.open(path);
    expect(second).toBe(first);
    await first.close();
    expect(second.read((sql) => sql.get('SELECT 1 AS one'))).toEqual({ one: 1 });
    await second.close();
    expect(() => second.read((sql) => sql.get('SELECT 1 AS one'))).toThrow();
  });

  it('tells a doorbell listener of its own rings at once, with the topic', async () => {
    openFile();
    const doorbell = Doorbell.open(path, { pollIntervalMs: 20 });
    const heard: string[] = [];
    const stop = doorbell.onRing((topic) => heard.push(topic));
    doorbell.ring('queue/analysis');
    expect(heard).toEqual(['queue/analysis']);
    stop();
    await doorbell.close();
  });

  it('notices a commit that nobody announced', async () => {
    const file = openFile();
    const doorbell = Doorbell.open(path, { pollIntervalMs: 5 });
    const heard = new Promise<string>((resolve) => doorbell.onRing(resolve));
    await file.write(insert(1));
    await expect(heard).resolves.toBe('*');
    await doorbell.close();
  });
});
