import type { TextPage } from '../../text/index.js';
import { money, type Money, sum } from '../money/money.js';
import { signedByMark } from '../money/amount-text.js';
import { type NumberStyle, plainNumber } from '../money/number-style.js';
import { findAmounts } from '../pdf/amount-cells.js';
import type { ReadLine } from './invoice-lines.js';
import { amountOf, amountsBehind, type Labelled } from './labelled.js';
import type { InvoiceField } from './labels.js';

export interface InvoiceSums {
  net: Money | null;
  tax: Money | null;
  total: Money | null;
}

interface Given {
  labels: readonly Labelled[];
  style: NumberStyle;
  lines: readonly ReadLine[];
  pages: readonly TextPage[];
}

/**
 * Net, tax and total: of all labelled candidates those that add up, then those of a table of tax rates, of a line of totals
 * below their columns, or with a net that is printed without a label; otherwise the last labelled ones.
 */
export function findSums(given: Given): InvoiceSums {
  const candidates = {
    nets: labelled('net', given),
    taxes: labelled('tax', given),
    totals: labelled('total', given),
  };
  return (
    addingUp(candidates) ??
    byRates(candidates.totals, given) ??
    byTotalsLine(given) ??
    withPrintedNet(candidates, given) ??
    lastOnes(candidates, given.lines)
  );
}

interface Candidates {
  nets: Money[];
  taxes: Money[];
  totals: Money[];
}

const labelled = (field: InvoiceField, { labels, style }: Given): Money[] =>
  labels.filter((label) => label.field === field).flatMap((label) => amountOf(label, style) ?? []);

function addingUp({ nets, taxes, totals }: Candidates): InvoiceSums | null {
  for (const total of totals.toReversed())
    for (const net of [...nets.toReversed(), ...totals])
      for (const tax of eachAndAll(taxes))
        if (net.plus(tax).eq(total) && net !== total) return { net, tax, total };
  return null;
}

/** Each of several taxes, and all of them together. */
const eachAndAll = (taxes: readonly Money[]): Money[] =>
  taxes.length > 1 ? [...taxes, sum(taxes)] : [...taxes];

const RATE = /^[^\d%]{0,14}(\d{1,2}(?:[.,]\d{1,3})?) ?%/u;
const RATE_ROUNDING = '0.02';

/** A line for each rate: "19 %  100.00  19.00". */
function byRates(totals: readonly Money[], { pages, style }: Given): InvoiceSums | null {
  const parts = pages
    .flatMap((page) => page.lines)
    .flatMap((line) => {
      const rate = plainNumber(RATE.exec(line.text)?.[1]?.replace(/[.,]/u, style.decimal) ?? 'none', style);
      const [net, tax] = findAmounts(line, style)
        .filter(({ amount }) => amount.isMoneyLike)
        .filter(({ to }) => line.words[to]?.text !== '%')
        .map(({ amount }) => signedByMark(amount));
      if (rate === null || !net || !tax) return [];
      const isTax = net.times(money(rate)).div(100).minus(tax).abs().lte(RATE_ROUNDING);
      return isTax ? [{ net, tax }] : [];
    });
  const [net, tax] = [sum(parts.map((part) => part.net)), sum(parts.map((part) => part.tax))];
  const total = totals.find((candidate) => candidate.eq(net.plus(tax)));
  return parts.length > 0 && total ? { net, tax, total } : null;
}

/** "Total 2,500.00 225.00 225.00 2,950.00": the net, taxes, and their sum. */
function byTotalsLine({ labels, style }: Given): InvoiceSums | null {
  for (const label of labels.filter(({ field }) => field === 'total' || field === 'net')) {
    const [net, ...rest] = amountsBehind(label, style);
    const [taxes, total] = [rest.slice(0, -1), rest.at(-1)];
    if (net && total && taxes.length > 0 && net.plus(sum(taxes)).eq(total))
      return { net, tax: sum(taxes), total };
  }
  return null;
}

/** "Charges 120.00, VAT 22.80, total 142.80": the net under another name. */
function withPrintedNet({ nets, taxes, totals }: Candidates, { pages, style }: Given): InvoiceSums | null {
  if (nets.length > 0) return null;
  const printed = pages.flatMap((page) => page.lines).flatMap((line) => findAmounts(line, style));
  for (const total of totals.toReversed())
    for (const tax of eachAndAll(taxes)) {
      const net = printed.find(({ amount }) => !tax.eq(0) && amount.size.plus(tax).eq(total));
      if (net) return { net: net.amount.size, tax, total };
    }
  return null;
}

function lastOnes({ nets, taxes, totals }: Candidates, lines: readonly ReadLine[]): InvoiceSums {
  const added = lines.length > 0 ? sum(lines.map(({ amount }) => amount)) : null;
  const matching = totals.find((total) => added && total.eq(added)) ?? null;
  return {
    net: nets.at(-1) ?? null,
    tax: taxes.at(-1) ?? null,
    total: largest(totals) ?? matching ?? totals.at(-1) ?? null,
  };
}

function largest(amounts: readonly Money[]): Money | null {
  return amounts.reduce<Money | null>((most, amount) => (most && most.gte(amount) ? most : amount), null);
}

/** Whether net and tax are the total, with nothing between them. */
export const addsUp = ({ net, tax, total }: InvoiceSums): boolean =>
  net !== null && tax !== null && total !== null && net.plus(tax).eq(total);
