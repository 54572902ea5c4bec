export { BACKBONE_SIDE } from '../backbone/backbone.js';
export { CLASSICAL_SIDE, featuresOf, type Squares } from './features.js';
export { EMBEDDING_LENGTH, project } from './projection.js';

/** Name and version of the embedded embedder: vectors of another one cannot be compared with its own. */
export const EMBEDDED_EMBEDDER = { name: 'assay-image-embedding', version: '1', kind: 'embedded' } as const;
