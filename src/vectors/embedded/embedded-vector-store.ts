import { getLoadablePath } from 'sqlite-vec';
import { SqliteFile, type SqlValue, type Transaction } from '../../platform/sqlite/index.js';
import {
  type Hit,
  type IndexedProduct,
  type IndexEntry,
  OtherEmbedder,
  type Search,
  type StoredProduct,
  VectorStore,
} from '../vector-store.js';
import { fold, textOf, wordsSought } from '../words.js';
import { toSql } from './conditions.js';
import { nearestCodes } from './first-pass.js';
import { deleteMembers, insertMembers } from './members.js';
import { MEMBERS, SCHEMA, SEVERAL_EMBEDDERS } from './schema.js';

/** The first pass keeps so many candidates for each product that is asked for; the second compares their exact vectors. */
const CANDIDATES_PER_HIT = 20;
const FEWEST_CANDIDATES = 500;
/** Rows that are read at once when everything is gone through. */
const PAGE = 1_000;

interface ProductRow {
  id: number;
  owner: string;
  product_id: string;
  name: string;
  description: string | null;
  metadata: string;
  embedder: string;
  indexed_at: number;
  sequence: string;
  deleted: number;
}

/**
 * The index in one SQLite file, for several processes of one machine. Vectors are compared in two passes by sqlite-vec: the
 * Hamming distance of one bit a number over all products, then the exact cosine over the best of them. Words by FTS5's BM25.
 */
export class EmbeddedVectorStore extends VectorStore {
  private readonly file: SqliteFile;

  constructor(path: string) {
    super();
    this.file = SqliteFile.open(path);
    this.file.loadExtension(getLoadablePath());
    this.file.migrate('products-1', SCHEMA);
    this.file.migrate('products-2', SEVERAL_EMBEDDERS);
    this.file.migrate('products-3', MEMBERS);
  }

  put(product: IndexedProduct, sequence: string): Promise<boolean> {
    return this.file.write((sql) => {
      const id = claim(sql, product.owner, product.productId, sequence);
      if (id === null) return false;
      const { name, description, embedder, vector, picture } = product;
      const metadata = JSON.stringify(product.metadata);
      sql.run(
        'UPDATE products SET deleted = 0, name = ?, description = ?, metadata = ?, embedder = ?, indexed_at = ? WHERE id = ?',
        [name, description, metadata, embedder, Date.now(), id],
      );
      insertVector(sql, { id, owner: product.owner }, embedder, vector);
      insertMembers(sql, { id, owner: product.owner }, product.metadata);
      if (picture) sql.run('INSERT INTO product_pictures (id, picture) VALUES (?, ?)', [id, picture]);
      const words = [name, description ?? '', textOf(product.metadata)].map(fold);
      sql.run('INSERT INTO product_words (rowid, name, description, metadata) VALUES (?, ?, ?, ?)', [
        id,
        ...words,
      ]);
      return true;
    });
  }

  remove(owner: string, productId: string, sequence: string): Promise<boolean> {
    return this.file.write((sql) => {
      const before = find(sql, owner, productId);
      const id = claim(sql, owner, productId, sequence);
      if (id === null) return false;
      sql.run(
        "UPDATE products SET deleted = 1, name = '', description = NULL, metadata = '{}' WHERE id = ?",
        [id],
      );
      return before?.deleted === 0;
    });
  }

  async get(owner: string, productId: string): Promise<StoredProduct | null> {
    const row = this.file.read((sql) => find(sql, owner, productId));
    if (!row || row.deleted !== 0) return null;
    const { name, description, embedder } = row;
    const metadata = JSON.parse(row.metadata) as Record<string, unknown>;
    return { owner, productId, name, description, metadata, embedder, indexedAt: new Date(row.indexed_at) };
  }

