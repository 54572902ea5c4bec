export { type MetadataFilter, parseFilter } from './filter.js';
export { isStorable } from './storable.js';
export {
  type Hit,
  type IndexedProduct,
  type IndexEntry,
  OtherEmbedder,
  type StoredProduct,
  VectorStore,
} from './vector-store.js';
export { VectorsModule } from './vectors.module.js';
