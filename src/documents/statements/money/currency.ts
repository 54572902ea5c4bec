/** ISO 4217 codes that are recognised in running text; rarer ones are read where a format names the currency itself. */
const CODES =
  'USD EUR GBP INR BRL CHF CAD AUD NZD JPY CNY SEK NOK DKK PLN CZK HUF RON MXN ZAR AED SGD HKD SAR KWD QAR TRY RUB ARS CLP COP PEN THB MYR IDR PHP KRW ILS PKR LKR BDT NPR KES NGN EGP'.split(
    ' ',
  );

const CODE = new RegExp(String.raw`(?<![A-Za-z])(?:${CODES.join('|')})(?![A-Za-z])`, 'gu');
const CODE_SET = new Set(CODES);

/** Symbols that stand for one currency. */
const CERTAIN: readonly [RegExp, string][] = [
  [/R\$/gu, 'BRL'],
  [/US\$/gu, 'USD'],
  [/CA?\$(?=\s?\d)/gu, 'CAD'],
  [/(?<![A-Z])A\$/gu, 'AUD'],
  [/NZ\$/gu, 'NZD'],
  [/S\$(?=\s?\d)/gu, 'SGD'],
  [/HK\$/gu, 'HKD'],
  [/MX\$/gu, 'MXN'],
  [/€/gu, 'EUR'],
  [/£/gu, 'GBP'],
  [/₹/gu, 'INR'],
  [/\bTL\b/gu, 'TRY'],
  [/(?<!\p{L})R ?\d[\d ,]*\.\d{2}(?!\d)/gu, 'ZAR'],
  [/円/gu, 'JPY'],
  [/[원₩]/gu, 'KRW'],
  [/฿/gu, 'THB'],
  [/₺/gu, 'TRY'],
  [/₱/gu, 'PHP'],
  [/₦|\bNaira\b/giu, 'NGN'],
  [/\d ?Ft\b/gu, 'HUF'],
  [/zł/gu, 'PLN'],
  [/Kč/gu, 'CZK'],
  [/\bEuros?\b/giu, 'EUR'],
  ...CODES.filter((code) => code !== 'EUR').map((code): [RegExp, string] => [namePattern(code), code]),
];

/** "Singapore Dollar", "Swiss Francs". */
function namePattern(code: string): RegExp {
  const name = new Intl.DisplayNames('en', { type: 'currency' }).of(code)!;
  return new RegExp(`\\b${name.replace('Pound', 'Pounds?(?: Sterling)?')}s?\\b`, 'giu');
}

/** A country, unless a sentence speaks of its taxes: `a supplier under Singapore GST law`. */
function asPlace(country: string): RegExp {
  return new RegExp(`\\b${country}\\b(?!\\s+(?:GST|VAT|tax(?:es)?|law)\\b)`, 'u');
}

