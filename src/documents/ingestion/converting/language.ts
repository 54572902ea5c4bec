import { francAll } from 'franc';

/** Fewer letters than this tell too little; scripts of whole words need half as many. */
const ENOUGH_LETTERS = 65;
/** Fewer than this tell little: the next language must be far behind. */
const FEW_LETTERS = 120;
const SAMPLE_CHARACTERS = 5_000;

/** ISO 639-3 as the library says it, to the two letters of ISO 639-1. */
const TWO_LETTERS: Readonly<Record<string, string>> = {
  afr: 'af',
  als: 'sq',
  amh: 'am',
  arb: 'ar',
  azj: 'az',
  bel: 'be',
  ben: 'bn',
  bos: 'bs',
  bul: 'bg',
  cat: 'ca',
  ces: 'cs',
  cmn: 'zh',
  dan: 'da',
  deu: 'de',
  ekk: 'et',
  ell: 'el',
  eng: 'en',
  epo: 'eo',
  fin: 'fi',
  fra: 'fr',
  glg: 'gl',
  guj: 'gu',
  hau: 'ha',
  heb: 'he',
  hin: 'hi',
  hrv: 'hr',
  hun: 'hu',
  hye: 'hy',
  ind: 'id',
  ita: 'it',
  jav: 'jv',
  jpn: 'ja',
  kan: 'kn',
  kat: 'ka',
  kaz: 'kk',
  khm: 'km',
  kor: 'ko',
  lao: 'lo',
  lit: 'lt',
  lvs: 'lv',
  mal: 'ml',
  mar: 'mr',
  mkd: 'mk',
  mya: 'my',
  nep: 'ne',
  nld: 'nl',
  nno: 'no',
  nob: 'no',
  pan: 'pa',
  pes: 'fa',
  pol: 'pl',
  por: 'pt',
  ron: 'ro',
  rus: 'ru',
  sin: 'si',
  slk: 'sk',
  slv: 'sl',
  som: 'so',
  spa: 'es',
  srp: 'sr',
  sun: 'su',
  swe: 'sv',
  swh: 'sw',
  tam: 'ta',
  tel: 'te',
  tgl: 'tl',
  tha: 'th',
  tur: 'tr',
  ukr: 'uk',
  urd: 'ur',
  uzn: 'uz',
  vie: 'vi',
  yor: 'yo',
  zlm: 'ms',
  zul: 'zu',
};

const KNOWN = Object.keys(TWO_LETTERS);
const SLICE_LETTERS = 300;
/** A slice does not vote when another language is as likely as this share of the likeliest. */
const TOO_CLOSE = 0.96;
const TOO_CLOSE_OF_FEW = 0.9;
/** Of the slices, those that must vote; of the votes, those that must agree. */
const ENOUGH_VOTES = 0.2;
const ENOUGH_AGREEMENT = 2 / 3;
/** Scripts that write words without blanks between them. */
const UNSPACED =
  /[\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}\p{sc=Thai}\p{sc=Lao}\p{sc=Khmer}\p{sc=Myanmar}]+/gu;
const SPACED_WORD = /[\p{L}\p{N}][\p{L}\p{M}\p{N}]*(?:['’.,_-][\p{L}\p{N}][\p{L}\p{M}\p{N}]*)*/gu;
const DENSE = /[\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}\p{sc=Hangul}]/gu;
/** The segmenter's time grows faster than its text. */
const SEGMENTED_CHARACTERS = 200;

/** Letters that a language does not write, by which it is told from its nearest neighbours. */
const FOREIGN_LETTERS: Readonly<Record<string, RegExp>> = {
  bel: /[ищъ]/iu,
  bul: /[ыэёіїєўђјљњћџ]/iu,
  rus: /[іїєґўђјљњћџ]/iu,
  srp: /[ыэёйъьщюяіїєў]/iu,
  bos: /[ыэёйъьщюяіїєўąęłńśźż]/iu,
  hrv: /[ąęłńśźż]/iu,
  mkd: /[йщъыьэюяёіїєў]/iu,
  ukr: /[ыэёъўђјљњћџ]/iu,
  ces: /[ľĺŕôä]/iu,
  slk: /[řěů]/iu,
  por: /[ñ¿¡]/iu,
  spa: /[ãõçâêôàèù]/iu,
};

/**
 * The language of a text, or null where it cannot be told: each slice of it votes, if its likeliest language is well ahead of
 * the next, and most votes must agree.
 */
export function detectLanguage(text: string): string | null {
  const letters = text.slice(0, SAMPLE_CHARACTERS).replace(/[^\p{L}\p{M}]+/gu, ' ');
  if (letters.length + (letters.match(DENSE)?.length ?? 0) < ENOUGH_LETTERS) return null;
  const slices = Math.max(1, Math.round(letters.length / SLICE_LETTERS));
  const length = Math.ceil(letters.length / slices);
  const votes = new Map<string, number>();
  for (let slice = 0; slice < slices; slice++) {
    const language = clearLanguage(letters.slice(slice * length, (slice + 1) * length));
    if (language) votes.set(language, (votes.get(language) ?? 0) + 1);
  }
  const given = [...votes.values()].reduce((sum, count) => sum + count, 0);
  const [winner, count] = [...votes].sort((a, b) => b[1] - a[1])[0] ?? ['und', 0];
  const isClear = given >= slices * ENOUGH_VOTES && count >= given * ENOUGH_AGREEMENT;
  return isClear ? winner : null;
}

/** The likeliest language of a slice in two letters; of two names of one language the likelier counts. */
function clearLanguage(slice: string): string | null {
  const scores = new Map<string, number>();
  for (const [code, score] of francAll(slice, { only: KNOWN })) {
    const language = TWO_LETTERS[code];
    if (language && !FOREIGN_LETTERS[code]?.test(slice) && !scores.has(language)) scores.set(language, score);
  }
  const [[likeliest, first] = [null, 0], [, second] = ['', 0]] = [...scores];
  const dense = slice.match(DENSE)?.length ?? 0;
  const tooClose = slice.length + dense < FEW_LETTERS ? TOO_CLOSE_OF_FEW : TOO_CLOSE;
  return second > first * tooClose ? null : likeliest;
}

/** Words: what blanks and marks part, and by dictionary in scripts that write without blanks. */
export function countWords(text: string): number {
  let count = 0;
  const segmenter = new Intl.Segmenter(undefined, { granularity: 'word' });
  const rest = text.replace(UNSPACED, (run) => {
    for (let start = 0; start < run.length; start += SEGMENTED_CHARACTERS)
      for (const { isWordLike } of segmenter.segment(run.slice(start, start + SEGMENTED_CHARACTERS)))
        if (isWordLike) count++;
    return ' ';
  });
  return count + (rest.match(SPACED_WORD)?.length ?? 0);
}
