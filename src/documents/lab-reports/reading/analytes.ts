import { judge } from '../interpretation/judge.js';
import { findAnalyte, loincOf } from '../knowledge/lookup.js';
import type { AnalyteResult } from '../lab-report.js';
import { isNoReference } from './ranges.js';
import type { PrintedRow } from './rows.js';
import { parseUnit, type Unit } from './units.js';

/** LOINC codes here are for blood; a row of another specimen keeps its name and gets no code. */
const OTHER_SPECIMEN =
  /\b(?:urine|urinary|urin|csf|cerebrospinal|stool|fa?eces|sputum|semen|saliva|pleural|ascitic|synovial|orina|idrar)\b/i;

/** Completes a printed row: canonical name, codes, flag, and every reason to have a person look at it. */
export function toAnalyte(row: PrintedRow): AnalyteResult {
  const unit = row.unit ?? unitInName(row.name);
  const analyte = findAnalyte(row.name, unit?.ucum ?? null);
  const isBlood = !OTHER_SPECIMEN.test(`${row.name} ${row.section ?? ''}`);
  const judgement = judge(row.value, row.interval, row.flag);
  const reasons = [...row.reasons, ...readingDoubts(row, unit), ...judgement.reasons];
  return {
    name: row.name,
    canonical_name: analyte?.name ?? null,
    loinc: analyte && isBlood ? loincOf(analyte, unit?.ucum ?? null) : null,
    value: row.value.value,
    value_text: row.value.text,
    comparator: row.value.comparator,
    unit: unit?.text ?? null,
    ucum_unit: unit?.ucum ?? null,
    reference: {
      low: row.interval?.low ?? null,
      high: row.interval?.high ?? null,
      text: row.referenceText,
      source: 'report',
    },
    lab_flag: row.flag,
    flag: judgement.flag,
    needs_review: reasons.length > 0,
    reasons,
    confidence: confidenceOf(row, analyte !== null, reasons.length),
    page: row.page,
    box: row.box.map((edge) => Math.round(edge * 10) / 10) as AnalyteResult['box'],
    section: row.section,
    raw: row.raw,
  };
}

/** `Glucose (mg/dL)`, `Neutrophils %`: some reports print the unit only with the name. */
function unitInName(name: string): Unit | null {
  const inBrackets = /[([]([^()[\]]+)[)\]]\s*$/.exec(name)?.[1];
  const atEnd = /(?:,\s*|\s)(%|[^\s,]+\/[^\s,]+)$/.exec(name)?.[1];
  return (inBrackets ? parseUnit(inBrackets) : null) ?? (atEnd ? parseUnit(atEnd) : null);
}

function readingDoubts(row: PrintedRow, unit: Unit | null): string[] {
  const doubts: string[] = [];
  const { value, interval } = row;
  if (!value.certain && value.value === null)
    doubts.push('The value could not be read as a number with certainty.');
  else if (!value.certain) doubts.push(`The number "${value.text}" can be read in more than one way.`);
  if (row.referenceText !== '' && interval === null && !isNoReference(row.referenceText))
    doubts.push('The printed reference could not be read.');
  if (interval && !interval.certain)
    doubts.push('The printed reference interval can be read in more than one way.');
  if (interval?.kind === 'tiers')
    doubts.push('The report prints several reference intervals; which one applies is not certain.');
  if (
    interval?.unit &&
    unit &&
    interval.unit.ucum !== unit.ucum &&
    interval.unit.ucum !== null &&
    unit.ucum !== null
  ) {
    doubts.push('Value and reference interval are printed in different units.');
  }
  return doubts;
}

/** Rows under recognised headings read surest; unknown names, missing units and doubts each take something away. */
function confidenceOf(row: PrintedRow, known: boolean, doubts: number): number {
  let confidence = row.layout === 'table' ? 0.98 : 0.93;
  if (!known) confidence -= 0.08;
  if (row.unit === null && row.value.value !== null) confidence -= 0.03;
  if (doubts > 0) confidence = Math.min(confidence, 0.6) - 0.1 * (doubts - 1);
  return Math.round(Math.max(0.1, confidence) * 100) / 100;
}
