import type { Block } from './block.js';

/** Items are of one level when their left edges differ by less than this, in points. */
const SAME_EDGE = 4;

/** Gives items of lists the level that their left edge tells, among the items around them. */
export function withListLevels(blocks: readonly Block[]): Block[] {
  let edges: number[] = [];
  return blocks.map((block) => {
    if (block.type !== 'list_item') {
      if (!isWithin(block, edges)) edges = [];
      return block;
    }
    const left = block.box?.[0] ?? 0;
    edges = [...edges.filter((edge) => edge < left - SAME_EDGE), left];
    return { ...block, level: edges.length - 1 };
  });
}

/** A paragraph that is set in further than an item goes on with it. */
function isWithin({ box }: Block, edges: readonly number[]): boolean {
  return edges.length > 0 && box !== undefined && box[0] > edges[0]! + SAME_EDGE;
}