/** What a document shows of its country, and the currency of that country. */
const COUNTRY: readonly [RegExp, string][] = [
  [
    /\bIFSC?\b|\b[A-Z]{4}0[A-Z0-9]{6}\b|\bMICR\b|\bPAN\b(?=[\s:]+[A-Z]{5}\d)|\bUPI\b|\bNEFT\b|\bGSTIN\b|\bIndia\b/u,
    'INR',
  ],
  [
    /\b(?:Member FDIC|FDIC|NCUA|ABA|Zelle|routing (?:number|no)|National Association|Federal Credit Union)\b|, N\.A\.|\b[A-Z]{2}\s+\d{5}(?:-\d{4})?\b/iu,
    'USD',
  ],
  [/\b(?:Transit (?:number|no)|Interac|CDIC)\b|\b[A-Z]\d[A-Z]\s?\d[A-Z]\d\b/u, 'CAD'],
  [/\bBSB\b|\bABN\b(?! AMRO)/u, 'AUD'],
  [/\bSort ?code\b|\bFSCS\b|\bBuilding Society\b/iu, 'GBP'],
  [/\bCNPJ\b|\bCPF\b|\bPIX\b/u, 'BRL'],
  [/\bRFC\b|\bCLABE\b|\bCONDUSEF\b/u, 'MXN'],
  [asPlace('New Zealand'), 'NZD'],
  [asPlace('Australia'), 'AUD'],
  [/\bSouth Africa\b/u, 'ZAR'],
  [/\bNigeria\b/u, 'NGN'],
  [/\bM-PESA\b|\bKenya\b/u, 'KES'],
  [/\bMalaysia\b|\bBerhad\b/iu, 'MYR'],
  [asPlace('Singapore'), 'SGD'],
  [asPlace('Hong Kong'), 'HKD'],
  [/\bJapan\b/u, 'JPY'],
  [/\bChina\b/u, 'CNY'],
  [/\bPhilippines\b/u, 'PHP'],
  [/\bde Chile\b/u, 'CLP'],
  [/\b(?:CBU|CUIT|CUIL|Argentina)\b/u, 'ARS'],
  [/\bColombia\b/u, 'COP'],
  // Digits grouped by lakh and crore.
  [/(?<![\d.,])\d{1,2}(?:,\d{2})+,\d{3}(?![\d,])/u, 'INR'],
  [/\bCanad(?:a|ian)\b/u, 'CAD'],
  // Postcodes of the United Kingdom.
  [/\b[A-Z]{1,2}\d[A-Z\d]? \d[A-Z]{2}\b/u, 'GBP'],
];

/** Currencies of the countries that issue IBANs. */
const IBAN_CURRENCY: Record<string, string> = {
  ...Object.fromEntries(
    'AT BE CY DE EE ES FI FR GR HR IE IT LT LU LV MC MT NL PT SI SK SM'
      .split(' ')
      .map((code) => [code, 'EUR']),
  ),
  ...{
    GB: 'GBP',
    CH: 'CHF',
    LI: 'CHF',
    SE: 'SEK',
    NO: 'NOK',
    DK: 'DKK',
    PL: 'PLN',
    CZ: 'CZK',
    HU: 'HUF',
    RO: 'RON',
  },
  ...{ TR: 'TRY', AE: 'AED', SA: 'SAR', KW: 'KWD', QA: 'QAR', IL: 'ILS', BR: 'BRL', PK: 'PKR', EG: 'EGP' },
};

const DOLLAR = ['USD', 'CAD', 'AUD', 'NZD', 'SGD', 'HKD', 'MXN', 'ARS', 'CLP', 'COP'];
const RUPEE = ['INR', 'PKR', 'LKR', 'NPR'];
const CROWN = ['SEK', 'NOK', 'DKK'];

export interface CurrencyEvidence {
  /** ISO 4217, null where the document does not settle it. */
  currency: string | null;
  /** The currencies that it could be, where a sign stands for several; more than one beside a currency that is only likely. */
  candidates: string[];
}

