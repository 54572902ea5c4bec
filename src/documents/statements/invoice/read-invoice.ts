import { Failure } from '../../../platform/failure.js';
import { enclose, type Line, type TextDocument, type Word } from '../../text/index.js';
import { type DateOrder, type DateText } from '../dates/date-text.js';
import { resolveDates } from '../dates/resolve-dates.js';
import { detectCurrency } from '../money/currency.js';
import { signedByMark } from '../money/amount-text.js';
import { formatMoney, type Money, sum } from '../money/money.js';
import { detectNumberStyle, type NumberStyle, POINT_STYLE } from '../money/number-style.js';
import { dateAt, findAmounts } from '../pdf/amount-cells.js';
import type { InvoiceData } from './invoice.js';
import { type ReadLine, readInvoiceLines } from './invoice-lines.js';
import { proveInvoice } from './invoice-proof.js';
import { findIssuer } from './issuer.js';
import { type InvoiceField, invoiceField } from './labels.js';

interface Cell {
  words: Word[];
  text: string;
  x0: number;
  x1: number;
}

interface Labelled {
  field: InvoiceField;
  /** Words after the label in its own cell. */
  rest: string;
  cell: Cell;
  /** Cells right of it on the line, and lines below it. */
  right: Cell[];
  below: Line[];
  line: Line;
}

/**
 * Reads an invoice or receipt from the text of a PDF, in English, German, French, Spanish, Italian, Portuguese or Dutch.
 *
 * @throws Failure `unreadable` when it has neither a total nor a number nor lines
 */
export function readInvoice(document: TextDocument): { data: InvoiceData; warnings: string[] } {
  const text = document.pages.flatMap((page) => page.lines.map((line) => line.text)).join('\n');
  const style = detectNumberStyle(text) ?? POINT_STYLE;
  const { currency, candidates } = detectCurrency(text);
  const labels = document.pages.flatMap((page) => labelsOf(page.lines));
  const lines = readInvoiceLines(document.pages, style);
  const sums = findSums(labels, style, lines);
  const adjustments = addsUp(sums) ? [] : findAdjustments(labels, style, lines);
  const number = findNumber(labels) ?? numberUnderTitle(document);
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
  if (!currency && candidates.length > 0)
    warnings.push(`The currency is open: the sign in the document stands for ${candidates.join(', ')}.`);
  return { data, warnings };
}

function splitCells(line: Line): Cell[] {
  const cells: Word[][] = [];
  for (const word of line.words) {
    const last = cells.at(-1)?.at(-1);
    if (last && word.box[0] - last.box[2] <= 1.4 * word.fontSize) cells.at(-1)!.push(word);
    else cells.push([word]);
  }
  return cells.map((words) => {
    const [x0, , x1] = enclose(words.map((word) => word.box));
    return { words, text: words.map((word) => word.text).join(' '), x0, x1 };
  });
}

function labelsOf(lines: readonly Line[]): Labelled[] {
  return lines.flatMap((line, index) => {
    const cells = splitCells(line);
    return cells.flatMap((cell, position): Labelled[] => {
      const stripped = cell.text.replace(/^[\s•*-]+|^\d{1,2}(?:[.,]\d+)? ?% /gu, '');
      const label = invoiceField(stripped);
      if (!label) return [];
      return [
        {
          field: label.field,
          rest: stripped
            .slice(label.length)
            .replace(/^[\s:.-]+/u, '')
            .trim(),
          cell,
          right: cells.slice(position + 1),
          below: lines.slice(index + 1, index + 4),
          line,
        },
      ];
    });
  });
}

const NUMBER_VALUE = /^(?:#\s*|[A-Z]{1,4} )?[A-Z\d][A-Za-z\d_\-/.]*\d[A-Za-z\d_\-/.]*$|^\d+$/u;

/** The number beside its label, right of it, or below. */
function findNumber(labels: readonly Labelled[]): string | null {
  for (const label of labels.filter(({ field }) => field === 'invoice_number')) {
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
      const first = /^[A-Z]{1,4}$/u.test(word) && /^\d/u.test(next) ? `${word} ${next}` : word;
      if (NUMBER_VALUE.test(first) && !/^\d{1,2}[./]\d{1,2}[./]\d{2,4}$/u.test(first)) return first;
    }
  }
  return null;
}

/** `# A-123` below or beside the word INVOICE. */
function numberUnderTitle(document: TextDocument): string | null {
  for (const line of document.pages[0]?.lines.slice(0, 15) ?? []) {
    const match = /(?:^|\s)#\s?([A-Za-z\d][\w\-/.]*\d[\w\-/.]*)/u.exec(line.text);
    if (match) return match[1]!;
  }
  return null;
}

/** `Fattura n. 87 del 03/06/2024`, `Rechnung 5 vom 3.6.2024`, and the same with the date below. */
const DATED = /\b(?:del|vom|du|dated|van|de|of)\s+\d/iu;
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

export interface InvoiceSums {
  net: Money | null;
  tax: Money | null;
  total: Money | null;
}

/** Net, tax and total: of all labelled candidates those that add up; otherwise the last labelled ones. */
function findSums(labels: readonly Labelled[], style: NumberStyle, lines: readonly ReadLine[]): InvoiceSums {
  const amounts = (field: InvoiceField): Money[] =>
    labels.filter((label) => label.field === field).flatMap((label) => amountOf(label, style) ?? []);
  const [nets, taxes, totals] = [amounts('net'), amounts('tax'), amounts('total')];
  const allTaxes = taxes.length > 1 ? [...taxes, sum(taxes)] : taxes;
  for (const total of totals.toReversed())
    for (const net of [...nets.toReversed(), ...totals])
      for (const tax of allTaxes) if (net.plus(tax).eq(total) && !(net === total)) return { net, tax, total };
  const total = totals.at(-1) ?? null;
  const net = nets.at(-1) ?? null;
  const lineSum = lines.length > 0 ? sum(lines.map(({ amount }) => amount)) : null;
  const matching = totals.find((candidate) => lineSum && candidate.eq(lineSum)) ?? null;
  return { net, tax: taxes.at(-1) ?? null, total: largest(totals) ?? matching ?? total };
}

const addsUp = ({ net, tax, total }: InvoiceSums): boolean =>
  net !== null && tax !== null && total !== null && net.plus(tax).eq(total);

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

function largest(amounts: readonly Money[]): Money | null {
  return amounts.reduce<Money | null>((most, amount) => (most && most.gte(amount) ? most : amount), null);
}

/** The last amount after the label on its line. */
function amountOf({ cell, line }: Labelled, style: NumberStyle): Money | null {
  const after = findAmounts(line, style).filter(
    ({ amount, x0 }) => x0 >= cell.x0 && (amount.isMoneyLike || amount.currency !== null),
  );
  const last = after.at(-1);
  const isPercent = last && line.words[last.to]?.text.startsWith('%');
  return last && !isPercent ? signedByMark(last.amount) : null;
}
