const MAXIMUM_LENGTH = 255;
const MAXIMUM_EXTENSION = 16;
const FALLBACK = 'upload';
/** Control characters, and those that turn the direction of writing (they make `gpj.exe` read `exe.jpg`). */
const UNPRINTABLE = /[\p{Cc}\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu;

/** The base name of a client's file name, fit to be shown: no folders, no control characters, at most 255 characters. */
export function cleanFilename(name: string): string {
  const base = name.split(/[/\\]/).at(-1) ?? '';
  const cleaned = base.normalize('NFC').replace(UNPRINTABLE, '').trim();
  if (cleaned === '' || cleaned === '.' || cleaned === '..') return FALLBACK;
  return shorten(cleaned);
}

function shorten(name: string): string {
  if (name.length <= MAXIMUM_LENGTH) return name;
  const dot = name.lastIndexOf('.');
  const extension = dot > 0 && name.length - dot <= MAXIMUM_EXTENSION ? name.slice(dot) : '';
  // A cut through a surrogate pair would leave half a character.
  return name.slice(0, MAXIMUM_LENGTH - extension.length).replace(/[\ud800-\udbff]$/, '') + extension;
}
