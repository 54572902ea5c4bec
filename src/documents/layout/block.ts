import type { Box } from '../text/index.js';

/** A piece of a document in reading order. Pages count from 1; `box` is in points, where the format has places. */
export type Block = { page: number; box?: Box } & (
  | { type: 'heading'; level: number; text: string }
  | { type: 'paragraph' | 'quote' | 'code'; text: string }
  | { type: 'list_item'; text: string; level: number; ordered: boolean }
  | { type: 'table'; rows: string[][] }
);
