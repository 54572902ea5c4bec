import type { Category } from '../knowledge/analyte.js';
import { loadFolder } from '../knowledge/load-json.js';
import { cite } from '../knowledge/sources.js';
import type { Finding, LabReport, Severity } from '../lab-report.js';
import { evaluate, type Condition, type PatientCondition } from './conditions.js';

/** A picture that several results make together; one entry of knowledge/patterns/*.json. */
export interface Pattern {
  id: string;
  title: string;
  severity: Severity;
  when: Condition;
  /** Whom the pattern holds for; everybody where absent. */
  patient?: PatientCondition;
  /** Patterns that say the same more precisely; if one of them is found this one is not told. */
  unless?: string[];
  text: string;
  /** A question for the doctor. */
  ask: string;
  source: string | null;
  where: string | null;
}

export const PATTERNS: readonly (Pattern & { specialist: Category })[] = (
  loadFolder('patterns') as { specialist: Category; patterns: Pattern[] }[]
).flatMap(({ specialist, patterns }) => patterns.map((pattern) => ({ ...pattern, specialist })));

/** The patterns that the results of a report make, each tied to the results it rests on. */
export function findPatterns(report: LabReport): Finding[] {
  const matches = PATTERNS.flatMap((pattern) => {
    const { holds, rests } = evaluate(
      pattern.patient ? { all: [{ patient: pattern.patient }, pattern.when] } : pattern.when,
      report,
    );
    return holds === true ? [{ pattern, rests: [...new Set(rests)] }] : [];
  });
  const ids = new Set(matches.map(({ pattern }) => pattern.id));
  return matches
    .filter(({ pattern }) => !pattern.unless?.some((id) => ids.has(id)))
    .map(({ pattern, rests }) => ({
      specialist: pattern.specialist,
      title: pattern.title,
      severity: pattern.severity,
      text: pattern.text,
      rests_on: rests,
      rule: pattern.id,
      source:
        pattern.source === null
          ? "the report's own reference interval"
          : cite(pattern.source, pattern.where ?? ''),
      ask: pattern.ask,
    }));
}
