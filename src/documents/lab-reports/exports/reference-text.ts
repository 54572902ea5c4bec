import type { Reference } from '../lab-report.js';
import { visibleLine } from './visible-text.js';

/** The reference as printed, or the limits of a published interval in the same form; empty where there is none. */
export function referenceText({ text, low, high }: Reference): string {
  const printed = visibleLine(text);
  if (printed !== '') return printed;
  if (low !== null && high !== null) return `${low} - ${high}`;
  if (high !== null) return `<= ${high}`;
  return low === null ? '' : `>= ${low}`;
}

/** Says of an interval that the report does not print where it comes from; null for printed ones. */
export function referenceOrigin({ source }: Reference, place: string | null): string | null {
  if (source === 'report') return null;
  return visibleLine(`not printed; published interval${place === null ? '' : ` ${place}`}`);
}
