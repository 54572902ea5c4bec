/** Cells of a table, row by row; the line of a row is its index + 1. */
export type Grid = readonly (readonly string[])[];
