/**
 * Control characters, direction overrides, invisible spaces, halves of surrogate pairs and characters that Unicode keeps
 * out of text. In a name taken from a document they could reorder or hide what stands beside them, and XML forbids some.
 */
const HIDDEN =
  // eslint-disable-next-line no-control-regex
  /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u00ad\u061c\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\uffff]|\p{Surrogate}/gu;

/** `U+202E` in brackets: how a character is written that cannot or must not be shown itself. */
export function spellCharacter(character: string): string {
  return `[U+${character.codePointAt(0)!.toString(16).toUpperCase().padStart(4, '0')}]`;
}

/** Text from a document, safe to show anywhere: nothing is dropped, what would be hidden is spelled out. */
export function visible(text: string): string {
  return text.normalize('NFC').replace(/\r\n?/g, '\n').replace(/\t/g, ' ').replace(HIDDEN, spellCharacter);
}

/** {@link visible}, on one line. */
export function visibleLine(text: string): string {
  return visible(text).replace(/\s+/g, ' ').trim();
}
