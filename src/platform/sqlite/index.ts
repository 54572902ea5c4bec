export { ANY_TOPIC, Doorbell, type DoorbellOptions } from './doorbell.js';
export type { Sql, SqlRow, SqlValue } from './sql-connection.js';
export { networkFileSystemOf } from './network-folder.js';
export { spoolPlace, type SpoolPlace } from './spool-place.js';
export { databasePath, SqliteFile, Transaction, type SqliteFileOptions } from './sqlite-file.js';
