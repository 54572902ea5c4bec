import type { Analyte } from '../knowledge/analyte.js';
import { convert } from '../knowledge/convert.js';
import { propertyOf } from '../knowledge/lookup.js';
import type { AnalyteResult } from '../lab-report.js';
import type { Unit } from './units.js';

/** Why a person must look at this value: its unit cannot be right, or the value lies outside what is possible in a living patient. */
export function implausibilities(analyte: Analyte, value: number | null, unit: Unit | null): string[] {
  if (!unit?.ucum) return [];
  const property = propertyOf(unit.ucum);
  if (property !== null && !analyte.measures.includes(property))
    return [`The unit "${unit.text}" cannot belong to ${analyte.name}: unit or name may have been misread.`];
  const { plausible } = analyte;
  if (value === null || plausible === null) return [];
  const converted = convert(value, unit.ucum, analyte.unit, analyte);
  if (converted === null || (converted >= plausible.low && converted <= plausible.high)) return [];
  const limits = `${plausible.low} to ${plausible.high} ${analyte.unit}`;
  return [
    `${value} ${unit.text} is outside what is plausible for ${analyte.name} (${limits}): value or unit may be wrong.`,
  ];
}

/** How far two readings of one result may differ by rounding when they are printed in two units. */
export const SAME_READING = 0.06;

/** Marks results that the report gives more than once under one name with values that do not agree. */
export function markContradictions(
  analytes: readonly AnalyteResult[],
  known: (analyte: AnalyteResult) => Analyte | null,
): AnalyteResult[] {
  return analytes.map((analyte) => {
    const other = analytes.find(
      (candidate) => candidate !== analyte && contradicts(analyte, candidate, known),
    );
    if (!other) return analyte;
    const reason = `The report prints two values for ${analyte.name} that do not agree: ${printed(analyte)} and ${printed(other)}.`;
    return {
      ...analyte,
      needs_review: true,
      reasons: [...analyte.reasons, reason],
      confidence: Math.min(analyte.confidence, 0.5),
    };
  });
}

function contradicts(
  a: AnalyteResult,
  b: AnalyteResult,
  known: (analyte: AnalyteResult) => Analyte | null,
): boolean {
  if (plainName(a.name) !== plainName(b.name) || a.specimen !== b.specimen) return false;
  if (a.value === null || b.value === null || a.comparator !== b.comparator) return false;
  if (a.ucum_unit === b.ucum_unit) return a.value !== b.value && (a.ucum_unit !== null || a.unit === b.unit);
  const analyte = known(a);
  if (!analyte || analyte !== known(b) || !a.ucum_unit || !b.ucum_unit) return false;
  const converted = convert(b.value, b.ucum_unit, a.ucum_unit, analyte);
  return converted !== null && Math.abs(converted - a.value) > SAME_READING * Math.max(converted, a.value);
}

function plainName(name: string): string {
  return name
    .toLowerCase()
    .replace(/[^\p{L}\p{N}%#]+/gu, ' ')
    .trim();
}

function printed(analyte: AnalyteResult): string {
  return [analyte.value_text, analyte.unit].filter(Boolean).join(' ');
}
