import { aliasesOf, findAnalyte } from '../knowledge/lookup.js';
import type { AnalyteResult, Finding, LabReport } from '../lab-report.js';
import { describe, isOutOfRange, specialistFor } from './findings.js';

export const DISCLAIMER =
  'This is an automatic reading of the report, not a diagnosis. Discuss the results with a physician, who knows your history.';

/** The analysis in plain text: what is out of range, the answer to the query, what is normal, what a person must check. */
export function writeAnalysis(report: LabReport, findings: readonly Finding[], query: string): string {
  const parts = [
    outOfRangePart(report.analytes, findings),
    answer(report.analytes, query),
    normalPart(report.analytes),
    unassessedPart(report.analytes),
    reviewPart(report),
    DISCLAIMER,
  ];
  return parts.filter((part) => part !== '').join('\n\n');
}

/** The analytes that the query names, if it names any. */
export function askedFor(analytes: readonly AnalyteResult[], query: string): AnalyteResult[] {
  const words = ` ${plain(query)} `;
  return analytes.filter((analyte) => namesOf(analyte).some((name) => words.includes(` ${name} `)));
}

function namesOf(analyte: AnalyteResult): string[] {
  const known = findAnalyte(analyte.name, analyte.ucum_unit);
  const names = [
    analyte.name,
    analyte.name.replace(/[([].*$/, ''),
    known?.name ?? '',
    ...(known ? aliasesOf(known) : []),
  ];
  return names.map(plain).filter((name) => name.length >= 3 || /^(hb|t3|t4)$/.test(name));
}

function plain(text: string): string {
  return text
    .toLowerCase()
    .replace(/[^\p{L}\p{N}%]+/gu, ' ')
    .trim();
}

function answer(analytes: readonly AnalyteResult[], query: string): string {
  const asked = askedFor(analytes, query);
  const lead = `Your question: "${query}"`;
  if (asked.length === 0) return `${lead} The report is summarised as a whole.`;
  return [`${lead} The report says about it:`, ...asked.map((analyte) => `- ${describe(analyte)}`)].join(
    '\n',
  );
}

function outOfRangePart(analytes: readonly AnalyteResult[], findings: readonly Finding[]): string {
  if (analytes.length === 0) return 'No laboratory results were found in the text of this document.';
  if (findings.length === 0) {
    const assessed = analytes.some((analyte) => analyte.flag === 'normal');
    return assessed ? 'Out of range: none of the results that could be assessed.' : '';
  }
  const specialists = [...new Set(findings.map((finding) => finding.specialist))];
  const groups = specialists.map((specialist) => {
    const own = findings.filter((finding) => finding.specialist === specialist);
    return [
      `${capitalize(specialist)}:`,
      ...own.map((finding) => `- ${urgency(finding)}${finding.text}`),
    ].join('\n');
  });
  const outOfRange = analytes.filter(isOutOfRange).length;
  return [`Out of range (${outOfRange} of ${analytes.length} results):`, ...groups].join('\n');
}

function urgency(finding: Finding): string {
  return finding.severity === 'urgent' ? 'Urgent, marked critical by the laboratory: ' : '';
}

function normalPart(analytes: readonly AnalyteResult[]): string {
  const normal = analytes.filter((analyte) => analyte.flag === 'normal');
  if (normal.length === 0) return '';
  return `Within the printed reference (${normal.length}): ${normal.map(shortName).join('; ')}.`;
}

function unassessedPart(analytes: readonly AnalyteResult[]): string {
  const open = analytes.filter((analyte) => analyte.flag === 'unknown');
  if (open.length === 0) return '';
  const values = open.map(
    (analyte) => `${shortName(analyte)} ${[analyte.value_text, analyte.unit].filter(Boolean).join(' ')}`,
  );
  return `Not assessed, because the report prints no reference that could be applied (${open.length}): ${values.join('; ')}.`;
}

/** Percent and absolute counts share a name; the unit tells them apart. */
function shortName(analyte: AnalyteResult): string {
  return specialistFor(analyte) === 'haematology' && analyte.unit
    ? `${analyte.name} (${analyte.unit})`
    : analyte.name;
}

function reviewPart(report: LabReport): string {
  const doubtful = report.analytes.filter((analyte) => analyte.needs_review);
  const lines = doubtful.map(
    (analyte) => `- ${analyte.name} (page ${analyte.page}): ${analyte.reasons.join(' ')}`,
  );
  const unread = report.unread.map(
    (line) => `- page ${line.page}: "${line.text}" looks like a result and could not be read.`,
  );
  if (lines.length + unread.length === 0) return '';
  return ['Please check against the original:', ...lines, ...unread].join('\n');
}

function capitalize(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
