export type { Block } from './block.js';
export { blocksOfPages } from './blocks-of-pages.js';
