import { francAll } from 'franc-min';

/** Fewer letters than this tell too little; scripts of whole words need half as many. */
const ENOUGH_LETTERS = 40;
const SAMPLE_CHARACTERS = 5_000;

/** ISO 639-3 as the library says it, to the two letters of ISO 639-1. */
const TWO_LETTERS: Readonly<Record<string, string>> = {
  arb: 'ar',
  azj: 'az',
  bel: 'be',
  ben: 'bn',
  bul: 'bg',
  ces: 'cs',
  cmn: 'zh',
  deu: 'de',
  ell: 'el',
  eng: 'en',
  fra: 'fr',
  guj: 'gu',
  hau: 'ha',
  heb: 'he',
  hin: 'hi',
  hun: 'hu',
  ind: 'id',
  ita: 'it',
  jav: 'jv',
  jpn: 'ja',
  kan: 'kn',
  kaz: 'kk',
  kor: 'ko',
  mal: 'ml',
  mar: 'mr',
  mya: 'my',
  nld: 'nl',
  pan: 'pa',
  pes: 'fa',
  pol: 'pl',
  por: 'pt',
  ron: 'ro',
  rus: 'ru',
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

const SLICE_LETTERS = 300;
/** A slice does not vote when another language is as likely as this share of the likeliest. */
const TOO_CLOSE = 0.92;
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
  ukr: /[ыэёъўђјљњћџ]/iu,
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
  const slices = Math.ceil(letters.length / SLICE_LETTERS);
  const votes = new Map<string, number>();
  for (let slice = 0; slice < slices; slice++) {
    const language = clearLanguage(letters.slice(slice * SLICE_LETTERS, (slice + 1) * SLICE_LETTERS));
    if (language) votes.set(language, (votes.get(language) ?? 0) + 1);
  }
  const given = [...votes.values()].reduce((sum, count) => sum + count, 0);
  const [winner, count] = [...votes].sort((a, b) => b[1] - a[1])[0] ?? ['und', 0];
  const isClear = given >= slices * ENOUGH_VOTES && count >= given * ENOUGH_AGREEMENT;
  return isClear ? (TWO_LETTERS[winner] ?? null) : null;
}

function clearLanguage(slice: string): string | null {
  const candidates = francAll(slice).filter(([language]) => !FOREIGN_LETTERS[language]?.test(slice));
  const [[likeliest, first] = ['und', 0], [, second] = ['und', 0]] = candidates;
  return second > first * TOO_CLOSE ? null : likeliest;
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
