import { Failure } from '../../../platform/failure.js';
import type { Line, TextDocument } from '../../text/index.js';
import { type DateOrder, type DateText, readDate } from '../dates/date-text.js';
import { resolveDates } from '../dates/resolve-dates.js';
import { currencyWarnings, detectCurrency, likelyDollar } from '../money/currency.js';
import { formatMoney, type Money, sum } from '../money/money.js';
import { detectNumberStyle, type NumberStyle, POINT_STYLE } from '../money/number-style.js';
import { dateAt } from '../pdf/amount-cells.js';
import type { InvoiceData } from './invoice.js';
import { type ReadLine, readInvoiceLines } from './invoice-lines.js';
import { proveInvoice } from './invoice-proof.js';
import { findIssuer } from './issuer.js';
import { addsUp, findSums, type InvoiceSums } from './invoice-sums.js';
import { amountOf, type Labelled, labelsOf, splitCells } from './labelled.js';

/**
 * Reads an invoice or receipt from the text of a PDF, in English, German, French, Spanish, Italian, Portuguese or Dutch.
 *
 * @throws Failure `unreadable` when it has neither a total nor a number nor lines
 */
export function readInvoice(document: TextDocument): { data: InvoiceData; warnings: string[] } {
  const text = document.pages.flatMap((page) => page.lines.map((line) => line.text)).join('\n');
  const style = detectNumberStyle(text) ?? POINT_STYLE;
  const found = likelyDollar(text, detectCurrency(text));
  const { currency } = found;
  const labels = document.pages.flatMap((page) => labelsOf(page.lines));
  const lines = readInvoiceLines(document.pages, style);
  const sums = findSums({ labels, style, lines, pages: document.pages });
  const between = findAdjustments(labels, style, lines);
  const adjustments = !addsUp(sums) || leadsToNet(lines, between, sums) ? between : [];
  const number = findNumber(labels) ?? numberUnderTitle(document) ?? numberInText(text);
  if (!sums.total && !number && lines.length === 0)
    throw new Failure(
      'unreadable',
      'No invoice number, no lines and no total were found in this document. Is it an invoice?',
    );
  const dates = findDates(labels, currency);
  const data: InvoiceData = {
    invoice_number: number,
    issuer: findIssuer(document),
    issue_date: dates.issue.date,
    ...(dates.due.date && { due_date: dates.due.date }),
    currency,
    lines: lines.map((line) => ({
      description: line.description,
      quantity: line.quantity && line.quantity.toFixed(),
      unit_price: line.unitPrice && formatMoney(line.unitPrice, currency),
      amount: formatMoney(line.amount, currency),
    })),
    net: sums.net && formatMoney(sums.net, currency),
    tax: sums.tax && formatMoney(sums.tax, currency),
    total: sums.total && formatMoney(sums.total, currency),
    ...(adjustments.length > 0 && {
      adjustments: adjustments.map(({ label, amount }) => ({ label, amount: formatMoney(amount, currency) })),
    }),
    proof: proveInvoice({ lines, ...sums, adjustments: adjustments.map(({ amount }) => amount) }, currency),
  };
  const warnings = [dates.issue.doubt, dates.due.doubt].filter((doubt): doubt is string => doubt !== null);
  warnings.push(...currencyWarnings(found));
  return { data, warnings };
}

