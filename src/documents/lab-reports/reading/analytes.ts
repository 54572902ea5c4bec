import { judge } from '../interpretation/judge.js';
import type { Analyte } from '../knowledge/analyte.js';
import { findAnalyte, loincOf } from '../knowledge/lookup.js';
import { builtinReference } from '../knowledge/reference.js';
import type { AnalyteResult, Reference } from '../lab-report.js';
import type { RecognizedWords } from '../../text/recognized.js';
import type { Word } from '../../text/text-document.js';
import type { Patient, PrintedInterval } from './interval.js';
import { mistakenUnit } from './mistaken-units.js';
import { splitLoincCode } from './names.js';
import { implausibilities, markContradictions } from './plausibility.js';
import { isNoReference } from './ranges.js';
import type { PrintedRow } from './printed-row.js';
import { isNoResult } from './results.js';
import { recognitionConfidence, recognitionDoubts } from './recognition.js';
import { isGigaOrGrams, parseUnit, type Unit } from './units.js';

/** LOINC codes here are for blood; a row of another specimen keeps its name and gets no code. */
const OTHER_SPECIMEN =
  /\b(?:urine|urinary|urin|csf|cerebrospinal|stool|fa?eces|sputum|semen|saliva|pleural|ascitic|synovial|orina|idrar)\b/i;

/** `Note: Glucose`, unlike `AST : ALT Ratio`. */
const READS_LIKE_A_SENTENCE = /\p{L}:\s+\p{L}/u;

/** The results of a report: printed rows completed with names, codes, flags, and every reason to have a person look at them. */
export function toAnalytes(
  rows: readonly PrintedRow[],
  patient: Patient,
  recognized: RecognizedWords = () => [],
): AnalyteResult[] {
  return markContradictions(
    rows.map((row) => toAnalyte(row, patient, recognized(row.page, row.box))),
    (analyte) => findAnalyte(analyte.name, analyte.ucum_unit),
  );
}

function toAnalyte(row: PrintedRow, patient: Patient, words: readonly Word[]): AnalyteResult {
  const { name, code } = splitLoincCode(row.name);
  const unit = settleUnit(row.unit ?? unitInName(name), name, row.value.value);
  const isBlood = !OTHER_SPECIMEN.test(`${name} ${row.section ?? ''}`);
  const analyte = findAnalyte(name, unit?.ucum ?? null);
  const reference = referenceFor(row, isBlood ? analyte : null, unit, patient);
  const judgement = judge(row.value, reference.interval, row.flag);
  const doubts =
    isBlood && analyte
      ? [
          ...implausibilities(analyte, row.value.value, unit),
          ...mistakenUnit(analyte, row.value, unit, row.interval, patient.sex),
        ]
      : [];
  const isPlausible = isBlood && Boolean(analyte?.plausible && unit?.ucum);
  const reasons = [
    ...row.reasons,
    ...readingDoubts(row, unit),
    ...(analyte?.plausible && isMarkAlone(row.value)
      ? ['The report prints a judgement here where a number belongs.']
      : []),
    ...(analyte === null && READS_LIKE_A_SENTENCE.test(name)
      ? ['The name reads like a label or a sentence, and no such analyte is known.']
      : []),
    ...recognitionDoubts({ row, words, isPlausible }),
    ...doubts,
    ...judgement.reasons,
  ];
  return {
    name,
    canonical_name: analyte?.name ?? null,
    loinc: code ?? (analyte && isBlood && doubts.length === 0 ? loincOf(analyte, unit?.ucum ?? null) : null),
    value: row.value.value,
    value_text: row.value.text,
    comparator: row.value.comparator,
    unit: unit?.text ?? null,
    ucum_unit: unit?.ucum ?? null,
    reference: reference.view,
    lab_flag: row.flag,
    flag: judgement.flag,
    needs_review: reasons.length > 0,
    reasons,
    confidence: Math.min(recognitionConfidence(words), confidenceOf(row, analyte !== null, reasons.length)),
    page: row.page,
    box: row.box.map((edge) => Math.round(edge * 10) / 10) as AnalyteResult['box'],
    section: row.section,
    ...(!isBlood && { specimen: 'other' as const }),
    ...(row.previous.length > 0 && { previous: row.previous }),
    raw: row.raw,
  };
}

/** The printed reference; only where none is printed and the laboratory gave no mark, a published one that holds for the patient. */
function referenceFor(
  row: PrintedRow,
  analyte: Analyte | null,
  unit: Unit | null,
  patient: Patient,
): { view: Reference; interval: PrintedInterval | null } {
  const { interval, referenceText } = row;
  const builtin =
    interval !== null || referenceText !== '' || row.flag !== null || analyte === null
      ? null
      : builtinReference(analyte, unit?.ucum ?? null, patient);
  if (!builtin) {
    const view = {
      low: interval?.low ?? null,
      high: interval?.high ?? null,
      text: referenceText,
      source: 'report',
    } as const;
    return { view, interval };
  }
  const { low, high, highInclusive, text, citation } = builtin;
  return {
    view: { low, high, text, source: 'builtin', citation },
    interval: {
      low,
      high,
      text,
      lowInclusive: true,
      highInclusive,
      unit: null,
      kind: 'interval',
      certain: true,
    },
  };
}

/** What `G/L` means is told by the analyte, what `mil/mm3` means by the value; where they leave it open it stays open. */
function settleUnit(unit: Unit | null, name: string, value: number | null): Unit | null {
  if (unit && /^mil\b/i.test(unit.text) && value !== null) return settleMil(unit, name, value);
  if (!unit || !isGigaOrGrams(unit)) return unit;
  const isCount = findAnalyte(name, '10*9/L')?.measures.includes('count') ?? false;
  const isMass = findAnalyte(name, 'g/L')?.measures.includes('mass') ?? false;
  if (isCount === isMass) return { ...unit, ucum: null };
  return { ...unit, ucum: isCount ? '10*9/L' : 'g/L' };
}

/** A million in India, a thousand in Spain and Brazil: the one of which the value is possible. */
function settleMil(unit: Unit, name: string, value: number): Unit {
  const analyte = findAnalyte(name, unit.ucum);
  const possible = ['10*6/uL', '10*3/uL'].filter(
    (ucum) => analyte && implausibilities(analyte, value, { text: unit.text, ucum }).length === 0,
  );
  return { ...unit, ucum: possible.length === 1 ? (possible[0] ?? null) : null };
}

/** `Glucose (mg/dL)`, `Neutrophils %`: some reports print the unit only with the name. */
function unitInName(name: string): Unit | null {
  const inBrackets = /[([]([^()[\]]+)[)\]]\s*$/.exec(name)?.[1];
  const atEnd = /(?:,\s*|\s)(%|[^\s,]+\/[^\s,]+)$/.exec(name)?.[1];
  return (inBrackets ? parseUnit(inBrackets) : null) ?? (atEnd ? parseUnit(atEnd) : null);
}

/** `Hemoglobin  Normal`: the number may stand elsewhere. */
function isMarkAlone({ value, text }: PrintedRow['value']): boolean {
  return value === null && /^(?:normal|abnormal|high|low)$/i.test(text.trim());
}

function readingDoubts(row: PrintedRow, unit: Unit | null): string[] {
  const doubts: string[] = [];
  const { value, interval } = row;
  if (isNoResult(value.text)) doubts.push('The report gives no result here.');
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
    interval.unit.text !== unit.text &&
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
