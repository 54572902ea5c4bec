import type { KeepPages } from '../../text/index.js';

export type ConvertInput = {
  /** Languages of text recognition; English unless told otherwise. */
  languages?: readonly string[];
  /** Pages that an earlier attempt handed over. */
  earlierPages?: readonly Uint8Array[];
} & ({ path: string } | { bytes: Uint8Array });

export interface ConvertContext {
  onPage?: (page: number, pages: number) => void;
  /** Is handed the text of pages as they are read, for an attempt that has to begin again. */
  keep?: KeepPages;
}

/** A file on its way to a reader. */
export interface OpenedDocument {
  bytes: Uint8Array;
  text: () => string;
  input: ConvertInput;
  context: ConvertContext;
}
