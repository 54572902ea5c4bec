export { type MetadataFilter, parseFilter } from './filter.js';
export {
  type Hit,
  type IndexedProduct,
  OtherEmbedder,
  type StoredProduct,
  VectorStore,
} from './vector-store.js';
export { VectorsModule } from './vectors.module.js';
