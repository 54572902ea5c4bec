export { BACKBONE_SIDES } from '../backbone/backbone.js';
export { EMBEDDED_EMBEDDER, embedSquares } from './embedded.js';
export {
  type EmbedderName,
  EMBEDDING_LENGTH,
  type EmbeddingModel,
  type EmbeddingSettings,
  identityOf,
} from './embedding-model.js';
export { CLASSICAL_SIDE, type Squares } from './features.js';
export { openEmbeddingModel } from './open-embedding-model.js';
