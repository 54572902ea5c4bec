import { type TextDocument, type TextPage, type Word } from '../../text/text-document.js';
import { wordsToLines } from '../../text/text-lines.js';
import { knownWords } from '../knowledge/lookup.js';
import { nearest, spelledAs } from './likeness.js';
import { parseUnit } from './units.js';

/** `10^3/µL` as text recognition gives it: `1073/pL`, `10"3/uL`, `1043/uL`, `107°3/uL`. */
const COUNT = /^[x×*]?1[0O](?:[^\p{L}\d/]|[47]){0,3}([369]|12)\/[µμupy][lL]$/u;
/** `10⁹/L`, of which the raised nine is read as a sign of percent: `x10%/l`. */
const GIGA = /^[x×*]?1[0O][^\p{L}\d/%]{0,2}%\/[lL1]$/u;
/** The commonest units as they are printed, for those that recognition gives in a spelling that means nothing. */
const UNITS = [
  ...['mg/dL', 'g/dL', 'g/L', 'mg/L', 'ng/mL', 'pg/mL', 'ng/dL', 'µg/dL', 'µg/L'],
  ...['mmol/L', 'µmol/L', 'nmol/L', 'pmol/L', 'mEq/L', 'mmol/mol'],
  ...['U/L', 'IU/L', 'mIU/L', 'µIU/mL', 'mIU/mL'],
  ...['/cumm', 'cells/cumm', 'mill/mm3', 'thou/mm3', 'mm/hr', 'mL/min/1.73m2'],
];
const FURTHEST = 0.7;
/** A long unit is still itself with one sign that is quite another. */
const FURTHEST_OF_LONG = 1.2;
const LONG = 8;
/** Nothing in a laboratory is counted in picolitres: the sign µ, which English has not, was read as p. */
const PER_PICOLITRE = /^(\p{L}+)\/[py]L$/u;
/** Nor are there units of a millionth of a millionth. */
const PICO_UNITS = /^[py][Iil1][Uu]\/m[Ll]$/u;
/** A number, or the mark behind one. */
const STANDS_BEFORE = /^(?:[<>]?\d[\d.,]*|[HL]{1,2}|\*)$/u;
const WORD_OF_NAME = /(?<![\p{L}\p{N}])[A-Za-z][A-Za-z0-9]{4,}(?![\p{L}\p{N}])/u;
/** Pairs of letters that print as narrow as one. */
const JOINED = [
  ['ri', 'n'],
  ['rn', 'm'],
  ['cl', 'd'],
  ['vv', 'w'],
] as const;
const RUN_TOGETHER = runTogether();
const LIKE_A_UNIT = /^\p{L}\S{1,14}$/u;
/** What stands for something else than was recognised is not sure. */
export const MENDED_CONFIDENCE = 0.5;

/** The document with units and words of names that were misread on recognised pages put right, less sure than before. */
export function mendRecognizedWords(document: TextDocument): TextDocument {
  const { recognizedPages } = document;
  if (recognizedPages.length === 0) return document;
  const pages = document.pages.map((page) => (recognizedPages.includes(page.number) ? mendPage(page) : page));
  return { ...document, pages };
}

function mendPage(page: TextPage): TextPage {
  const mended = new Map<Word, Word>();
  for (const { words } of page.lines)
    words.forEach((word, index) => {
      const text = mendUnit(word.text, words[index - 1]?.text ?? '') ?? mendName(word.text);
      if (text === null) return;
      const confidence = Math.min(word.confidence ?? 1, MENDED_CONFIDENCE);
      mended.set(word, { ...word, text, confidence });
    });
  if (mended.size === 0) return page;
  const words = page.words.map((word) => mended.get(word) ?? word);
  return { ...page, words, lines: wordsToLines(words) };
}

/** `HbAlc`: a word of no known name that looks like just one of some. */
function mendName(text: string): string | null {
  const word = WORD_OF_NAME.exec(text)?.[0];
  if (!word) return null;
  const words = knownWords(word.length);
  if (words.includes(word.toLowerCase())) return null;
  const known = nearest(word, words, FURTHEST);
  if (known) return text.replace(word, spelledAs(word, known));
  const parted = RUN_TOGETHER.get(word.toLowerCase());
  return parted ? text.replace(word.slice(1), parted.slice(1)) : null;
}

/** Known words in which two letters were run together, by what is read then: `ferntin` for ferritin. */
function runTogether(): Map<string, string> {
  const known = new Set(knownWords());
  const misread = new Map<string, string>();
  const ambiguous = new Set<string>();
  for (const word of known)
    for (const [letters, letter] of JOINED)
      for (let at = word.indexOf(letters, 1); at > 0; at = word.indexOf(letters, at + 1)) {
        const read = word.slice(0, at) + letter + word.slice(at + letters.length);
        if (misread.has(read) || known.has(read)) ambiguous.add(read);
        misread.set(read, word);
      }
  for (const read of ambiguous) misread.delete(read);
  return misread;
}

/** Beside a number alone: by itself a count may be the value, and letters may be anything. */
function mendUnit(text: string, before: string): string | null {
  const counted = PER_PICOLITRE.exec(text)?.[1];
  if (counted) return `${counted}/µL`;
  if (PICO_UNITS.test(text)) return 'µIU/mL';
  if (!STANDS_BEFORE.test(before)) return null;
  const power = COUNT.exec(text)?.[1];
  if (power) return `10^${power}/µL`;
  if (GIGA.test(text)) return 'x10⁹/L';
  if (!LIKE_A_UNIT.test(text) || parseUnit(text) !== null) return null;
  return nearest(text, UNITS, text.length < LONG ? FURTHEST : FURTHEST_OF_LONG);
}