/** The currency of a document from its own words: a code, a sign of one currency, or a sign of several and the country. */
export function detectCurrency(text: string): CurrencyEvidence {
  const counts = new Map<string, number>();
  const count = (code: string, weight: number): void =>
    void counts.set(code, (counts.get(code) ?? 0) + weight);
  const declared =
    /(?:currency|wahrung|währung|devise|moneda|divisa|valuta|moeda|munt|měna|waluta|para birimi|pénznem|devizanem|mata uang)\s*[:=]?\s*\(?([A-Z]{3})\b/iu.exec(
      text,
    );
  if (declared && CODE_SET.has(declared[1]!.toUpperCase())) return settled(declared[1]!.toUpperCase());
  for (const [code] of text.matchAll(CODE)) count(code, 1);
  for (const [symbol, code] of CERTAIN) count(code, [...text.matchAll(symbol)].length);
  const country = currencyOfIban(text) ?? COUNTRY.find(([pattern]) => pattern.test(text))?.[1];
  const open = openCandidates(text);
  if (open) {
    const signs = [...text.matchAll(open.sign)].length;
    const winner =
      country && open.candidates.includes(country) ? country : mostOften(counts, open.candidates);
    if (winner) count(winner, signs);
    else if (signs > Math.max(0, ...counts.values())) return { currency: null, candidates: open.candidates };
  }
  const best = [...counts].sort((a, b) => b[1] - a[1])[0];
  if (best && best[1] > 0) return settled(best[0]);
  return country ? settled(country) : { currency: null, candidates: [] };
}

/** The holder's own IBAN stands outside of the transactions. */
function currencyOfIban(text: string): string | undefined {
  const match = /(?<![A-Z0-9])([A-Z]{2})\d{2}(?:\s?[A-Z0-9]{4}){3,}/u.exec(text);
  return match ? IBAN_CURRENCY[match[1]!] : undefined;
}

function openCandidates(text: string): { sign: RegExp; candidates: string[] } | null {
  if (/(?<![A-Z])\$/u.test(text)) return { sign: /(?<![A-Z])\$/gu, candidates: DOLLAR };
  if (/\bRs\b/u.test(text)) return { sign: /\bRs\b/gu, candidates: RUPEE };
  if (/\d\s?kr\b/u.test(text)) return { sign: /\bkr\b/gu, candidates: CROWN };
  if (/¥/u.test(text)) return { sign: /¥/gu, candidates: ['JPY', 'CNY'] };
  return null;
}

function mostOften(counts: ReadonlyMap<string, number>, candidates: readonly string[]): string | null {
  const named = candidates.filter((code) => (counts.get(code) ?? 0) > 0);
  return named.sort((a, b) => counts.get(b)! - counts.get(a)!)[0] ?? null;
}

const settled = (currency: string): CurrencyEvidence => ({ currency, candidates: [currency] });

const MONTH_FIRST = /(?<![\d/])(?:0?[1-9]|1[0-2])\/(?:1[3-9]|2\d|3[01])(?![\d])/gu;
const MONTH_FIRST_IN_WORDS =
  /\b(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]* \d{1,2} ?, \d{4}\b/u;
const DAY_FIRST = /(?<![\d/])(?:1[3-9]|2\d|3[01])\/(?:0?[1-9]|1[0-2])(?![\d])/u;

/** Dates with the month first are written in the United States: of the dollars theirs is likely, and the others stay candidates. */
export function likelyDollar(text: string, evidence: CurrencyEvidence): CurrencyEvidence {
  const inFigures = [...text.matchAll(MONTH_FIRST)].length > 1 && !DAY_FIRST.test(text);
  const isMonthFirst = inFigures || MONTH_FIRST_IN_WORDS.test(text);
  const isOpen = !evidence.currency && evidence.candidates.includes('USD');
  return isOpen && isMonthFirst ? { ...evidence, currency: 'USD' } : evidence;
}

/** What is to be said of a currency that the document leaves open, or that is only likely. */
export function currencyWarnings({ currency, candidates }: CurrencyEvidence): string[] {
  const others = candidates.filter((code) => code !== currency).join(', ');
  if (others === '') return [];
  if (!currency) return [`The currency is open: the sign in the document stands for ${others}.`];
  return [
    `The currency is taken to be ${currency}, as the dates have their month first; its sign also stands for ${others}.`,
  ];
}

/** Whether a text is the ISO 4217 code of a currency that is read. */
export const isCurrencyCode = (text: string): boolean => CODE_SET.has(text.toUpperCase());

/** Whether a word printed beside an amount names its currency. */
export function isCurrencyWord(word: string): boolean {
  return (
    CODE_SET.has(word) ||
    /^(?:R\$|US\$|A\$|C\$|CA\$|NZ\$|S\$|HK\$|MX\$|Rs\.?|₹|[$£€¥円元원₩฿₺₫₱₦]|kr\.?|zł|Kč|Ft|lei|Fr\.?)$/u.test(
      word,
    )
  );
}
