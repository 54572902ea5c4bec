/** A unit as it is printed and, where its meaning is certain, in UCUM (Unified Code for Units of Measure, ucum.org). */
export interface Unit {
  text: string;
  ucum: string | null;
}

/** Printed forms that do not follow the general pattern, in the spelling of {@link simplify}. */
const NAMED_UNITS: Record<string, string | null> = {
  '%': '%',
  percent: '%',
  'vol%': '%',
  '%oftotal': '%',
  'l/l': 'L/L',
  ratio: '{ratio}',
  index: '{index}',
  inr: '{INR}',
  fl: 'fL',
  pg: 'pg',
  pgs: 'pg',
  'cu.micron': 'um3',
  'um^3': 'um3',
  'pg/cell': 'pg',
  'fl/cell': 'fL',
  sec: 's',
  secs: 's',
  second: 's',
  seconds: 's',
  s: 's',
  'sec.': 's',
  min: 'min',
  mins: 'min',
  minutes: 'min',
  'mm/hr': 'mm/h',
  'mm/h': 'mm/h',
  'mm/1sthr': 'mm/h',
  'mm/1hr': 'mm/h',
  mm1sthr: 'mm/h',
  mmin1sthr: 'mm/h',
  'mm/1hour': 'mm/h',
  'mm/hour': 'mm/h',
  'mm/1sthour': 'mm/h',
  'mm/std': 'mm/h',
  'mm/hr.': 'mm/h',
  'mm/saat': 'mm/h',
  mm: 'mm',
  mmhg: 'mm[Hg]',
  kpa: 'kPa',
  'mosm/kg': 'mosm/kg',
  'mosmol/kg': 'mosm/kg',
  'mosm/l': 'mosm/L',
  'mosm/kgh2o': 'mosm/kg',
  'g%': 'g/dL',
  'gm%': 'g/dL',
  'gms%': 'g/dL',
  'mg%': 'mg/dL',
  'ug%': 'ug/dL',
  'gm/dl': 'g/dL',
  'gms/dl': 'g/dL',
  'gr/dl': 'g/dL',
  'gm/l': 'g/L',
  '/hpf': '/[HPF]',
  '/lpf': '/[LPF]',
  'cells/hpf': '/[HPF]',
  'cells/lpf': '/[LPF]',
  perhpf: '/[HPF]',
  '/h.p.f': '/[HPF]',
  '/h.p.f.': '/[HPF]',
  hpf: '/[HPF]',
  lpf: '/[LPF]',
  'rbc/hpf': '/[HPF]',
  'wbc/hpf': '/[HPF]',
  'ml/min/1.73m^2': 'mL/min/{1.73_m2}',
  'ml/min/1.73m2': 'mL/min/{1.73_m2}',
  'ml/min/1.73sqm': 'mL/min/{1.73_m2}',
  'ml/min/1.73sq.m': 'mL/min/{1.73_m2}',
  'ml/min/1.73': 'mL/min/{1.73_m2}',
  'ml/min/{1.73_m2}': 'mL/min/{1.73_m2}',
  'ml/min/1,73m^2': 'mL/min/{1.73_m2}',
  'ml/min/1,73m2': 'mL/min/{1.73_m2}',
  'ml/min/1.73mᒾ': null,
  'ml/min': 'mL/min',
  'mmol/mol': 'mmol/mol',
  'mg/g': 'mg/g',
  'ug/mg': 'ug/mg',
  'mg/mmol': 'mg/mmol',
  'ug/g': 'ug/g',
  'mg/gcreat': 'mg/g',
  'mg/gcr': 'mg/g',
  'mg/gcreatinine': 'mg/g',
  'ug/mgcreat': 'ug/mg',
  'ug/mgcreatinine': 'ug/mg',
  'mcg/mgcreat': 'ug/mg',
  'mg/mmolcreatinine': 'mg/mmol',
  'nmol/lbce': null,
  'ug/mlfeu': 'ug/mL{FEU}',
  'mg/lfeu': 'mg/L{FEU}',
  'ng/mlfeu': 'ng/mL{FEU}',
  'ng/mlddu': 'ng/mL{DDU}',
  'u/gmhb': 'U/g{Hb}',
  'u/ghb': 'U/g{Hb}',
  's/co': '{s_co_ratio}',
  coi: '{s_co_ratio}',
  'au/ml': null,
  'ru/ml': null,
  'eu/dl': null,
  'e.u./dl': null,
  'eu/ml': null,
  'copies/ml': '{copies}/mL',
  'iu/ml': '[IU]/mL',
  'kua/l': null,
  'ku/l': 'kU/L',
  gpl: "[GPL'U]",
  mpl: "[MPL'U]",
  'gplu/ml': null,
  'mplu/ml': null,
  'cells/cumm': '/uL',
  '/cumm': '/uL',
  '/cmm': '/uL',
  'cells/cmm': '/uL',
  '/ul': '/uL',
  'cells/ul': '/uL',
  'cells/mm^3': '/uL',
  'cells/mm3': '/uL',
  '/mm^3': '/uL',
  '/mm3': '/uL',
  '/cu.mm': '/uL',
  'cells/cu.mm': '/uL',
  cumm: '/uL',
  '/cu.mm.': '/uL',
  'cell/ul': '/uL',
  'cells/l': '/L',
  '/l': '/L',
  'cells/ml': '/mL',
  'million/ml': '10*6/mL',
  'mill/ml': '10*6/mL',
  '10^6/ml': '10*6/mL',
  'mmol/24h': 'mmol/(24.h)',
  'g/24h': 'g/(24.h)',
  'mg/24h': 'mg/(24.h)',
  'mg/24hr': 'mg/(24.h)',
  'mg/24hrs': 'mg/(24.h)',
  'mg/day': 'mg/d',
  'g/day': 'g/d',
  'ug/24h': 'ug/(24.h)',
  'mm/hg': null,
  'mm/1h': 'mm/h',
  iu: '[IU]',
  u: 'U',
  'ng/ml/hr': 'ng/mL/h',
  sd: '{SD}',
  mv: null,
  '°c': null,
  g: 'g',
  'umol/lteq': null,
};

