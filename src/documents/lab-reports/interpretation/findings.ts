import type { Category } from '../knowledge/analyte.js';
import { ANALYTES } from '../knowledge/analytes.js';
import type { AnalyteResult, Finding, Severity } from '../lab-report.js';

/** Which specialist looks at an analyte; unknown ones go to general practice. */
export function specialistFor(analyte: AnalyteResult): Category {
  return CATEGORIES.get(analyte.canonical_name ?? '') ?? 'general practice';
}

/** True for results that the report's own interval or mark puts outside the expected. */
export function isOutOfRange(analyte: AnalyteResult): boolean {
  return analyte.flag !== 'normal' && analyte.flag !== 'unknown';
}

const CATEGORIES = new Map(ANALYTES.map((analyte) => [analyte.name, analyte.category]));

/** One finding per result outside its printed interval, urgent ones first. Nothing is concluded beyond the report. */
export function findOutOfRange(analytes: readonly AnalyteResult[]): Finding[] {
  return analytes
    .flatMap((analyte, index) => (isOutOfRange(analyte) ? [toFinding(analyte, index)] : []))
    .sort((a, b) => Number(b.severity === 'urgent') - Number(a.severity === 'urgent'));
}

/** The specialists whose analytes the report holds, in the order of the report. */
export function consultedSpecialists(analytes: readonly AnalyteResult[]): Category[] {
  return [...new Set(analytes.map(specialistFor))];
}

function toFinding(analyte: AnalyteResult, index: number): Finding {
  const byMark =
    analyte.reference.low === null && analyte.reference.high === null && analyte.lab_flag !== null;
  return {
    specialist: specialistFor(analyte),
    title: `${analyte.name}: ${wordsFor(analyte.flag)}`,
    severity: severityOf(analyte),
    text: describe(analyte),
    rests_on: [index],
    rule: byMark ? 'marked-by-laboratory' : 'outside-printed-interval',
    source: byMark ? "the laboratory's own mark" : "the report's own reference interval",
  };
}

function severityOf(analyte: AnalyteResult): Severity {
  return analyte.flag.startsWith('critical') ? 'urgent' : 'attention';
}

export function wordsFor(flag: AnalyteResult['flag']): string {
  return {
    low: 'low',
    normal: 'within range',
    high: 'high',
    critical_low: 'critically low',
    critical_high: 'critically high',
    abnormal: 'abnormal',
    unknown: 'not assessed',
  }[flag];
}

/** `Alkaline Phosphatase (ALP) is 150.00 U/L, high against the printed interval 30.00 - 120.00.` */
export function describe(analyte: AnalyteResult): string {
  const measured = [analyte.value_text, analyte.unit].filter(Boolean).join(' ');
  const reference = analyte.reference.text === '' ? '' : `, printed reference ${analyte.reference.text}`;
  const mark = analyte.lab_flag === null ? '' : `, marked "${analyte.lab_flag}" by the laboratory`;
  return `${analyte.name} is ${measured}: ${wordsFor(analyte.flag)}${reference}${mark}.`;
}
