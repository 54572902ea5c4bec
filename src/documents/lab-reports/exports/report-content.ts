import { describe } from '../interpretation/findings.js';
import type { AnalyteResult, Finding, LabReport, ResultModel } from '../lab-report.js';
import type { ExportContext, ExportedReport } from './exported-report.js';
import { assessmentOf, intervalBar, type IntervalBar } from './interval-bar.js';
import { referenceOrigin, referenceText } from './reference-text.js';
import { visible, visibleLine } from './visible-text.js';

export interface Labelled {
  label: string;
  value: string;
}

/** One result, ready to be shown. */
export interface ResultRow {
  name: string;
  /** Value and unit as printed, with the laboratory's own mark. */
  result: string;
  labFlag: string | null;
  /** Values of earlier dates that are printed beside it. */
  earlier: string | null;
  reference: string;
  /** Where an interval comes from that the report does not print. */
  referenceOrigin: string | null;
  assessment: string;
  bar: IntervalBar | null;
  outOfRange: boolean;
  critical: boolean;
  needsReview: boolean;
  page: number;
  loinc: string | null;
}

export interface FindingBlock {
  title: string;
  severity: Finding['severity'];
  severityWords: string;
  text: string;
  /** What the finding rests on, as a sentence. */
  source: string;
  rows: ResultRow[];
}

/** A report as a person reads it, in order; the HTML and the PDF show the same. All text is safe to show. */
export interface ReportContent {
  title: string;
  details: Labelled[];
  summary: Labelled[];
  findings: { specialist: string; findings: FindingBlock[] }[];
  results: { section: string; rows: ResultRow[] }[];
  toCheck: { page: number; text: string }[];
  warnings: string[];
  analysis: string;
  sources: string[];
  receipt: Labelled[];
  disclaimer: string;
}

const SEVERITY_WORDS: Record<Finding['severity'], string> = {
  info: 'For information',
  attention: 'Needs attention',
  urgent: 'Urgent: marked critical by the laboratory',
};

/** Puts a result in the order in which a person reads it: what stands out, all values, what to check, where it comes from. */
export function reportContent(result: ExportedReport, context: ExportContext): ReportContent {
  const rows = result.report.analytes.map(resultRow);
  return {
    title: 'Laboratory report, read by software',
    details: details(result),
    summary: summary(result.report.analytes),
    findings: findingsBySpecialist(result.findings, rows),
    results: resultsBySection(result.report.analytes, rows),
    toCheck: toCheck(result.report),
    warnings: result.warnings.map(visibleLine),
    analysis: visible(result.analysis),
    sources: sources(result),
    receipt: receipt(result, context),
    disclaimer: visibleLine(result.disclaimer),
  };
}

function resultRow(analyte: AnalyteResult): ResultRow {
  const outOfRange = analyte.flag !== 'normal' && analyte.flag !== 'unknown';
  return {
    name: visibleLine(analyte.name),
    result: analyte.value_text
      ? visibleLine([analyte.value_text, analyte.unit].filter(Boolean).join(' '))
      : 'not read',
    labFlag: analyte.lab_flag === null ? null : visibleLine(analyte.lab_flag),
    reference: referenceText(analyte.reference) || 'none printed',
    referenceOrigin: referenceOrigin(analyte.reference),
    earlier: earlierValues(analyte),
    assessment: visibleLine(assessmentOf(analyte)),
    bar: intervalBar(analyte),
    outOfRange,
    critical: analyte.flag.startsWith('critical'),
    needsReview: analyte.needs_review,
    page: analyte.page,
    loinc: analyte.loinc,
  };
}

function earlierValues({ previous = [] }: AnalyteResult): string | null {
  if (previous.length === 0) return null;
  const values = previous.map(({ value, date }) => (date === null ? String(value) : `${value} (${date})`));
  return visibleLine(`earlier: ${values.join(', ')}`);
}

function details({ report, file_processed: file }: ExportedReport): Labelled[] {
  const { age, sex } = report.patient;
  const patient = [sex, age === undefined ? undefined : `${age} years`].filter(Boolean).join(', ');
  return labelled([
    ['Laboratory', report.laboratory],
    ['Sample collected', localTime(report.collected_at)],
    ['Reported', localTime(report.reported_at)],
    ['Patient', patient],
    ['File', file],
  ]);
}

function localTime(text: string | undefined): string | undefined {
  return text?.includes('T') ? `${text.replace('T', ' ')} (local time of the laboratory)` : text;
}