const NUMERATORS: Record<string, string> = {
  g: 'g',
  mol: 'mol',
  mole: 'mol',
  moles: 'mol',
  eq: 'eq',
  u: 'U',
  iu: '[IU]',
  kat: 'kat',
  osm: 'osm',
  cells: '{cells}',
};
const PREFIXES: Record<string, string> = { m: 'm', u: 'u', n: 'n', p: 'p', f: 'f', k: 'k', mc: 'u', '': '' };
const VOLUMES: Record<string, string> = {
  dl: 'dL',
  l: 'L',
  ml: 'mL',
  ul: 'uL',
  ltr: 'L',
  lt: 'L',
  '100ml': 'dL',
  cc: 'mL',
  kg: 'kg',
  litre: 'L',
  liter: 'L',
  ['mil']: '',
};
const COUNT_SCALES: Record<string, string> = {
  thou: '10*3',
  thousand: '10*3',
  thousands: '10*3',
  k: '10*3',
  tsd: '10*3',
  mill: '10*6',
  million: '10*6',
  millions: '10*6',
  mil: '10*6',
  mio: '10*6',
  m: '10*6',
  lakh: '10*5',
  lakhs: '10*5',
  lac: '10*5',
  lacs: '10*5',
  g: '10*9',
  t: '10*12',
  giga: '10*9',
  tera: '10*12',
  bil: '10*9',
  billion: '10*9',
  bill: '10*9',
};
const COUNT_VOLUMES: Record<string, string> = {
  ul: 'uL',
  'mm^3': 'uL',
  mm3: 'uL',
  cumm: 'uL',
  cmm: 'uL',
  'cu.mm': 'uL',
  'cu.mm.': 'uL',
  mcl: 'uL',
  l: 'L',
  ml: 'mL',
  nl: 'nL',
  pl: 'pL',
  lit: 'L',
  'c.mm': 'uL',
};

