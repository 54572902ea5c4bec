import { aliasesOf, findAnalyte } from '../knowledge/lookup.js';
import { loadJson } from '../knowledge/load-json.js';
import type { AnalyteResult } from '../lab-report.js';
import { specialistFor } from './findings.js';

interface Topic {
  words: string[];
  /** What must be said before results are taken for an answer, with its source. */
  note?: string;
  categories?: string[];
  analytes?: string[];
}

const {
  topics: TOPICS,
  general: GENERAL,
  change: CHANGE,
  whole: WHOLE,
} = loadJson('topics.json') as {
  topics: Topic[];
  /** Beginnings of words of questions about the whole report, and about change. */
  general: string[];
  change: string[];
  /** Questions that are about the whole report as they stand. */
  whole: string[];
};

/**
 * `results`: a question that names results or their subject; `change`: how they changed; `general`: the report as a whole;
 * `open`: something else, such as a disease, which results and intervals do not answer.
 */
export type QuestionKind = 'results' | 'change' | 'general' | 'open';

/** What a question is about, and the results that it names or whose subject it names. */
export function askedFor(
  analytes: readonly AnalyteResult[],
  query: string,
): { results: AnalyteResult[]; kind: QuestionKind; note?: string } {
  const words = ` ${plain(query)} `;
  const isNamed = (name: string): boolean => words.includes(` ${name} `);
  const topics = TOPICS.filter((topic) => topic.words.map(plain).some(isNamed));
  const named = analytes.filter((analyte) => namesOf(analyte).some(isNamed));
  const about = analytes.filter((analyte) => topics.some((topic) => belongsTo(analyte, topic)));
  const results = named.length > 0 ? named : about;
  const note = named.length > 0 ? undefined : topics.find((topic) => topic.note)?.note;
  const kind = results.length > 0 || topics.length > 0 ? 'results' : kindOf(words);
  return { results, kind, ...(note && { note }) };
}

function kindOf(words: string): QuestionKind {
  const holds = (parts: readonly string[]): boolean =>
    parts.some((part) => words.includes(` ${plain(part)}`));
  if (holds(CHANGE)) return 'change';
  return words.trim() === '' || WHOLE.includes(words.trim()) || holds(GENERAL) ? 'general' : 'open';
}

function belongsTo(analyte: AnalyteResult, topic: Topic): boolean {
  const name = analyte.canonical_name;
  if (name === null) return false;
  return (
    topic.analytes?.includes(name) === true || topic.categories?.includes(specialistFor(analyte)) === true
  );
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
