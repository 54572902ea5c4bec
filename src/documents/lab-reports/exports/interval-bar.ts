import { wordsFor } from '../interpretation/findings.js';
import type { AnalyteResult } from '../lab-report.js';

/** A value against its printed interval, as fractions of the width of a small bar. */
export interface IntervalBar {
  /** Left and right end of the interval. */
  from: number;
  to: number;
  /** Whether a limit is printed at that end; an end without one runs to the edge of the bar. */
  lowLimit: boolean;
  highLimit: boolean;
  /** Where the value lies, kept inside the bar. */
  at: number;
  /** The value lies off the bar on that side. */
  beyond: 'left' | 'right' | null;
  mark: 'inside' | 'outside' | 'critical' | 'unjudged';
}

const LOW_LIMIT = 1 / 3;
const HIGH_LIMIT = 2 / 3;
const MARGIN = 0.075;

/**
 * Places a value: two limits lie at one and two thirds of the bar, so that every bar has the same interval and differs
 * in its mark only. With one limit the distance from zero gives the scale.
 *
 * @returns null where there is no number, no limit, or limits that give no scale
 */
export function intervalBar(analyte: AnalyteResult): IntervalBar | null {
  const { low, high } = analyte.reference;
  const position = placeOf(analyte.value, low, high);
  if (position === null) return null;
  return {
    from: low === null ? 0 : LOW_LIMIT,
    to: high === null ? 1 : HIGH_LIMIT,
    lowLimit: low !== null,
    highLimit: high !== null,
    at: Math.min(1 - MARGIN, Math.max(MARGIN, position)),
    beyond: position < 0 ? 'left' : position > 1 ? 'right' : null,
    mark: markOf(analyte),
  };
}

function placeOf(value: number | null, low: number | null, high: number | null): number | null {
  if (value === null) return null;
  if (low !== null && high !== null)
    return low < high ? LOW_LIMIT + ((value - low) / (high - low)) * (HIGH_LIMIT - LOW_LIMIT) : null;
  if (high !== null) return high > 0 ? (value / high) * HIGH_LIMIT : null;
  if (low !== null) return low > 0 ? (value / low) * LOW_LIMIT : null;
  return null;
}

function markOf(analyte: AnalyteResult): IntervalBar['mark'] {
  if (analyte.flag === 'unknown') return 'unjudged';
  if (analyte.flag === 'normal') return 'inside';
  return analyte.flag.startsWith('critical') ? 'critical' : 'outside';
}

/** What the bar shows, in words: `high, 30 U/L above the upper limit`. */
export function assessmentOf(analyte: AnalyteResult): string {
  const distance = distanceOf(analyte);
  return distance === null ? wordsFor(analyte.flag) : `${wordsFor(analyte.flag)}, ${distance}`;
}

function distanceOf({ flag, value, comparator, unit, reference }: AnalyteResult): string | null {
  const atLeast = comparator === null ? '' : 'more than ';
  const measure = unit === '%' ? 'percentage points' : unit;
  const amount = (number: number): string =>
    [atLeast + plainNumber(number), measure].filter(Boolean).join(' ');
  if (value === null) return null;
  if (flag.endsWith('high') && reference.high !== null && value > reference.high)
    return `${amount(value - reference.high)} above the upper limit`;
  if (flag.endsWith('low') && reference.low !== null && value < reference.low)
    return `${amount(reference.low - value)} below the lower limit`;
  return null;
}

/** Differences of decimal numbers without the tail that binary fractions leave: `0.8`, not `0.8000000000000007`. */
function plainNumber(value: number): string {
  return String(Number(value.toPrecision(10)));
}
