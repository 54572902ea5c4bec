/** Marks of list items; fonts of symbols have theirs in the private use area. */
export const BULLET = /^(?:[•●▪◦‣·∙⁃○■□➢➤✓\uf000-\uf0ff]\s*|[*–-]\s+|o(?= )\s*)/u;
export const NUMBERED = /^(?:\(?\d{1,2}[.)]|\(?[a-z][.)]|[ivx]{1,4}\.)\s+/u;