function summary(analytes: readonly AnalyteResult[]): Labelled[] {
  const count = (test: (analyte: AnalyteResult) => boolean): string => String(analytes.filter(test).length);
  return [
    { label: 'results read', value: String(analytes.length) },
    { label: 'out of range', value: count(({ flag }) => flag !== 'normal' && flag !== 'unknown') },
    { label: 'within range', value: count(({ flag }) => flag === 'normal') },
    { label: 'not assessed', value: count(({ flag }) => flag === 'unknown') },
    { label: 'to be checked', value: count((analyte) => analyte.needs_review) },
  ];
}

function findingsBySpecialist(
  findings: readonly Finding[],
  rows: readonly ResultRow[],
): ReportContent['findings'] {
  const specialists = [...new Set(findings.map((finding) => finding.specialist))];
  return specialists.map((specialist) => ({
    specialist: capitalized(visibleLine(specialist)),
    findings: findings
      .filter((finding) => finding.specialist === specialist)
      .map((finding) =>
        findingBlock(
          finding,
          finding.rests_on.flatMap((index) => rows[index] ?? []),
        ),
      ),
  }));
}

function findingBlock(finding: Finding, rows: ResultRow[]): FindingBlock {
  const pages = [...new Set(rows.map((row) => row.page))];
  const place = pages.length === 0 ? '' : `, page ${pages.join(', ')} of the report`;
  return {
    title: visibleLine(finding.title),
    severity: finding.severity,
    severityWords: SEVERITY_WORDS[finding.severity],
    text: visibleLine(finding.text),
    source: visibleLine(`Rests on ${finding.source}${place}.`),
    rows,
  };
}

function resultsBySection(
  analytes: readonly AnalyteResult[],
  rows: readonly ResultRow[],
): ReportContent['results'] {
  const sections = new Map<string, ResultRow[]>();
  rows.forEach((row, index) => {
    const section = visibleLine(analytes[index]?.section ?? '') || 'Results without a heading';
    sections.set(section, [...(sections.get(section) ?? []), row]);
  });
  return [...sections].map(([section, own]) => ({ section, rows: own }));
}

function toCheck({ analytes, unread }: LabReport): ReportContent['toCheck'] {
  const doubtful = analytes.filter((analyte) => analyte.needs_review);
  return [
    ...doubtful.map(({ page, ...analyte }) => ({
      page,
      text: visibleLine(`${describe({ page, ...analyte })} ${analyte.reasons.join(' ')}`),
    })),
    ...unread.map(({ page, text }) => ({
      page,
      text: visibleLine(`This line looks like a result and could not be read: "${text}"`),
    })),
  ];
}

function sources({ findings, models, report }: ExportedReport): string[] {
  const citations = [...new Set(report.analytes.flatMap(({ reference }) => reference.citation ?? []))];
  const coded = report.analytes.some((analyte) => analyte.loinc !== null);
  return [
    'Values, units, reference intervals and marks: the uploaded report, as printed.',
    ...[...new Set(findings.map(({ rule, source }) => `Findings by the rule "${rule}": ${source}.`))].map(
      visibleLine,
    ),
    ...models.map(modelSentence).map(visibleLine),
    ...citations.map((citation) => visibleLine(`Interval not printed on the report: ${citation}`)),
    ...(coded ? ['LOINC codes: LOINC (loinc.org), Regenstrief Institute.'] : []),
  ];
}

function modelSentence({ name, version, kind, accepted }: ResultModel): string {
  if (kind === 'rules') return `Read by ${name} ${version} (rules).`;
  return accepted
    ? `Analysis worded by the language model ${name} (${version}) and checked against the results.`
    : `A text of the language model ${name} (${version}) did not fit the results and is not used.`;
}

function receipt({ receipt: proof }: ExportedReport, { jobId, issued }: ExportContext): Labelled[] {
  const hashes = Object.values(proof?.input_sha256 ?? {}).join(', ');
  return labelled([
    ['Job', jobId],
    ['SHA-256 of the file', hashes],
    ['Program', proof?.build && `Assay ${proof.build.version}, Node ${proof.build.node}`],
    ['Submitted', proof?.submitted_at],
    ['Finished', proof?.finished_at ?? issued.toISOString()],
  ]);
}

function labelled(pairs: [label: string, value: string | undefined][]): Labelled[] {
  return pairs.flatMap(([label, value]) => (value ? [{ label, value: visibleLine(value) }] : []));
}

function capitalized(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
