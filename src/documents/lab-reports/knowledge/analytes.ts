import type { Analyte } from './analyte.js';
import { loadFolder } from './load-json.js';

/** All analytes that are known, from knowledge/analytes/*.json. */
export const ANALYTES: readonly Analyte[] = loadFolder('analytes').flatMap(
  (file) => (file as { analytes: Analyte[] }).analytes,
);
