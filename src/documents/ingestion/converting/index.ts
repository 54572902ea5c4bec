export { convertDocument } from './convert-document.js';
export type { ConvertContext, ConvertInput } from './opened-document.js';
export type { ConvertedDocument } from './converted.js';
export { type Chunk, chunkDocument, type ChunkOptions } from './output/chunk-document.js';
export { toMarkdown } from './output/to-markdown.js';
export { toText } from './output/to-text.js';
