import type { AnalyteResult, EarlierValue, Finding, LabReport } from '../lab-report.js';
import { describe, isOutOfRange, measured, specialistFor } from './findings.js';
import { askedFor } from './question.js';

export const DISCLAIMER =
  'This is an automatic reading of the report, not a diagnosis. Discuss the results with a physician, who knows your history.';

const MOST_QUESTIONS = 6;
/** Rules that restate one result; what results say together is told before them. */
const SINGLE_RESULT = new Set([
  'outside-printed-interval',
  'outside-published-interval',
  'marked-by-laboratory',
]);

/**
 * The analysis in plain text: what is urgent, what the results say together, the answer to the question, each result out of range, how values
 * changed, what is normal, what a person must check, and what to ask a doctor.
 */
export function writeAnalysis(report: LabReport, findings: readonly Finding[], query: string): string {
  const { analytes } = report;
  if (analytes.length === 0)
    return ['No laboratory results were found in the text of this document.', unreadPart(report), DISCLAIMER]
      .filter((part) => part !== '')
      .join('\n\n');
  const parts = [
    urgentPart(findings),
    togetherPart(analytes, findings),
    answer(analytes, findings, query),
    outOfRangePart(analytes),
    changePart(analytes),
    normalPart(analytes),
    unassessedPart(analytes),
    reviewPart(report),
    questionsPart(findings),
    DISCLAIMER,
  ];
  return parts.filter((part) => part !== '').join('\n\n');
}

/** True for findings that say more than that one result is out of range. */
function isPicture(finding: Finding): boolean {
  return !SINGLE_RESULT.has(finding.rule);
}

function urgentPart(findings: readonly Finding[]): string {
  const urgent = findings.filter((finding) => finding.severity === 'urgent');
  const told = new Set(urgent.filter(isPicture).flatMap((finding) => finding.rests_on));
  const lines = urgent
    .filter((finding) => isPicture(finding) || finding.rests_on.some((index) => !told.has(index)))
    .map((finding) => `${finding.title}. ${finding.text}`);
  return lines.length === 0 ? '' : list('Urgent:', lines);
}

function togetherPart(analytes: readonly AnalyteResult[], findings: readonly Finding[]): string {
  const urgent = new Set(
    findings.flatMap((finding) => (finding.severity === 'urgent' ? finding.rests_on : [])),
  );
  const pictures = findings.filter(
    (finding) =>
      finding.severity !== 'urgent' &&
      isPicture(finding) &&
      finding.rests_on.some((index) => !urgent.has(index)),
  );
  const lines = pictures.map(
    (finding) => `${finding.title} (${finding.specialist}; ${basis(analytes, finding)}). ${finding.text}`,
  );
  return lines.length === 0 ? '' : list('What stands out:', lines);
}

function basis(analytes: readonly AnalyteResult[], finding: Finding): string {
  return finding.rests_on
    .flatMap((index) => analytes[index] ?? [])
    .map((analyte) => `${analyte.name} ${measured(analyte)}`)
    .join(', ');
}

function answer(analytes: readonly AnalyteResult[], findings: readonly Finding[], query: string): string {
  const { results, kind } = askedFor(analytes, query);
  const lead = `Your question: "${query}"`;
  if (kind === 'general') return `${lead} ${overall(analytes, findings)}`;
  if (kind === 'change') return `${lead} ${overallChange(analytes)}`;
  if (kind === 'open')
    return `${lead} It names no result that is known here, so this reading does not answer it; take it to your doctor. ${overall(analytes, findings)}`;
  if (results.length === 0) return `${lead} The report holds no result that bears on it.`;
  return list(
    `${lead} ${[verdictOn(results), seenTogether(analytes, findings, results)].filter(Boolean).join(' ')}`,
    results.map((analyte) => describe(analyte)),
  );
}

/** The pictures above that rest on results which were asked for. */
function seenTogether(
  analytes: readonly AnalyteResult[],
  findings: readonly Finding[],
  results: readonly AnalyteResult[],
): string {
  const titles = findings
    .filter((finding) => isPicture(finding))
    .filter(({ rests_on }) => rests_on.some((index) => results.some((result) => result === analytes[index])))
    .map(({ title }) => title);
  return titles.length === 0 ? '' : `See above: ${[...new Set(titles)].join('; ')}.`;
}

function overallChange(analytes: readonly AnalyteResult[]): string {
  const changes = analytes.flatMap((analyte) => describeChange(analyte) ?? []);
  if (changes.length === 0) return 'The report prints no earlier values that could be compared.';
  return `${changes.length === 1 ? 'One result is' : `${changes.length} results are`} compared with earlier values below.`;
}

