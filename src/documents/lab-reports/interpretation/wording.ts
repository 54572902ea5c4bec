import type { AnalyteResult, EarlierValue, Finding, LabReport } from '../lab-report.js';
import { answerLines, answerQuestion, isComparable } from './answer.js';
import {
  describe,
  hasReachedCriticalLimit,
  isAssessed,
  isOutOfRange,
  measured,
  specialistFor,
} from './findings.js';
import { missingAgeNote, personNotes } from './person.js';
import { isPicture } from './pictures.js';

export const DISCLAIMER =
  'This is an automatic reading of the report, not a diagnosis. Discuss the results with a physician, who knows your history.';

const MOST_QUESTIONS = 6;

/**
 * The analysis in plain text: what is urgent, what the results say together, the answer to the question, each other result out of range, how values
 * changed, what is normal, what a person must check, and what to ask a doctor. Doubtful readings are told only where they are to be checked.
 */
export function writeAnalysis(report: LabReport, findings: readonly Finding[], query: string): string {
  const { analytes } = report;
  if (analytes.length === 0)
    return ['No laboratory results were found in the text of this document.', unreadPart(report), DISCLAIMER]
      .filter((part) => part !== '')
      .join('\n\n');
  const answer = answerQuestion(analytes, findings, query);
  const parts = [
    urgentPart(findings),
    togetherPart(analytes, findings),
    list(answer.lead, answerLines(answer)),
    outOfRangePart(analytes, answer.results),
    changePart(analytes),
    normalPart(analytes),
    unassessedPart(analytes),
    reviewPart(report),
    [...personNotes(report), missingAgeNote(report)].join(' ').trim(),
    questionsPart(findings),
    DISCLAIMER,
  ];
  return parts.filter((part) => part !== '').join('\n\n');
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

/** Results out of range that the answer did not tell already. */
function outOfRangePart(analytes: readonly AnalyteResult[], told: readonly AnalyteResult[]): string {
  const assessed = analytes.filter(isAssessed);
  const outside = assessed.filter(isOutOfRange);
  const untold = outside.filter((analyte) => !told.includes(analyte));
  if (untold.length === 0) return '';
  const lead =
    untold.length === outside.length
      ? `Out of range (${outside.length} of ${assessed.length} results):`
      : `Also out of range (${untold.length}):`;
  const specialists = [...new Set(untold.map(specialistFor))];
  const groups = specialists.map((specialist) =>
    list(
      `${capitalize(specialist)}:`,
      untold.filter((analyte) => specialistFor(analyte) === specialist).map((analyte) => describe(analyte)),
    ),
  );
  return [lead, ...groups].join('\n');
}

function changePart(analytes: readonly AnalyteResult[]): string {
  const lines = analytes.flatMap((analyte) => describeChange(analyte) ?? []);
  return lines.length === 0 ? '' : list('Compared with earlier values printed in the report:', lines);
}

/** `Creatinine was 1.20 (05/03/2023), 1.41 (10/09/2023), is now 1.62 mg/dL: rising.` Small differences are within what a repeat would give. */
function describeChange(analyte: AnalyteResult): string | null {
  const { previous = [], value } = analyte;
  if (value === null || !isComparable(analyte)) return null;
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
  const normal = analytes.filter((analyte) => analyte.flag === 'normal' && isAssessed(analyte));
  if (normal.length === 0) return '';
  return `Within the reference (${normal.length}): ${normal.map(shortName).join('; ')}.`;
}

function unassessedPart(analytes: readonly AnalyteResult[]): string {
  const open = analytes.filter(({ flag, needs_review: isDoubtful }) => flag === 'unknown' && !isDoubtful);
  if (open.length === 0) return '';
  const values = open.map((analyte) => `${analyte.name} ${measured(analyte)}`);
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
    (analyte) =>
      `${describe(analyte)} (Page ${analyte.page}.) ${[...analyte.reasons, ...ifTrue(analyte)].join(' ')}`,
  );
  const all = [...lines, ...unreadLines(report)];
  return all.length === 0
    ? ''
    : list('Please check against the original; until then these readings count for nothing above:', all);
}

/** A reading that would be urgent is checked first. */
function ifTrue(analyte: AnalyteResult): string[] {
  return hasReachedCriticalLimit(analyte)
    ? ['If it is right it has reached a critical limit: have it checked today.']
    : [];
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

/** Questions to take to the doctor, the most important ones. */
export function questionsFor(findings: readonly Finding[]): string[] {
  return [...new Set(findings.flatMap((finding) => finding.ask ?? []))].slice(0, MOST_QUESTIONS);
}

function questionsPart(findings: readonly Finding[]): string {
  const questions = questionsFor(findings);
  return questions.length === 0 ? '' : list('Questions for your doctor:', questions);
}

function list(lead: string, lines: readonly string[]): string {
  return [lead, ...lines.map((line) => `- ${line}`)].join('\n');
}

function capitalize(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
