import { formatMoney, type Money, sum } from '../money/money.js';
import type { InvoiceCheck, InvoiceData } from './invoice.js';
import type { ReadLine } from './invoice-lines.js';

interface InvoiceFigures {
  lines: readonly ReadLine[];
  net: Money | null;
  tax: Money | null;
  total: Money | null;
  /** Signed amounts of what stands between net, tax and total. */
  adjustments: readonly Money[];
}

/** A line's printed amount may be rounded from more digits than are printed, or after a discount. */
const ROUNDING = '0.01';

/** Whether an invoice adds up: its lines to the net (or the total), net and tax to the total. */
export function proveInvoice(
  { lines, net, tax, total, adjustments }: InvoiceFigures,
  currency: string | null,
): InvoiceData['proof'] {
  const checks: InvoiceCheck[] = [];
  const compare = (name: InvoiceCheck['name'], expected: Money, actual: Money, where: string): void => {
    checks.push({
      name,
      expected: formatMoney(expected, currency),
      actual: formatMoney(actual, currency),
      ok: expected.minus(actual).abs().lte(ROUNDING),
      where,
    });
  };
  const linesSum = sum(lines.map(({ amount }) => amount));
  // Discounts stand either above the net, or between it and the total.
  const isAboveNet = net !== null && adjustments.length > 0 && sum([linesSum, ...adjustments]).eq(net);
  if (net && tax && total)
    compare('net_plus_tax', sum([net, tax, ...(isAboveNet ? [] : adjustments)]), total, 'total');
  if (lines.length > 0) {
    const added = isAboveNet ? net : linesSum;
    const includesTax = total !== null && added.eq(total) && !(net && added.eq(net));
    if (net && !includesTax) compare('lines_to_net', added, net, 'net');
    else if (total && (includesTax || !tax)) compare('lines_to_total', added, total, 'total');
  }
  const failing = checks.find(({ ok }) => !ok);
  if (failing) return { verified: false, summary: describe(failing), checks };
  // Lines that lead to the net say nothing of a total that was not found.
  const isPossible = checks.length > 0 && total !== null;
  return { verified: isPossible || null, summary: summarize(checks, total), checks };
}

const describe = ({ where, expected, actual }: InvoiceCheck): string =>
  `The ${where} should be ${expected} and is printed as ${actual}.`;

function summarize(checks: readonly InvoiceCheck[], total: Money | null): string {
  if (total === null) return 'Not possible: no total was found on the invoice.';
  if (checks.length === 0) return 'Not possible: the invoice prints too few sums to compare.';
  return 'The invoice adds up.';
}