  async nearest(vector: Float32Array, embedder: string, { owner, limit, filter }: Search): Promise<Hit[]> {
    this.requireEmbedder(owner, embedder);
    const conditions = toSql(filter);
    const wanted = Math.max(FEWEST_CANDIDATES, CANDIDATES_PER_HIT * limit);
    const rows = this.file.read((sql) => {
      const candidates = nearestCodes(sql, { owner, embedder, bits: bitsOf(vector), wanted }, filter);
      return sql.all<ProductRow & { distance: number }>(
        `SELECT products.*, vec_distance_cosine(product_vectors.vector, ?) AS distance
         FROM json_each(?) AS candidates
         JOIN product_vectors ON product_vectors.id = candidates.value AND product_vectors.embedder = ?
         JOIN products ON products.id = candidates.value AND products.deleted = 0
         WHERE TRUE${conditions.sql} ORDER BY distance LIMIT ?`,
        // Another process may have changed a candidate since: the conditions have to hold still.
        [bytesOf(vector), JSON.stringify(candidates), embedder, ...conditions.parameters, limit],
      );
    });
    return rows.map((row) => toHit(row, 1 - row.distance));
  }

  async byWords(text: string, { owner, limit, filter }: Search): Promise<Hit[]> {
    const query = matchExpression(text);
    if (query === null) return [];
    const conditions = toSql(filter);
    const rows = this.file.read((sql) =>
      sql.all<ProductRow & { rank: number }>(
        `SELECT products.*, bm25(product_words, 4.0, 2.0, 1.0) AS rank
         FROM product_words JOIN products ON products.id = product_words.rowid
         WHERE product_words MATCH ? AND products.owner = ? AND products.deleted = 0${conditions.sql}
         ORDER BY rank LIMIT ?`,
        [query, owner, ...conditions.parameters, limit],
      ),
    );
    return rows.map((row) => toHit(row, -row.rank / (1 - row.rank)));
  }

  async count(owner: string): Promise<number> {
    const sql = 'SELECT count(*) AS count FROM products WHERE owner = ? AND deleted = 0';
    return this.file.read((file) => file.get<{ count: number }>(sql, [owner])!.count);
  }

  entries(): AsyncIterable<IndexEntry> {
    return this.walk('TRUE', []);
  }

  lacking(embedder: string): AsyncIterable<IndexEntry> {
    return this.walk(`deleted = 0 AND ${WITHOUT_VECTOR}`, [embedder]);
  }

  async pictureOf(owner: string, productId: string): Promise<Uint8Array | null> {
    const row = this.file.read((sql) =>
      sql.get<{ picture: Uint8Array }>(
        'SELECT picture FROM product_pictures JOIN products USING (id) WHERE owner = ? AND product_id = ?',
        [owner, productId],
      ),
    );
    return row?.picture ?? null;
  }

  addVector(
    { owner, productId, sequence }: IndexEntry,
    embedder: string,
    vector: Float32Array,
  ): Promise<boolean> {
    return this.file.write((sql) => {
      const row = find(sql, owner, productId);
      if (!row || row.deleted !== 0 || row.sequence !== sequence) return false;
      insertVector(sql, row, embedder, vector);
      sql.run('UPDATE products SET embedder = ? WHERE id = ?', [embedder, row.id]);
      return true;
    });
  }

  keepOnly(embedder: string): Promise<void> {
    return this.file.write((sql) => {
      sql.run('DELETE FROM product_codes WHERE embedder <> ?', [embedder]);
      sql.run('DELETE FROM product_vectors WHERE embedder <> ?', [embedder]);
    });
  }

  async ping(): Promise<void> {
    this.file.read((sql) => sql.get('SELECT 1 FROM products LIMIT 1'));
  }

  close(): Promise<void> {
    return this.file.close();
  }

  private requireEmbedder(owner: string, embedder: string): void {
    const other = this.file.read((sql) =>
      sql.get<{ embedder: string }>(
        `SELECT embedder FROM products
         WHERE owner = ? AND deleted = 0 AND (embedder < ? OR embedder > ?) AND ${WITHOUT_VECTOR} LIMIT 1`,
        [owner, embedder, embedder, embedder],
      ),
    );
    if (other) throw new OtherEmbedder(other.embedder);
  }