function verdictOn(results: readonly AnalyteResult[]): string {
  const outside = results.filter(isOutOfRange).length;
  const unassessed = results.filter(({ flag }) => flag === 'unknown').length;
  if (unassessed === results.length)
    return 'It cannot be answered: no reference could be applied to any result that bears on it.';
  const open = unassessed === 0 ? '' : ` To ${unassessed} of them no reference could be applied.`;
  return `${verdictOnAssessed(outside, results.length)}${open}`;
}

function verdictOnAssessed(outside: number, all: number): string {
  if (outside === 0) return 'None of the results that bear on it is marked or out of range.';
  if (all === 1) return 'It is out of range.';
  return `${outside} of the ${all} results that bear on it ${outside === 1 ? 'is' : 'are'} out of range.`;
}

function overall(analytes: readonly AnalyteResult[], findings: readonly Finding[]): string {
  const outside = analytes.filter(isOutOfRange).length;
  const assessed = analytes.filter((analyte) => analyte.flag !== 'unknown').length;
  if (assessed === 0) return 'The report prints no reference that its results could be compared with.';
  if (outside === 0 && assessed === 1)
    return 'The one result that could be assessed is within its reference.';
  if (outside === 0) return `All ${assessed} results that could be assessed are within their reference.`;
  const pictures = findings.filter(isPicture).length;
  const hint = pictures > 0 ? ' What they mean together stands above.' : '';
  return `${outside} of ${assessed} assessed results are outside their reference.${hint}`;
}

function outOfRangePart(analytes: readonly AnalyteResult[]): string {
  const outside = analytes.filter(isOutOfRange);
  if (outside.length === 0) return '';
  const specialists = [...new Set(outside.map(specialistFor))];
  const groups = specialists.map((specialist) =>
    list(
      `${capitalize(specialist)}:`,
      outside.filter((analyte) => specialistFor(analyte) === specialist).map((analyte) => describe(analyte)),
    ),
  );
  return [`Out of range (${outside.length} of ${analytes.length} results):`, ...groups].join('\n');
}

function changePart(analytes: readonly AnalyteResult[]): string {
  const lines = analytes.flatMap((analyte) => describeChange(analyte) ?? []);
  return lines.length === 0 ? '' : list('Compared with earlier values printed in the report:', lines);
}

/** `Creatinine was 1.20 (05/03/2023), 1.41 (10/09/2023), is now 1.62 mg/dL: rising.` Small differences are within what a repeat would give. */
function describeChange(analyte: AnalyteResult): string | null {
  const { previous = [], value } = analyte;
  if (value === null || previous.length === 0 || analyte.needs_review) return null;
  const earlier = [...previous]
    .reverse()
    .map((one: EarlierValue) => (one.date === null ? `${one.value}` : `${one.value} (${one.date})`))
    .join(', ');
  return `${analyte.name} was ${earlier}, is now ${measured(analyte)}: ${direction([value, ...previous.map((one) => one.value)])}.`;
}

function direction(newestFirst: readonly number[]): string {
  const steps = newestFirst.slice(1).map((earlier, index) => Math.sign((newestFirst[index] ?? 0) - earlier));
  if (steps.every((step) => step === 0)) return 'unchanged';
  if (steps.every((step) => step >= 0)) return steps.length > 1 ? 'rising each time' : 'higher than before';
  if (steps.every((step) => step <= 0)) return steps.length > 1 ? 'falling each time' : 'lower than before';
  return steps[0] === 1 ? 'higher than last time' : steps[0] === -1 ? 'lower than last time' : 'as last time';
}

function normalPart(analytes: readonly AnalyteResult[]): string {
  const normal = analytes.filter((analyte) => analyte.flag === 'normal');
  if (normal.length === 0) return '';
  return `Within the reference (${normal.length}): ${normal.map(shortName).join('; ')}.`;
}

function unassessedPart(analytes: readonly AnalyteResult[]): string {
  const open = analytes.filter((analyte) => analyte.flag === 'unknown');
  if (open.length === 0) return '';
  const values = open.map((analyte) => `${shortName(analyte)} ${measured(analyte)}`);
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
    (analyte) => `${analyte.name} (page ${analyte.page}): ${analyte.reasons.join(' ')}`,
  );
  const all = [...lines, ...unreadLines(report)];
  return all.length === 0 ? '' : list('Please check against the original:', all);
}

function unreadPart(report: LabReport): string {
  const lines = unreadLines(report);
  return lines.length === 0 ? '' : list('Please check against the original:', lines);
}

function unreadLines(report: LabReport): string[] {
  return report.unread.map(
    (line) => `page ${line.page}: "${line.text}" looks like a result and could not be read.`,
  );
}

function questionsPart(findings: readonly Finding[]): string {
  const questions = [...new Set(findings.flatMap((finding) => finding.ask ?? []))].slice(0, MOST_QUESTIONS);
  return questions.length === 0 ? '' : list('Questions for your doctor:', questions);
}

function list(lead: string, lines: readonly string[]): string {
  return [lead, ...lines.map((line) => `- ${line}`)].join('\n');
}

function capitalize(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
