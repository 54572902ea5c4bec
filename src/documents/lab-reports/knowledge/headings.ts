import { loadJson } from './load-json.js';

/** The kinds of columns that tables of results have. */
export type ColumnKind =
  | 'index'
  | 'name'
  | 'value'
  | 'previous'
  | 'flag'
  | 'unit'
  | 'reference'
  | 'low'
  | 'high'
  | 'out_of_range'
  | 'other';

/** Headings in the languages of common reports, in lower case without punctuation. */
export const HEADINGS = (loadJson('headings.json') as { headings: Record<ColumnKind, string[]> }).headings;