  private async *walk(condition: string, parameters: readonly SqlValue[]): AsyncGenerator<IndexEntry> {
    for (let last = 0; ;) {
      const rows = this.file.read((sql) =>
        sql.all<ProductRow & { has_picture: number }>(
          `SELECT *, EXISTS (SELECT 1 FROM product_pictures WHERE id = products.id) AS has_picture
           FROM products WHERE id > ? AND ${condition} ORDER BY id LIMIT ?`,
          [last, ...parameters, PAGE],
        ),
      );
      yield* rows.map(toEntry);
      if (rows.length < PAGE) return;
      last = rows.at(-1)!.id;
    }
  }
}

const WITHOUT_VECTOR =
  'NOT EXISTS (SELECT 1 FROM product_vectors WHERE product_vectors.id = products.id AND product_vectors.embedder = ?)';

function find(sql: Pick<Transaction, 'get'>, owner: string, productId: string): ProductRow | undefined {
  return sql.get<ProductRow>('SELECT * FROM products WHERE owner = ? AND product_id = ?', [owner, productId]);
}

/** Takes the product's row for a change and empties it; null when a later change stands there. */
function claim(sql: Transaction, owner: string, productId: string, sequence: string): number | null {
  const row = find(sql, owner, productId);
  if (row && row.sequence > sequence) return null;
  if (!row) {
    sql.run(
      "INSERT INTO products (owner, product_id, sequence, deleted, name, metadata, embedder, indexed_at) VALUES (?, ?, ?, 1, '', '{}', '', 0)",
      [owner, productId, sequence],
    );
    return find(sql, owner, productId)!.id;
  }
  sql.run('UPDATE products SET sequence = ? WHERE id = ?', [sequence, row.id]);
  deleteMembers(sql, row, JSON.parse(row.metadata) as object);
  sql.run(
    'DELETE FROM product_codes WHERE owner = ? AND id = ? AND embedder IN (SELECT embedder FROM product_vectors WHERE id = ?)',
    [owner, row.id, row.id],
  );
  sql.run('DELETE FROM product_vectors WHERE id = ?', [row.id]);
  sql.run('DELETE FROM product_words WHERE rowid = ?', [row.id]);
  sql.run('DELETE FROM product_pictures WHERE id = ?', [row.id]);
  return row.id;
}

function insertVector(
  sql: Transaction,
  { id, owner }: Pick<ProductRow, 'id' | 'owner'>,
  embedder: string,
  vector: Float32Array,
): void {
  sql.run('INSERT OR REPLACE INTO product_codes (owner, embedder, id, code) VALUES (?, ?, ?, ?)', [
    owner,
    embedder,
    id,
    bitsOf(vector),
  ]);
  sql.run('INSERT OR REPLACE INTO product_vectors (id, embedder, vector) VALUES (?, ?, ?)', [
    id,
    embedder,
    bytesOf(vector),
  ]);
}

function toEntry(row: ProductRow & { has_picture: number }): IndexEntry {
  const { owner, product_id: productId, name, sequence } = row;
  return { owner, productId, name, sequence, deleted: row.deleted !== 0, hasPicture: row.has_picture !== 0 };
}

function toHit(row: ProductRow, score: number): Hit {
  const { product_id: productId, name, description } = row;
  return {
    productId,
    name,
    description,
    metadata: JSON.parse(row.metadata) as Record<string, unknown>,
    score: Math.round(score * 1e6) / 1e6,
  };
}

const bytesOf = (vector: Float32Array): Buffer =>
  Buffer.from(vector.buffer, vector.byteOffset, vector.byteLength);

/** The signs of a vector, eight to a byte. */
function bitsOf(vector: Float32Array): Buffer {
  const bits = Buffer.alloc(vector.length / 8);
  vector.forEach((value, index) => {
    if (value > 0) bits[index >> 3]! |= 1 << (index & 7);
  });
  return bits;
}

/** Any of the words, each also as a beginning; null when the text has none. Quoted, so that nothing in it is an operator. */
function matchExpression(text: string): string | null {
  const words = wordsSought(fold(text));
  return words.length === 0 ? null : words.map((word) => `"${word}"*`).join(' OR ');
}
