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

/** Products may have vectors of several embedders, and keep their picture. */
export const SEVERAL_EMBEDDERS = [
  `CREATE TABLE codes (
    owner TEXT NOT NULL,
    embedder TEXT NOT NULL,
    id INTEGER NOT NULL,
    code BLOB NOT NULL,
    PRIMARY KEY (owner, embedder, id)
  ) WITHOUT ROWID`,
  'INSERT INTO codes SELECT owner, embedder, id, code FROM product_codes JOIN products USING (owner, id)',
  'DROP TABLE product_codes',
  'ALTER TABLE codes RENAME TO product_codes',
  'CREATE TABLE vectors (id INTEGER NOT NULL, embedder TEXT NOT NULL, vector BLOB NOT NULL, PRIMARY KEY (id, embedder))',
  'INSERT INTO vectors SELECT id, embedder, vector FROM product_vectors JOIN products USING (id)',
  'DROP TABLE product_vectors',
  'ALTER TABLE vectors RENAME TO product_vectors',
  'CREATE TABLE product_pictures (id INTEGER PRIMARY KEY, picture BLOB NOT NULL)',
];

/** What filters find products by: texts, numbers, booleans (0 and 1) of the metadata, and those in its lists. */
export const MEMBERS = [
  `CREATE TABLE product_members (
    owner TEXT NOT NULL,
    member TEXT NOT NULL,
    kind TEXT NOT NULL,
    value NOT NULL,
    id INTEGER NOT NULL,
    PRIMARY KEY (owner, member, kind, value, id)
  ) WITHOUT ROWID`,
  `INSERT OR IGNORE INTO product_members (owner, member, kind, value, id)
   SELECT owner, key, CASE type WHEN 'text' THEN 'text' WHEN 'true' THEN 'boolean' WHEN 'false' THEN 'boolean' ELSE 'number' END, value, id
   FROM (
     SELECT products.owner, member.key, member.type, member.value, products.id
     FROM products, json_each(metadata) AS member WHERE deleted = 0
     UNION ALL
     SELECT products.owner, member.key, item.type, item.value, products.id
     FROM products, json_each(metadata) AS member, json_each(CASE member.type WHEN 'array' THEN member.value ELSE '[]' END) AS item
     WHERE deleted = 0
   )
   WHERE type IN ('text', 'integer', 'real', 'true', 'false')`,
];
