import type { Line } from '../../text/text-document.js';
import { splitIntoCells } from './cells.js';
import type { PrintedInterval } from './interval.js';
import { parseInterval } from './ranges.js';
import type { TailOptions } from './results.js';

/** Two intervals side by side may be a result to compare with and its reference. */
const FEWEST_STEPS = 3;

/** True for a line of an explanation, `Triglycerides  < 150  150 - 199  200 - 499`: behind its name nothing but steps of which one begins where the last ends. */
export function isScale(line: Line, { style }: TailOptions): boolean {
  const [name, ...cells] = splitIntoCells(line);
  if (!name || cells.length < FEWEST_STEPS || !/\p{L}/u.test(name.text)) return false;
  const steps = cells.flatMap(({ text }) => {
    const interval = parseInterval(text, style);
    return interval?.kind === 'interval' ? [interval] : [];
  });
  return steps.length === cells.length && (isRising(steps) || isRising([...steps].reverse()));
}

function isRising(steps: readonly PrintedInterval[]): boolean {
  return steps.every((step, index) => {
    const next = steps[index + 1];
    return !next || (step.high !== null && next.low !== null && step.high <= next.low);
  });
}
