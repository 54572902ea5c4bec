import { answerQuestion } from '../interpretation/answer.js';
import { describe, measured, wordsFor } from '../interpretation/findings.js';
import { isPicture } from '../interpretation/pictures.js';
import { questionsFor } from '../interpretation/wording.js';
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
  /** Says of an interval that the report does not print where it comes from. */
  referenceOrigin: string | null;
  assessment: string;
  /** The assessment with the distance from the interval: what the bar shows. */
  barWords: string;
  bar: IntervalBar | null;
  outOfRange: boolean;
  critical: boolean;
  needsReview: boolean;
}

export interface FindingBlock {
  title: string;
  severity: Finding['severity'];
  severityWords: string;
  text: string;
  /** The results it rests on, with their values; empty where the text says them. */
  values: string;
  /** Number in the list of sources; null where it rests on the report's own marks and intervals. */
  note: number | null;
}

/** A report as a person reads it, in order; the HTML and the PDF show the same. All text is safe to show. */
export interface ReportContent {
  title: string;
  details: Labelled[];
  summary: Labelled[];
  warnings: string[];
  findings: FindingBlock[];
  answer: string;
  results: { section: string; rows: ResultRow[] }[];
  toCheck: { page: number; text: string }[];
  questions: string[];
  /** The text of a language model, where one worded the findings; without one the parts above say it all. */
  narration: string | null;
  /** Numbered from 1. */
  sources: string[];
  origin: string;
  receipt: Labelled[];
  disclaimer: string;
}

const SEVERITY_WORDS: Record<Finding['severity'], string> = {
  info: 'For information',
  attention: 'Needs attention',
  urgent: 'Urgent',
};

/** Puts a result in the order in which a person reads it: what stands out, all values, what to check, where it comes from. */
export function reportContent(result: ExportedReport, context: ExportContext): ReportContent {
  const { report, findings, query } = result;
  const sources = new NumberedSources();
  const blocks = findingBlocks(result, sources);
  const rows = report.analytes.map((analyte) => resultRow(analyte, sources));
  return {
    title: 'Laboratory report, read by software',
    details: details(result),
    summary: summary(report.analytes),
    warnings: result.warnings.map(visibleLine),
    findings: blocks,
    answer:
      report.analytes.length === 0
        ? ''
        : visibleLine(answerQuestion(report.analytes, findings, query).lead.replace(/^Your question: /, '')),
    results: resultsBySection(report.analytes, rows),
    toCheck: toCheck(report),
    questions: questionsFor(findings).map(visibleLine),
    narration: result.models.some(({ accepted }) => accepted) ? visible(result.analysis) : null,
    sources: sources.all,
    origin: origin(result),
    receipt: receipt(result, context),
    disclaimer: visibleLine(result.disclaimer),
  };
}

/** Citations in the order in which they are first used, each once. */
class NumberedSources {
  readonly all: string[] = [];

  numberOf(citation: string): number {
    const line = visibleLine(citation);
    const known = this.all.indexOf(line);
    return known >= 0 ? known + 1 : this.all.push(line);
  }
}

function resultRow(analyte: AnalyteResult, sources: NumberedSources): ResultRow {
  const { citation } = analyte.reference;
  const outOfRange = analyte.flag !== 'normal' && analyte.flag !== 'unknown';
  return {
    name: visibleLine(analyte.name),
    result: analyte.value_text
      ? visibleLine([analyte.value_text, analyte.unit].filter(Boolean).join(' '))
      : 'not read',
    labFlag: analyte.lab_flag === null ? null : visibleLine(analyte.lab_flag),
    reference: referenceText(analyte.reference) || 'none printed',
    referenceOrigin: referenceOrigin(analyte.reference, citation ? `[${sources.numberOf(citation)}]` : null),
    earlier: earlierValues(analyte),
    assessment: visibleLine(wordsFor(analyte.flag)),
    barWords: visibleLine(assessmentOf(analyte)),
    bar: intervalBar(analyte),
    outOfRange,
    critical: analyte.flag.startsWith('critical'),
    needsReview: analyte.needs_review,
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

/** What several results say together and what is urgent, each once; single results out of range stand in the table. */
function findingBlocks({ report, findings }: ExportedReport, sources: NumberedSources): FindingBlock[] {
  const pictured = new Set(findings.filter(isPicture).flatMap((finding) => finding.rests_on));
  const urgent = new Set(
    findings.flatMap((finding) => (finding.severity === 'urgent' ? finding.rests_on : [])),
  );
  const says = (finding: Finding, told: ReadonlySet<number>): boolean =>
    finding.rests_on.some((index) => !told.has(index));
  return findings
    .filter((finding) =>
      finding.severity === 'urgent'
        ? isPicture(finding) || says(finding, pictured)
        : isPicture(finding) && says(finding, urgent),
    )
    .map((finding) => {
      const results = finding.rests_on.flatMap((index) => report.analytes[index] ?? []);
      const values = results.map((analyte) => `${analyte.name} ${measured(analyte)}`);
      return {
        title: visibleLine(finding.title),
        severity: finding.severity,
        severityWords: SEVERITY_WORDS[finding.severity],
        text: visibleLine(finding.text),
        values: visibleLine(values.filter((value) => !finding.text.includes(value)).join(', ')),
        note: isPublished(finding) ? sources.numberOf(finding.source) : null,
      };
    });
}

function isPublished({ source }: Finding): boolean {
  return source.includes('https://');
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

function origin({ models }: ExportedReport): string {
  return [
    'Values, units, reference intervals and marks: the uploaded report, as printed.',
    ...models.map(modelSentence),
  ]
    .map(visibleLine)
    .join(' ');
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
