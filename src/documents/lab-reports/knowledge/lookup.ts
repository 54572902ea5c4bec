import { parseUnit } from '../reading/units.js';
import type { Analyte, Property } from './analyte.js';
import { ANALYTES } from './analytes.js';

const BY_ALIAS = indexByAlias();
/** Every word of a known name, as names are compared. */
const WORDS = new Set([...BY_ALIAS.keys()].flatMap((alias) => alias.split(' ')));
const BY_NAME = new Map(ANALYTES.map((analyte) => [analyte.name, analyte]));

/** Words that say how or in what something was measured and leave the analyte the same; without accents, as names are compared. */
const QUALIFIERS =
  /(?<![\p{L}\p{N}])(?:serum|plasma|blood|whole blood|s|p|b|edta|fluoride|estimated|calculated|calc|direct method|measured|quantitative|quant|automated|auto|level|levels|test|concentration|by [a-z]+|hplc|clia|eclia|elisa|ise|cmia|clia method|ecl|cobas|ifcc|method|methode|metodo|enzymatic|jaffe|siero|plasma|sangue|suero|serico|serica|sangre|serum|sang|sanguin|sanguine|soro|kan|serumda|vollblut|i s|photometric|turbidimetric|immunoturbidimetric|spectrophotometry|nephelometry|estimation|observation|w reflex to [a-z0-9]+)(?![\p{L}\p{N}])/gu;

/** The other names of an analyte. */
export function aliasesOf(analyte: Analyte): string[] {
  return Object.values(analyte.aliases).flat();
}

/** What a UCUM unit measures, as far as it decides between LOINC codes. */
export function propertyOf(ucum: string | null): Property | null {
  if (!ucum) return null;
  if (ucum === '%' || ucum === 'L/L') return 'fraction';
  if (ucum === 'fL' || ucum === 'um3') return 'entitic_volume';
  if (ucum === 'pg') return 'entitic_mass';
  if (ucum === 's') return 'time';
  if (ucum === 'mm/h') return 'sedimentation';
  if (ucum === 'mmol/mol') return 'substance_ratio';
  if (/^[mu]?g\/m?g(?:\{creat\})?$/.test(ucum)) return 'mass_ratio';
  if (/^[mu]?g\/[mu]?mol$/.test(ucum)) return 'mass_substance_ratio';
  if (/^m?osm\/k?g$/.test(ucum)) return 'osmolality';
  if (/^\{(?:ratio|INR|index|s_co_ratio)\}$/.test(ucum)) return 'ratio';
  if (/^mL\/min/.test(ucum)) return 'rate';
  if (/^(?:10\*\d+)?\/[umnp]?L$/.test(ucum)) return 'count';
  if (/^[munpf]?g\/[dmu]?L(?:\{FEU\}|\{DDU\})?$/.test(ucum)) return 'mass';
  if (/^[munpf]?(?:mol|eq)\/[dmu]?L$/.test(ucum)) return 'substance';
  if (/^[munk]?\[IU\]\/m?L$/.test(ucum)) return 'international';
  if (/^[munk]?(?:U|kat)\/m?L$/.test(ucum)) return 'activity';
  return null;
}

/** The analyte that a printed name and unit stand for; null where the name is unknown or the unit leaves it open. */
export function findAnalyte(printedName: string, ucum: string | null): Analyte | null {
  const property = propertyOf(ucum);
  for (const alias of [...spellings(printedName), ...abbreviation(printedName)]) {
    const candidates = BY_ALIAS.get(alias);
    if (!candidates) continue;
    const fitting = candidates.filter(
      (analyte) => !analyte.only || (property !== null && analyte.only.includes(property)),
    );
    return fitting.length === 1 ? (fitting[0] ?? null) : null;
  }
  return null;
}

/** The analyte of a canonical name. */
export function findByName(canonicalName: string): Analyte | null {
  return BY_NAME.get(canonicalName) ?? null;
}

/** The LOINC code for blood, serum or plasma; null where the unit does not settle it. `IU/L` counts as enzyme activity too. */
export function loincOf(analyte: Analyte, ucum: string | null): string | null {
  const property = propertyOf(ucum);
  if (!property) return analyte.loinc.ratio && ucum === null ? analyte.loinc.ratio : null;
  const isEnzyme = property === 'international' && analyte.loinc.activity !== undefined;
  const isHormone = property === 'activity' && analyte.loinc.international !== undefined;
  return analyte.loinc[isEnzyme ? 'activity' : isHormone ? 'international' : property] ?? null;
}

