import { isAssessed } from '../interpretation/findings.js';
import { PATTERNS } from '../interpretation/patterns.js';
import { askedFor } from '../interpretation/question.js';
import { DISCLAIMER } from '../interpretation/wording.js';
import type { AnalyteResult, LabReportResult } from '../lab-report.js';
import { isRemarkable, type NarratedResult, selectResults } from './narrated-result.js';

/** A finding of the rules in the rules' own words, which hold nothing of the document. */
export interface NarratedFinding {
  title: string;
  sentences: string[];
  question: string;
}

/** All that a language model is told of a report, and all that its text is checked against. */
export interface NarrationFacts {
  results: NarratedResult[];
  findings: NarratedFinding[];
  /** Counts in whole sentences, so that no number stands without its meaning. */
  overview: string[];
  /** Names of the results that the question is about; the question itself stays here. */
  askedAbout: string[];
  /** Results that only the rules word: unknown names, doubtful readings, words for values, other samples than blood. */
  leftOut: AnalyteResult[];
}

export function narrationFacts(result: LabReportResult): NarrationFacts {
  const { worded, leftOut } = selectResults(result);
  return {
    results: worded,
    findings: narratedFindings(result),
    overview: overviewOf(result),
    askedAbout: askedAbout(result, worded),
    leftOut,
  };
}

/** Texts that a narration may repeat word by word, whole sentences only. */
export function quotableSentences({ findings, overview }: NarrationFacts): string[] {
  const ofFindings = findings.flatMap(({ sentences, question }) => [...sentences, question]);
  return [...overview, ...ofFindings, ...sentencesOf(DISCLAIMER)];
}

/** Only findings that are patterns of the knowledge; the others repeat single results and hold printed names. */
function narratedFindings({ findings }: LabReportResult): NarratedFinding[] {
  return findings.flatMap((finding) => {
    const pattern = PATTERNS.find(({ id, title }) => id === finding.rule && title === finding.title);
    return pattern
      ? [{ title: pattern.title, sentences: sentencesOf(pattern.text), question: pattern.ask }]
      : [];
  });
}

function overviewOf({ report }: LabReportResult): string[] {
  const assessed = report.analytes.filter(isAssessed);
  const outside = assessed.filter(isRemarkable).length;
  const all = assessed.length;
  if (all === 0) return [];
  return [
    `${outside} of ${all} assessed results ${outside === 1 ? 'is' : 'are'} outside the reference.`,
    `${all - outside} of ${all} assessed results ${all - outside === 1 ? 'is' : 'are'} within the reference.`,
  ];
}

function askedAbout({ report, query }: LabReportResult, worded: readonly NarratedResult[]): string[] {
  const asked = new Set(askedFor(report.analytes, query).results);
  return worded.flatMap(({ index, name }) => (asked.has(report.analytes[index]!) ? [name] : []));
}

function sentencesOf(text: string): string[] {
  return text.split(/(?<=[.?!])\s+(?=\p{Lu})/u);
}
