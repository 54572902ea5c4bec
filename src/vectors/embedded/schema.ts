/** Deleted products keep their row, without content, so that older jobs cannot bring them back. */
export const SCHEMA = [
  `CREATE TABLE products (
    id INTEGER PRIMARY KEY,
    owner TEXT NOT NULL,
    product_id TEXT NOT NULL,
    sequence TEXT NOT NULL,
    deleted INTEGER NOT NULL,
    name TEXT NOT NULL,
    description TEXT,
    metadata TEXT NOT NULL,
    embedder TEXT NOT NULL,
    indexed_at INTEGER NOT NULL,
    UNIQUE (owner, product_id)
  )`,
  'CREATE INDEX products_by_embedder ON products (owner, embedder) WHERE deleted = 0',
  // One bit a number: what the first pass reads of a hundred thousand products is 7 MB.
  'CREATE TABLE product_codes (owner TEXT NOT NULL, id INTEGER NOT NULL, code BLOB NOT NULL, PRIMARY KEY (owner, id)) WITHOUT ROWID',
  'CREATE TABLE product_vectors (id INTEGER PRIMARY KEY, vector BLOB NOT NULL)',
  `CREATE VIRTUAL TABLE product_words USING fts5(name, description, metadata, tokenize = 'unicode61 remove_diacritics 2', prefix = '2 3')`,
];
