import type { TextPage } from '../../text/index.js';
import { money, type Money, sum } from '../money/money.js';
import { signedByMark } from '../money/amount-text.js';
import { type NumberStyle, plainNumber } from '../money/number-style.js';
import { findAmounts } from '../pdf/amount-cells.js';
import type { ReadLine } from './invoice-lines.js';
import { amountOf, amountsBehind, amountUnder, type Labelled } from './labelled.js';
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
    byRowOfSums(given) ??
    withPrintedNet(candidates, given) ??
    withPrintedTotal(candidates, given) ??
    lastOnes(candidates, given)
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
    const amounts = amountsBehind(label, style);
    const total = amounts.at(-1);
    // Quantities, prices and discounts may stand before the net.
    for (const [index, net] of amounts.slice(0, -2).entries()) {
      const tax = sum(amounts.slice(index + 1, -1));
      if (total && net.plus(tax).eq(total) && (index === 0 || !tax.eq(0))) return { net, tax, total };
    }
  }
  return null;
}

/** "Net  VAT  Total" above "85.00  17.85  102.85". */
function byRowOfSums({ labels, style }: Given): InvoiceSums | null {
  for (const label of labels.filter(({ field }) => field === 'total')) {
    const under = (field: InvoiceField): Money | null => {
      const beside = labels.find((other) => other.field === field && other.line === label.line);
      return beside ? amountUnder(beside, style) : null;
    };
    const [net, tax, total] = [under('net'), under('tax'), under('total')];
    if (net && tax && total && net.plus(tax).eq(total)) return { net, tax, total };
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

/**
 * "Total 7.00, VAT 0.42, 7.42": where the sum with the tax is printed below the tax, what stood above it was the net. If that
 * was not labelled as the net, nothing says that the sum is the total.
 */
function withPrintedTotal({ nets, totals }: Candidates, { labels, pages, style }: Given): InvoiceSums | null {
  for (const label of labels.filter(({ field }) => field === 'tax')) {
    const tax = amountOf(label, style);
    if (!tax?.gt(0)) continue;
    const lines = pages.find((page) => page.lines.includes(label.line))?.lines ?? [];
    const printed = lines
      .slice(lines.indexOf(label.line) + 1)
      .flatMap((line) => findAmounts(line, style))
      .filter(({ amount }) => amount.isMoneyLike);
    const isNet = (net: Money): boolean => printed.some(({ amount }) => amount.size.eq(net.plus(tax)));
    const [net, unlabelled] = [nets.findLast(isNet), totals.findLast(isNet)];
    if (net) return { net, tax, total: net.plus(tax) };
    if (unlabelled) return { net: unlabelled, tax, total: null };
  }
  return null;
}

function lastOnes({ nets, totals }: Candidates, given: Given): InvoiceSums {
  const { lines } = given;
  const added = lines.length > 0 ? sum(lines.map(({ amount }) => amount)) : null;
  const matching = totals.find((total) => added && total.eq(added)) ?? null;
  return {
    net: nets.at(-1) ?? null,
    tax: onlyTax(given),
    total: largest(totals) ?? matching ?? totals.at(-1) ?? null,
  };
}

const PERCENT = /(\d{1,2}(?:[.,]\d{1,3})?) ?%/u;

/** The one tax that is labelled, also several times, or those of several rates together; null where they could be either. */
function onlyTax({ labels, style }: Given): Money | null {
  const taxes = labels.flatMap((label) => {
    const amount = label.field === 'tax' ? amountOf(label, style) : null;
    const rate = PERCENT.exec(label.line.text)?.[1];
    return amount ? [{ amount, rate, name: label.cell.text.toLowerCase() }] : [];
  });
  const [first] = taxes;
  if (!first) return null;
  if (taxes.every(({ amount, name }) => amount.eq(first.amount) && name === first.name)) return first.amount;
  const rates = new Set(taxes.map(({ rate }) => rate));
  return rates.size === taxes.length && !rates.has(undefined) ? sum(taxes.map(({ amount }) => amount)) : null;
}

function largest(amounts: readonly Money[]): Money | null {
  return amounts.reduce<Money | null>((most, amount) => (most && most.gte(amount) ? most : amount), null);
}

/** Whether net and tax are the total, with nothing between them. */
export const addsUp = ({ net, tax, total }: InvoiceSums): boolean =>
  net !== null && tax !== null && total !== null && net.plus(tax).eq(total);
