export { ANY_TOPIC, Doorbell, type DoorbellOptions } from './doorbell.js';
export type { Sql, SqlRow, SqlValue } from './sql-connection.js';
export { databasePath, spoolPath, SqliteFile, Transaction, type SqliteFileOptions } from './sqlite-file.js';
