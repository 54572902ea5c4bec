import type { AnalyteResult, Finding } from '../lab-report.js';
import { describe, isAssessed, isOutOfRange } from './findings.js';
import { isPicture } from './pictures.js';
import { askedFor } from './question.js';

/** Nobody asks for more; the rest of a longer text is left out of the answer. */
const LONGEST_QUESTION = 200;

/** The answer to the question, and the results that it tells in full. */
export interface Answer {
  lead: string;
  results: AnalyteResult[];
}

/** Answers by the results that the question names or whose subject it names, else by the report as a whole. */
export function answerQuestion(
  analytes: readonly AnalyteResult[],
  findings: readonly Finding[],
  query: string,
): Answer {
  const { results, kind, note } = askedFor(analytes, query);
  const lead = `Your question: "${quoted(query)}"`;
  if (kind === 'general') return { lead: `${lead} ${overall(analytes, findings)}`, results: [] };
  if (kind === 'change') return { lead: `${lead} ${overallChange(analytes)}`, results: [] };
  if (kind === 'open')
    return {
      lead: `${lead} It names no result that is known here, so this reading does not answer it; take it to your doctor. ${overall(analytes, findings)}`,
      results: [],
    };
  if (results.length === 0)
    return {
      lead: [lead, note, 'The report holds no result that bears on it.'].filter(Boolean).join(' '),
      results,
    };
  const parts = [lead, note, verdictOn(results), seenTogether(analytes, findings, results)];
  return {
    lead: parts.filter(Boolean).join(' '),
    results: results.filter((result) => !result.needs_review),
  };
}

/** On one line and without marks of quotation, so that a question cannot pass for a part of the analysis. */
function quoted(query: string): string {
  const line = query
    .replace(/[\s\p{C}]+/gu, ' ')
    .replace(/["“”„«»]/gu, "'")
    .trim();
  return line.length > LONGEST_QUESTION ? `${line.slice(0, LONGEST_QUESTION)} …` : line;
}

/** The pictures above that rest on results which were asked for. */
function seenTogether(
  analytes: readonly AnalyteResult[],
  findings: readonly Finding[],
  results: readonly AnalyteResult[],
): string {
  const titles = findings
    .filter(isPicture)
    .filter(({ rests_on }) => rests_on.some((index) => results.some((result) => result === analytes[index])))
    .map(({ title }) => title);
  return titles.length === 0 ? '' : `See above: ${[...new Set(titles)].join('; ')}.`;
}

function overallChange(analytes: readonly AnalyteResult[]): string {
  const compared = analytes.filter(isComparable).length;
  if (compared === 0) return 'The report prints no earlier values that could be compared.';
  return `${compared === 1 ? 'One result is' : `${compared} results are`} compared with earlier values below.`;
}

/** True for results that are told beside their earlier values. */
export function isComparable({ value, previous = [], needs_review: isDoubtful }: AnalyteResult): boolean {
  return value !== null && previous.length > 0 && !isDoubtful;
}

function verdictOn(results: readonly AnalyteResult[]): string {
  const settled = results.filter((result) => !result.needs_review);
  if (settled.length === 0)
    return 'It cannot be answered before the results that bear on it are checked against the original, see below.';
  const assessed = settled.filter(isAssessed);
  const doubtful = results.length - settled.length;
  const toCheck =
    doubtful === 0 ? '' : ` ${doubtful} more must be checked against the original first, see below.`;
  if (assessed.length === 0)
    return `It cannot be answered: no reference could be applied to any result that bears on it.${toCheck}`;
  const unassessed = settled.length - assessed.length;
  const open = unassessed === 0 ? '' : ` To ${unassessed} of them no reference could be applied.`;
  return `${verdictOnAssessed(assessed.filter(isOutOfRange).length, settled.length)}${open}${toCheck}`;
}

function verdictOnAssessed(outside: number, all: number): string {
  if (outside === 0) return 'None of the results that bear on it is marked or out of range.';
  if (all === 1) return 'It is out of range.';
  if (outside === all) return `All ${all} results that bear on it are out of range.`;
  return `${outside} of the ${all} results that bear on it ${outside === 1 ? 'is' : 'are'} out of range.`;
}

function overall(analytes: readonly AnalyteResult[], findings: readonly Finding[]): string {
  const assessed = analytes.filter(isAssessed);
  const outside = assessed.filter(isOutOfRange).length;
  const hint = findings.some(isPicture) ? ' What stands out is told above.' : '';
  if (assessed.length === 0) return `${noneAssessed(analytes)}${hint}`;
  if (outside === 0 && assessed.length === 1)
    return `The one result that could be assessed is within its reference.${hint}`;
  if (outside === 0)
    return `All ${assessed.length} results that could be assessed are within their reference.${hint}`;
  if (outside === assessed.length)
    return outside === 1
      ? `The one result that could be assessed is outside its reference.${hint}`
      : `All ${outside} results that could be assessed are outside their reference.${hint}`;
  return `${outside} of ${assessed.length} assessed results ${outside === 1 ? 'is' : 'are'} outside the reference.${hint}`;
}

function noneAssessed(analytes: readonly AnalyteResult[]): string {
  return analytes.every((analyte) => analyte.needs_review)
    ? 'Nothing can be said before the results are checked against the original: every reading is doubtful.'
    : 'The report prints no reference that its results could be compared with.';
}

/** The results of the answer, a line each. */
export function answerLines({ results }: Answer): string[] {
  return results.map(describe);
}
