import type { Category, CriticalLimit } from '../knowledge/analyte.js';
import { convert } from '../knowledge/convert.js';
import { findByName } from '../knowledge/lookup.js';
import { cite } from '../knowledge/sources.js';
import type { AnalyteResult, Finding, LabReport, Severity } from '../lab-report.js';
import { findDecreasedFiltration } from './filtration.js';
import { findPatterns } from './patterns.js';

const RANK: Record<Severity, number> = { urgent: 0, attention: 1, info: 2 };
/** Years from which intervals and cutoffs of adults hold. */
export const ADULT = 18;
const DOUBTFUL = 'This reading is doubtful: compare it with the original first.';

/** All findings of a report, urgent ones first: critical values, what several results say together, and each result outside its interval. */
export function findAll(report: LabReport): Finding[] {
  const findings = [
    ...findCritical(report),
    ...findPatterns(report),
    ...findDecreasedFiltration(report),
    ...findOutOfRange(report.analytes),
  ];
  return findings.sort((a, b) => RANK[a.severity] - RANK[b.severity]);
}

/** Which specialist looks at an analyte; unknown ones go to general practice. */
export function specialistFor(analyte: AnalyteResult): Category {
  return findByName(analyte.canonical_name ?? '')?.category ?? 'general practice';
}

/** True for results that the report's own interval or mark puts outside the expected, doubtful readings among them. */
export function isOutOfRange({ flag }: Pick<AnalyteResult, 'flag'>): boolean {
  return flag !== 'normal' && flag !== 'unknown';
}

/** True for results that were read without doubt and compared with something; only these are counted and told as facts. */
export function isAssessed({ flag, needs_review: isDoubtful }: AnalyteResult): boolean {
  return flag !== 'unknown' && !isDoubtful;
}

/** The specialists whose analytes the report holds, in the order of the report. */
export function consultedSpecialists(analytes: readonly AnalyteResult[]): Category[] {
  return [...new Set(analytes.map(specialistFor))];
}

/**
 * Values beyond a published critical limit, which laboratories report by telephone. Doubtful readings are left to review. The limits are those of
 * adults: of a child's result that its own interval holds for normal nothing is said.
 */
function findCritical({ analytes, patient }: LabReport): Finding[] {
  const isChild = patient.age !== undefined && patient.age < ADULT;
  return analytes.flatMap((analyte, index) => {
    const limit = analyte.needs_review || analyte.specimen ? null : criticalLimitBeyond(analyte);
    if (!limit || (isChild && analyte.flag === 'normal')) return [];
    const whose = isChild ? 'critical limit of adults,' : 'critical limit of';
    return [
      {
        specialist: specialistFor(analyte),
        title: `${analyte.name}: critical value`,
        severity: 'urgent' as const,
        text: `${analyte.flag === 'unknown' ? `${analyte.name} ${measured(analyte)}.` : describe(analyte)} It has reached the ${whose} ${limit.value} ${limit.unit}, at which laboratories call the doctor. Get medical advice today.`,
        rests_on: [index],
        rule: 'critical-limit',
        source: cite(limit.source, limit.where),
        ask: `Does the critical value of ${analyte.name} have to be treated or measured again today?`,
      },
    ];
  });
}

/** True for values of blood that have reached a published critical limit, doubtful readings among them. */
export function hasReachedCriticalLimit(analyte: AnalyteResult): boolean {
  return !analyte.specimen && criticalLimitBeyond(analyte) !== null;
}

function criticalLimitBeyond(analyte: AnalyteResult): (CriticalLimit & { unit: string }) | null {
  const known = findByName(analyte.canonical_name ?? '');
  if (!known || analyte.value === null || analyte.ucum_unit === null) return null;
  const value = convert(analyte.value, analyte.ucum_unit, known.unit, known);
  const { low, high } = known.critical;
  if (value === null) return null;
  const unit = (analyte.ucum_unit === known.unit && analyte.unit) || known.unit;
  const isAt = (limit: CriticalLimit, comparator: '<' | '>'): boolean =>
    value === limit.value && (limit.inclusive === true || analyte.comparator === comparator);
  if (low && (value < low.value || isAt(low, '<')) && analyte.comparator !== '>') return { ...low, unit };
  if (high && (value > high.value || isAt(high, '>')) && analyte.comparator !== '<') return { ...high, unit };
  return null;
}

/** One finding per result outside its interval; doubtful readings say so. */
function findOutOfRange(analytes: readonly AnalyteResult[]): Finding[] {
  return analytes.flatMap((analyte, index) => (isOutOfRange(analyte) ? [toFinding(analyte, index)] : []));
}

function toFinding(analyte: AnalyteResult, index: number): Finding {
  const { rule, source } = basisOf(analyte);
  return {
    specialist: specialistFor(analyte),
    title: `${analyte.name}: ${wordsFor(analyte.flag)}`,
    severity: analyte.flag.startsWith('critical') ? 'urgent' : 'attention',
    text: analyte.needs_review ? `${describe(analyte)} ${DOUBTFUL}` : describe(analyte),
    rests_on: [index],
    rule,
    source,
  };
}

function basisOf({ reference, lab_flag }: AnalyteResult): { rule: string; source: string } {
  if (reference.source === 'builtin')
    return { rule: 'outside-published-interval', source: reference.citation ?? '' };
  const byMark = reference.low === null && reference.high === null && lab_flag !== null;
  return byMark
    ? { rule: 'marked-by-laboratory', source: "the laboratory's own mark" }
    : { rule: 'outside-printed-interval', source: "the report's own reference interval" };
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

/** `Alkaline Phosphatase (ALP) 150.00 U/L: high, printed reference 30.00 - 120.00.` */
export function describe(analyte: AnalyteResult): string {
  const kind = analyte.reference.source === 'builtin' ? 'published' : 'printed';
  const reference = analyte.reference.text === '' ? '' : `, ${kind} reference ${analyte.reference.text}`;
  const mark = analyte.lab_flag === null ? '' : `, marked "${analyte.lab_flag}" by the laboratory`;
  return `${analyte.name} ${measured(analyte)}: ${wordsFor(analyte.flag)}${reference}${mark}.`;
}

/** Value and unit as printed. */
export function measured(analyte: AnalyteResult): string {
  return analyte.value_text === ''
    ? 'not read'
    : [analyte.value_text, analyte.unit].filter(Boolean).join(' ');
}