const NUMBER_VALUE = /^(?:#\s*|[A-Z]{1,4} )?[A-Z\d][A-Za-z\d_\-/.]*\d[A-Za-z\d_\-/.]*$|^\d+$/u;

/** The number beside its label, right of it, or below. */
function findNumber(labels: readonly Labelled[]): string | null {
  const numbered = labels.filter(({ field }) => field === 'invoice_number');
  // A receipt, booking or order has a number of its own beside the invoice's.
  for (const label of [...numbered.filter(isOfInvoice), ...numbered.filter((one) => !isOfInvoice(one))]) {
    const below = label.below.flatMap((line) =>
      splitCells(line).filter((cell) => cell.x0 < label.cell.x1 && label.cell.x0 < cell.x1),
    );
    const candidates = [
      label.rest,
      ...label.right.slice(0, 1).map(({ text }) => text),
      ...below.slice(0, 1).map(({ text }) => text),
    ];
    for (const candidate of candidates) {
      const value = candidate.replace(/^(?:no|nr|n[°º]|number|nummer)[.:\s]*/iu, '').replace(/^#\s+/u, '#');
      const [word = '', next = ''] = value.split(/\s+/u);
      // `FT 2024/112`: a series of letters belongs to the number.
      const first = /^[A-Z]{1,4}$/u.test(word) && /\d/u.test(next) ? `${word} ${next}` : word;
      if (NUMBER_VALUE.test(first) && !/^\d{1,2}[./]\d{1,2}[./]\d{2,4}$/u.test(first)) return first;
    }
  }
  return null;
}

const isOfInvoice = ({ cell }: Labelled): boolean => !/^(?:receipt|booking|order)\b/iu.test(cell.text);

const TITLE =
  /^(?:(?:(?:tax )?invoice|credit note|receipt|rechnung|facture|factura|fattura|fatura|factuur|faktura)(?: ?\/ ?(?!$)|$))+$/iu;

/** `VAT # GB123456789` */
const OF_SOMETHING_ELSE = /(?:vat|tax|customer|account|order|p\.?o\.?|reference|phone|id)\s*#/iu;

/** `# A-123` below or beside the word INVOICE, or a number below it. */
function numberUnderTitle(document: TextDocument): string | null {
  const lines = document.pages[0]?.lines.slice(0, 15) ?? [];
  for (const [index, line] of lines.entries()) {
    const match = /(?:^|\s)#\s?([A-Za-z\d][\w\-/.]*\d[\w\-/.]*)/u.exec(line.text);
    if (match && !OF_SOMETHING_ELSE.test(line.text)) return match[1]!;
    const cells = splitCells(line);
    const title = cells.find(({ text }) => TITLE.test(text));
    const beside = title && cells[cells.indexOf(title) + 1];
    const found = beside && numberOf(beside.text);
    if (found) return found;
    const below = title && lines[index + 1] ? splitCells(lines[index + 1]!) : [];
    const number = below.find(({ x0, x1, text }) => x0 < title!.x1 && title!.x0 < x1 && numberOf(text));
    if (number) return numberOf(number.text);
  }
  return null;
}

/** In a sentence: `Paid by card. Invoice number: UBR-2025-0187.` */
function numberInText(text: string): string | null {
  const found = /\binvoice (?:number|no\.?)\s*:?\s*([A-Z\d][\w\-/]*\d[\w\-/]*)/iu.exec(text);
  return found?.[1] ?? null;
}

/** `204518`, `Nr. 204518` */
const numberOf = (text: string): string | null => {
  const value = text.replace(/^(?:no|nr|n[°º]|number|nummer)[.:\s]+/iu, '');
  return NUMBER_VALUE.test(value) && !readDate(value) ? value : null;
};

/** `Fattura n. 87 del 03/06/2024`, `Rechnung 5 vom 3.6.2024`, and the same with the date below. */
const DATED = /\b(?:del|vom|du|dated|van|de|of)\s+\d|\d\s\/\s\d{1,2}[./-]\d/iu;
const isDated = ({ line, below }: Labelled): boolean =>
  DATED.test(line.text) || below.slice(0, 1).some(({ text }) => DATED.test(text));

interface FoundDate {
  date: string | null;
  doubt: string | null;
}

function findDates(
  labels: readonly Labelled[],
  currency: string | null,
): { issue: FoundDate; due: FoundDate } {
  const issueText =
    firstDate(labels.filter(({ field }) => field === 'issue_date')) ??
    firstDate(labels.filter((label) => label.field === 'invoice_number' && isDated(label)));
  const dueText = firstDate(labels.filter(({ field }) => field === 'due_date'));
  const customary: DateOrder | null =
    currency === null ? null : currency === 'USD' ? 'month_first' : 'day_first';
  const evidence = { period: { from: null, to: null }, customary, issued: null };
  const [issue, due] = resolveDates([issueText, dueText], evidence);
  return { issue: issue ?? { date: null, doubt: null }, due: due ?? { date: null, doubt: null } };
}

function firstDate(labels: readonly Labelled[]): DateText | null {
  for (const { cell, right, below, line } of labels) {
    const beside = datesIn(line).filter(({ x0 }) => x0 >= cell.x0 && x0 < (right[1]?.x0 ?? Infinity));
    const lower = below
      .flatMap((candidate) => datesIn(candidate))
      .filter(({ x0, x1 }) => x0 < cell.x1 + 20 && cell.x0 < x1 + 20);
    const found = beside[0] ?? lower[0];
    if (found) return found.date;
  }
  return null;
}

function datesIn(line: Line): { date: DateText; x0: number; x1: number }[] {
  const found: { date: DateText; x0: number; x1: number }[] = [];
  for (let index = 0; index < line.words.length;) {
    const cell = dateAt(line, index);
    if (cell && cell.date.year !== null) found.push({ date: cell.date, x0: cell.box[0], x1: cell.box[2] });
    index = cell ? cell.to : index + 1;
  }
  return found;
}

/** The net is that of the lines after what was taken off. */
function leadsToNet(
  lines: readonly ReadLine[],
  adjustments: readonly { amount: Money }[],
  { net }: InvoiceSums,
): boolean {
  const added = sum(lines.map(({ amount }) => amount));
  return net !== null && !added.eq(net) && added.plus(sum(adjustments.map(({ amount }) => amount))).eq(net);
}

/** What is printed without a sign is taken off or put on as its words say; a line of the goods is in the net already. */
function findAdjustments(
  labels: readonly Labelled[],
  style: NumberStyle,
  lines: readonly ReadLine[],
): { label: string; amount: Money }[] {
  return labels.flatMap((label) => {
    if (label.field !== 'reduction' && label.field !== 'surcharge') return [];
    const amount = amountOf(label, style);
    const isLine = lines.some(
      (line) => amount?.eq(line.amount) && line.description.includes(label.cell.text),
    );
    if (!amount || isLine) return [];
    return [
      { label: label.cell.text, amount: label.field === 'reduction' ? amount.abs().times(-1) : amount },
    ];
  });
}
