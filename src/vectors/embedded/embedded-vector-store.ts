import { getLoadablePath } from 'sqlite-vec';
import { SqliteFile, type Transaction } from '../../platform/sqlite/index.js';
import {
  type Hit,
  type IndexedProduct,
  OtherEmbedder,
  type Search,
  type StoredProduct,
  VectorStore,
} from '../vector-store.js';
import { toSql } from './conditions.js';
import { SCHEMA } from './schema.js';

/** The first pass keeps so many candidates for each product that is asked for; the second compares their exact vectors. */
const CANDIDATES_PER_HIT = 20;
const FEWEST_CANDIDATES = 500;

interface ProductRow {
  id: number;
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
  }

  put(product: IndexedProduct, sequence: string): Promise<boolean> {
    return this.file.write((sql) => {
      const id = claim(sql, product.owner, product.productId, sequence);
      if (id === null) return false;
      const { owner, name, description, embedder, vector } = product;
      const metadata = JSON.stringify(product.metadata);
      sql.run(
        'UPDATE products SET deleted = 0, name = ?, description = ?, metadata = ?, embedder = ?, indexed_at = ? WHERE id = ?',
        [name, description, metadata, embedder, Date.now(), id],
      );
      sql.run('INSERT INTO product_codes (owner, id, code) VALUES (?, ?, ?)', [owner, id, bitsOf(vector)]);
      sql.run('INSERT INTO product_vectors (id, vector) VALUES (?, ?)', [id, bytesOf(vector)]);
      const words = [id, name, description ?? '', wordsOf(product.metadata)];
      sql.run('INSERT INTO product_words (rowid, name, description, metadata) VALUES (?, ?, ?, ?)', words);
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
    const matching =
      conditions.sql === '' ? '' : 'JOIN products ON products.id = product_codes.id AND products.deleted = 0';
    const rows = this.file.read((sql) =>
      sql.all<ProductRow & { distance: number }>(
        `SELECT products.*, vec_distance_cosine(product_vectors.vector, ?) AS distance
         FROM (
           SELECT product_codes.id FROM product_codes ${matching}
           WHERE product_codes.owner = ?${conditions.sql}
           ORDER BY vec_distance_hamming(vec_bit(code), vec_bit(?)) LIMIT ?
         ) AS candidates
         JOIN product_vectors ON product_vectors.id = candidates.id
         JOIN products ON products.id = candidates.id
         ORDER BY distance LIMIT ?`,
        [
          bytesOf(vector),
          owner,
          ...conditions.parameters,
          bitsOf(vector),
          Math.max(FEWEST_CANDIDATES, CANDIDATES_PER_HIT * limit),
          limit,
        ],
      ),
    );
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
    const sql = 'SELECT count(*) AS count FROM product_codes WHERE owner = ?';
    return this.file.read((file) => file.get<{ count: number }>(sql, [owner])!.count);
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
        'SELECT embedder FROM products WHERE owner = ? AND deleted = 0 AND (embedder < ? OR embedder > ?) LIMIT 1',
        [owner, embedder, embedder],
      ),
    );
    if (other) throw new OtherEmbedder(other.embedder);
  }
}

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
  sql.run('DELETE FROM product_codes WHERE owner = ? AND id = ?', [owner, row.id]);
  sql.run('DELETE FROM product_vectors WHERE id = ?', [row.id]);
  sql.run('DELETE FROM product_words WHERE rowid = ?', [row.id]);
  return row.id;
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

/** Values of the metadata that are words, for search. */
function wordsOf(value: unknown): string {
  if (typeof value === 'string' || typeof value === 'number') return String(value);
  if (typeof value !== 'object' || value === null) return '';
  return Object.values(value).map(wordsOf).filter(Boolean).join(' ');
}

/** Any of the words, each also as a beginning; null when the text has none. Quoted, so that nothing in it is an operator. */
function matchExpression(text: string): string | null {
  const words = text.match(/[\p{L}\p{N}]+/gu)?.slice(0, 32) ?? [];
  return words.length === 0 ? null : words.map((word) => `"${word}"*`).join(' OR ');
}
