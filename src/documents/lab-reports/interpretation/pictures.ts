import type { Finding } from '../lab-report.js';

/** Rules that restate one result; what results say together is told before them. */
const SINGLE_RESULT = new Set([
  'outside-printed-interval',
  'outside-published-interval',
  'marked-by-laboratory',
]);

/** True for findings that say more than that one result is out of range. */
export function isPicture(finding: Finding): boolean {
  return !SINGLE_RESULT.has(finding.rule);
}
