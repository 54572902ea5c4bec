import { isKnownName } from '../knowledge/lookup.js';
import { isOutOfRange } from '../interpretation/findings.js';
import type { AnalyteFlag, AnalyteResult, LabReportResult } from '../lab-report.js';

/**
 * A result that a language model may word. Nothing in it is free text of the document: the name is one that the knowledge
 * holds, the unit one that the unit tables hold, everything else is a number or a flag.
 */
export interface NarratedResult {
  index: number;
  /** Unique in the report. */
  name: string;
  value: number;
  comparator: '<' | '>' | null;
  low: number | null;
  high: number | null;
  /** As it is sent; a text may also use the UCUM spelling. */
  unit: string | null;
  units: string[];
  /** The parser's flag; critical also where a published critical limit is passed. */
  flag: AnalyteFlag;
}

/** The results of a report that a model may word, and those that only the rules word. */
export function selectResults(result: LabReportResult): {
  worded: NarratedResult[];
  leftOut: AnalyteResult[];
} {
  const { analytes } = result.report;
  const candidates = analytes.flatMap((analyte, index) => {
    const one = toNarrated(analyte, index, result);
    return one ? [one] : [];
  });
  const worded = withUniqueNames(candidates);
  const indexes = new Set(worded.map(({ index }) => index));
  return { worded, leftOut: analytes.filter((_analyte, index) => !indexes.has(index)) };
}

export function isRemarkable({ flag }: Pick<NarratedResult, 'flag'>): boolean {
  return isOutOfRange({ flag } as AnalyteResult);
}

function toNarrated(analyte: AnalyteResult, index: number, result: LabReportResult): NarratedResult | null {
  const { value, canonical_name: canonicalName, specimen } = analyte;
  if (value === null || canonicalName === null || analyte.needs_review || specimen) return null;
  // A unit that the tables do not hold is free text of the document.
  if (analyte.unit !== null && analyte.ucum_unit === null) return null;
  return {
    index,
    name: isPlainName(analyte.name) ? analyte.name : canonicalName,
    value,
    comparator: analyte.comparator,
    low: analyte.reference.low,
    high: analyte.reference.high,
    unit: analyte.unit,
    units: [...new Set([analyte.unit, analyte.ucum_unit])].filter((unit) => unit !== null),
    flag: effectiveFlag(analyte.flag, passesCriticalLimit(result, index)),
  };
}

/** Names that the knowledge holds letter by letter; one that only its bracket explains may say anything before it. */
function isPlainName(name: string): boolean {
  return (
    name.length <= 48 && /^[\p{L}\p{N} ,.()/+%-]+$/u.test(name) && !/\bby\b/i.test(name) && isKnownName(name)
  );
}

function passesCriticalLimit({ findings }: LabReportResult, index: number): boolean {
  return findings.some(({ rule, rests_on: rests }) => rule === 'critical-limit' && rests.includes(index));
}

function effectiveFlag(flag: AnalyteFlag, critical: boolean): AnalyteFlag {
  return critical && (flag === 'low' || flag === 'high') ? `critical_${flag}` : flag;
}

/** Percent and absolute counts share a name; their units tell them apart. What even these do not is left to the rules. */
function withUniqueNames(results: readonly NarratedResult[]): NarratedResult[] {
  const isShared = countBy(results, ({ name }) => name);
  const named = results.map((one) =>
    isShared(one) && one.unit !== null ? { ...one, name: `${one.name} (${one.unit})` } : one,
  );
  const isStillShared = countBy(named, ({ name }) => name);
  return named.filter((one) => !isStillShared(one));
}

function countBy(
  results: readonly NarratedResult[],
  keyOf: (result: NarratedResult) => string,
): (result: NarratedResult) => boolean {
  const counts = new Map<string, number>();
  for (const result of results) {
    const key = keyOf(result).toLowerCase();
    counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  return (result) => (counts.get(keyOf(result).toLowerCase()) ?? 0) > 1;
}