/** The unit that the whole of `text` names, or null. Micro signs, superscripts, `×`, `10E3`, `10*3` and spacing are understood. */
export function parseUnit(text: string): Unit | null {
  // Fonts give the micro sign as the Greek letter at will; one spelling keeps results comparable.
  const printed = text
    .trim()
    .replace(/^[[(](.*)[\])]$/, '$1')
    .trim()
    .replace(/μ/gu, 'µ');
  if (printed === '' || printed.length > 32) return null;
  const simple = simplify(printed);
  if (Object.hasOwn(NAMED_UNITS, simple)) return { text: printed, ucum: NAMED_UNITS[simple] ?? null };
  const ucum = countUnit(simple) ?? concentrationUnit(simple);
  return ucum ? { text: printed, ucum } : null;
}

/** True for units that only laboratories use: a percentage or minutes may stand in any document. */
export function isDistinctiveUnit(text: string): boolean {
  return parseUnit(text) !== null && (/[/]/.test(text) || /^(fl|pg|mmhg|kpa|gm?s?%|mg%)$/i.test(text.trim()));
}

function simplify(text: string): string {
  return text
    .normalize('NFC')
    .replace(/[⁰¹²³⁴-⁹]+/gu, (digits) => `^${superscriptDigits(digits)}`)
    .replace(/[µμ]/gu, 'u')
    .replace(/[×✕*](?=\s*10)|^x(?=\s*10)|(?<=\/)x(?=10)/giu, '')
    .replace(/[⁄∕]/gu, '/')
    .replace(/\s+/gu, '')
    .toLowerCase()
    .replace(/^(mc)(?=(g|mol|l|u|iu)\/)/, 'u')
    .replace(/\/mc(?=[gl]\b)/, '/u')
    .replace(/\.$/, '')
    .replace(/^x(?=10)/, '')
    .replace(/^10(?:\*\*|\^|e|\*|\^\*|x)?\(?([36]|9|12|5)\)?(?=\/|$|cells)/, '10^$1')
    .replace(/cells?(?=\/)/, (cells, offset: number) => (offset > 0 ? '' : cells));
}

function superscriptDigits(text: string): string {
  return [...text].map((character) => '⁰¹²³⁴⁵⁶⁷⁸⁹'.indexOf(character)).join('');
}

function countUnit(simple: string): string | null {
  const match = /^(?:10\^(3|5|6|9|12)|([a-z]+))(?:\/|per)(.+)$/.exec(simple);
  if (!match) return null;
  const scale = match[1] ? `10*${match[1]}` : COUNT_SCALES[match[2] ?? ''];
  const volume = COUNT_VOLUMES[match[3] ?? ''];
  // A bare letter scales counts only in the customary pairs: K/uL, M/uL, G/L, T/L; g/L is grams.
  if (match[2] && match[2].length === 1 && !/^[km]\/(ul|mm\^?3|cumm|mcl)$/.test(simple)) return null;
  return scale && volume ? `${scale}/${volume}` : null;
}

function concentrationUnit(simple: string): string | null {
  const match =
    /^(mc|[munpfk]?)(g|moles?|mol|eq|iu|u|kat|osm)\/(dl|l|ml|ul|ltr|lt|100ml|cc|kg|litre|liter)$/.exec(
      simple,
    );
  if (!match) return null;
  const [, prefix = '', base = '', volume = ''] = match;
  const unit = NUMERATORS[base];
  const below = VOLUMES[volume];
  return unit && below ? `${PREFIXES[prefix] ?? ''}${unit}/${below}` : null;
}