/** True if the name is one of the known ones, whatever its unit. */
export function isKnownName(printedName: string): boolean {
  return spellings(printedName).some((alias) => BY_ALIAS.has(alias));
}

/** The words of known names, or those of so many signs, in lower case and without accents. */
export function knownWords(length?: number): string[] {
  return [...WORDS].filter((word) => length === undefined || word.length === length);
}

/** True for words that only say how or in what was measured: `ECLIA`, `Serum`. */
export function isQualifier(text: string): boolean {
  return unqualified(text) === '';
}

function indexByAlias(): ReadonlyMap<string, Analyte[]> {
  const index = new Map<string, Analyte[]>();
  for (const analyte of ANALYTES) {
    const aliases = new Set([analyte.name, ...aliasesOf(analyte)].map(normalize));
    for (const alias of aliases) index.set(alias, [...(index.get(alias) ?? []), analyte]);
  }
  return index;
}

/**
 * The name as printed, then without qualifiers, then without its bracket: `Packed Cell Volume (PCV)`.
 * A bracket is left out only if it means the same or says how it was measured: `Calcium (ionized)` is not calcium.
 */
function spellings(printedName: string): string[] {
  const plain = withoutUnit(printedName.replace(/[*#†‡:]+/g, ' ').replace(/\s0\d$/, ''));
  const bracket = /[([]([^)\]]+)[)\]]/.exec(plain)?.[1] ?? '';
  const withoutBracket = plain.replace(/[([][^)\]]*[)\]]/g, ' ');
  const forms = [normalize(plain), unqualified(plain)];
  if (bracket && saysTheSame(withoutBracket, bracket))
    forms.push(normalize(withoutBracket), unqualified(withoutBracket));
  return [...new Set(forms)].filter((form) => form !== '');
}

/** `Hemoglobin, g/dL` → `Hemoglobin`. */
function withoutUnit(name: string): string {
  const match = /^(.+),\s*(\S+)$/.exec(name.trim());
  return match && parseUnit(match[2] ?? '') ? (match[1] ?? '') : name;
}

/** The bracket alone, where the words before it are not known: `Glutamic pyruvic transaminase (SGPT)`. */
function abbreviation(printedName: string): string[] {
  const bracket = /[([]([A-Za-z0-9+\- ]{3,})[)\]]/.exec(printedName)?.[1];
  return bracket && !SAYS_WHICH.test(bracket) && !/\b(?:ratio|index)\b/i.test(printedName)
    ? [normalize(bracket)]
    : [];
}

/** `Endomysial antibody (IgA)`: the class of the antibody, not the amount of the class. */
const SAYS_WHICH = /^ig[agmed]\d?$/i;

function saysTheSame(name: string, bracket: string): boolean {
  if (unqualified(bracket) === '' || parseUnit(bracket)) return true;
  const own = BY_ALIAS.get(normalize(name)) ?? BY_ALIAS.get(unqualified(name)) ?? [];
  const other = BY_ALIAS.get(normalize(bracket)) ?? [];
  return own.some((analyte) => other.includes(analyte));
}

function unqualified(text: string): string {
  return normalize(text).replace(QUALIFIERS, ' ').replace(/\s+/g, ' ').trim();
}

/** For comparing: reports in capitals and text recognition leave accents out. */
function normalize(text: string): string {
  return text
    .replace(
      /(?<![\p{L}\p{N}])(?:\p{L}\.\s?)+\p{L}(?![\p{L}\p{N}])\.?/gu,
      (dotted) => `${dotted.replace(/[.\s]/g, '')} `,
    )
    .toLowerCase()
    .replace(/⁺/g, '+')
    .replace(/⁻/g, '-')
    .replace(/(?<=\w)[+-](?=\s|\)|$)/g, '')
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .replace(/[^\p{L}\p{N}%#&]+/gu, ' ')
    .replace(/(?<=\p{L})([%#])/gu, ' $1')
    .trim();
}
