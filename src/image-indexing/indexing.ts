/** The steps of indexing a product, in order. */
export const INDEXING_STEPS = ['embed', 'store'] as const;
