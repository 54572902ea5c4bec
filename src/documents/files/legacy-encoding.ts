import { detect } from 'chardet';
import iconv from 'iconv-lite';

/** Encodings of one byte a letter, the likeliest first: where several explain a text as well, the first is taken. */
const CANDIDATES = [
  'windows-1252',
  'windows-1250',
  'windows-1251',
  'windows-1254',
  'windows-1257',
  'windows-1253',
  'windows-874',
  'iso-8859-2',
  'koi8-r',
  'koi8-u',
  'cp866',
  'macintosh',
  'maccyrillic',
  'cp850',
  'cp852',
];
/** Encodings that are detected by more than their letters: of several bytes a letter, and of Hebrew and Arabic. */
const BEYOND_LETTERS = /^(?:shift_jis|euc-|big5|gb18030|iso-2022|windows-125[56]|iso-8859-[68])/iu;
/** Letters beyond ASCII that languages write, lower case. */
const ALPHABETS = [
  'äöüß',
  'àâæçéèêëîïôœùûüÿ',
  'áéíñóúü¿¡ºª',
  'áàâãçéêíóôõúüºª',
  'àèéìíîòóùú',
  'éèëïóöüáà',
  'åäöé',
  'æøåé',
  'áðéíóúýþæö',
  'ąćęłńóśźż',
  'áčďéěíňóřšťúůýž',
  'áäčďéíĺľňóôŕšťúýž',
  'áéíóöőúüű',
  'ăâîșşțţ',
  'čćđšž',
  'çğıöşüâî',
  'ąčęėįšųūž',
  'āčēģīķļņšūž',
  'äõöüšž',
  'абвгдежзийклмнопрстуфхцчшщъыьэюяё',
  'абвгґдеєжзиіїйклмнопрстуфхцчшщьюяў',
  'абвгдђежзијклљмнњопрстћуфхцчџшѓќѕ',
  'αβγδεζηθικλμνξοπρσςτυφχψωάέήίόύώϊϋΐΰ',
  'กขฃคฅฆงจฉชซฌญฎฏฐฑฒณดตถทธนบปผฝพฟภมยรฤลฦวศษสหฬอฮฯะัาำิีึืฺุูเแโใไๅๆ็่้๊๋์ํ๎๐๑๒๓๔๕๖๗๘๙',
].map((letters) => new Set(letters));
/** Signs that text of any language has. */
const SIGNS = new Set('“”„‘’‚«»–—…€£©®°§·•™×½¼¾²³\u00a0');

/** What no language writes: a capital after a small letter, two scripts in one word, signs inside of words. */
const MISPLACED = [
  /\p{Ll}[^\0-\x7f\P{Lu}]/gu,
  /[a-z](?![\p{sc=Latin}\p{sc=Common}\p{sc=Inherited}])[^\0-\x7f]|[^\0-\x7f](?<![\p{sc=Latin}\p{sc=Common}\p{sc=Inherited}])[a-z]/giu,
  /\p{L}[€£§•×„‚]|[€§×]\p{L}/gu,
];

/** The encoding that bytes which are not UTF-8 look like; Windows-1252 where nothing tells. */
export function legacyEncoding(sample: Buffer): string {
  const detected = detect(sample) ?? '';
  if (BEYOND_LETTERS.test(detected) && isValid(sample, detected)) return detected;
  const scores = CANDIDATES.map((encoding) => ({
    encoding,
    score: explained(iconv.decode(sample, encoding)),
  }));
  return scores.reduce((best, next) => (next.score > best.score + 0.005 ? next : best)).encoding;
}

/** A sample may be cut off within its last character. */
function isValid(sample: Buffer, encoding: string): boolean {
  return iconv.encodingExists(encoding) && !iconv.decode(sample, encoding).slice(0, -1).includes('\ufffd');
}

/** The share of the characters beyond ASCII that the language which explains most of them writes. */
function explained(text: string): number {
  const characters = text.match(/[^\0-\x7f]/gu) ?? [];
  if (characters.length === 0) return 1;
  const misplaced = MISPLACED.reduce((sum, pattern) => sum + (text.match(pattern)?.length ?? 0), 0);
  const best = Math.max(
    ...ALPHABETS.map(
      (alphabet) =>
        characters.filter((character) => alphabet.has(character.toLowerCase()) || SIGNS.has(character))
          .length,
    ),
  );
  return (best - misplaced) / characters.length;
}
