import { aliasesOf, findAnalyte } from '../knowledge/lookup.js';
import { loadJson } from '../knowledge/load-json.js';
import type { AnalyteResult } from '../lab-report.js';
import { specialistFor } from './findings.js';

interface Topic {
  words: string[];
  categories?: string[];
  analytes?: string[];
}

const { topics: TOPICS } = loadJson('topics.json') as { topics: Topic[] };

/** What a question is about: the results it names or whose subject it names. `isSpecific` is false for `Summarise my report`. */
export function askedFor(
  analytes: readonly AnalyteResult[],
  query: string,
): { results: AnalyteResult[]; isSpecific: boolean } {
  const words = ` ${plain(query)} `;
  const isNamed = (name: string): boolean => words.includes(` ${name} `);
  const topics = TOPICS.filter((topic) => topic.words.map(plain).some(isNamed));
  const named = analytes.filter((analyte) => namesOf(analyte).some(isNamed));
  const about = analytes.filter((analyte) => topics.some((topic) => belongsTo(analyte, topic)));
  const results = named.length > 0 ? named : about;
  return { results, isSpecific: results.length > 0 || topics.length > 0 };
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
