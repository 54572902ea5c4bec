import { loadJson } from '../knowledge/load-json.js';

/** A unit as it is printed and, where its meaning is certain, in UCUM (Unified Code for Units of Measure, ucum.org). */
export interface Unit {
  text: string;
  ucum: string | null;
}

const TABLES = loadJson('units.json') as UnitTables;
const NAMED_UNITS = TABLES.named;
const NUMERATORS = TABLES.numerators;
const PREFIXES = TABLES.prefixes;
const VOLUMES = TABLES.volumes;
const COUNT_SCALES = TABLES.count_scales;
const COUNT_VOLUMES = TABLES.count_volumes;

interface UnitTables {
  named: Record<string, string | null>;
  numerators: Record<string, string>;
  prefixes: Record<string, string>;
  volumes: Record<string, string>;
  count_scales: Record<string, string>;
  count_volumes: Record<string, string>;
}

/** The unit that the whole of `text` names, or null. Micro signs, superscripts, `×`, `10E3`, `10*3` and spacing are understood. */
export function parseUnit(text: string): Unit | null {
  // Fonts give the micro sign as the Greek letter at will; one spelling keeps results comparable.
  const printed = text
    .trim()
    .replace(/^[[(](.*)[\])]$/, '$1')
    .trim()
    .replace(/μ/gu, 'µ');
  if (printed === '' || printed.length > 32) return null;
  if (printed === 'T/L' || printed === 'T/l') return { text: printed, ucum: '10*12/L' };
  const simple = simplify(printed);
  if (Object.hasOwn(NAMED_UNITS, simple)) return { text: printed, ucum: NAMED_UNITS[simple] ?? null };
  const ucum = countUnit(simple) ?? concentrationUnit(simple);
  return ucum ? { text: printed, ucum } : null;
}

/** `G/L` is giga per litre where cells are counted, as in France, and grams per litre in reports in capitals. */
export function isGigaOrGrams(unit: Unit): boolean {
  return /^G\/[Ll]$/.test(unit.text);
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
    .replace(/(?<=m)\*+2$/u, '^2')
    .replace(/^x?e(?=(?:[369]|12)\/)/u, '10^')
    .replace(/^([mµuknp]?)ui(?=\/)/, '$1iu')
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
  const match = /^(?:10\^(3|5|6|9|12)|(\p{L}+)\.?)(?:\/|per)(.+)$/u.exec(simple);
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
