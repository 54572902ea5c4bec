import type { Line, TextPage, Word } from '../../text/index.js';
import { type AmountCell, findAmounts } from '../pdf/amount-cells.js';
import { type Money, money } from '../money/money.js';
import { signedByMark } from '../money/amount-text.js';
import { type NumberStyle, plainNumber } from '../money/number-style.js';
import { splitCells, standTogether } from './labelled.js';
import { invoiceColumn, type InvoiceColumn, invoiceField, type InvoiceField } from './labels.js';

export interface ReadLine {
  description: string;
  quantity: Money | null;
  unitPrice: Money | null;
  amount: Money;
  page: number;
}

interface Heading {
  role: InvoiceColumn;
  x0: number;
  x1: number;
}

const FARTHEST = 60;
const CONTINUATION_GAP = 2.2;

/** The lines of an invoice: what stands in its table of goods or services, with wrapped descriptions joined. */
export function readInvoiceLines(pages: readonly TextPage[], style: NumberStyle): ReadLine[] {
  const lines: ReadLine[] = [];
  for (const page of pages) {
    let headings: Heading[] | null = null;
    let last: Line | null = null;
    let isSummed = false;
    for (const line of page.lines) {
      const found = readHeadings(line);
      if (found?.[0]?.role === 'tax') {
        // "VAT %, net, VAT" heads the sums of the rates.
        headings = null;
        continue;
      }
      if (found) {
        headings = found;
        last = null;
        isSummed = false;
        continue;
      }
      if (headsSums(line)) headings = null;
      if (!headings) continue;
      const amounts = findAmounts(line, style);
      const field = invoiceField(line.text.replace(/^[^\p{L}]+/u, ''));
      if (amounts.some(isAmount) && field && (isSummed || isSum(field.field))) {
        isSummed ||= field.field === 'net' && lines.length > 0;
        // Subtotals stand between the lines too; tax and total end them.
        if (lines.length > 0 && ['tax', 'total'].includes(field.field)) headings = null;
        last = null;
        continue;
      }
      const read = readLine(line, amounts, { headings, style, page: page.number });
      if (read) {
        lines.push(read);
        last = line;
      } else if (last && isContinuation(line, last, headings) && amounts.filter(isAmount).length === 0) {
        lines.at(-1)!.description += `\n${descriptionPart(line, headings)}`;
        last = line;
      }
    }
  }
  return lines.map((line) => ({ ...line, description: line.description.trim() }));
}

/** Discounts and shipping may be lines of goods too, as long as no sum has been drawn. */
function isSum(field: InvoiceField): boolean {
  return field === 'net' || field === 'tax' || field === 'total';
}

/** "Net  VAT  Total" above their amounts: the goods have ended. */
function headsSums(line: Line): boolean {
  const fields = splitCells(line).flatMap(({ text }) => invoiceField(text)?.field ?? []);
  return fields.filter(isSum).length >= 2 && !line.words.some(({ text }) => /\d/u.test(text));
}

function readHeadings(line: Line): Heading[] | null {
  const headings: Heading[] = [];
  const { words } = line;
  let known = 0;
  for (let index = 0; index < words.length;) {
    let length = Math.min(3, togetherFrom(words, index));
    while (length > 0 && !invoiceColumn(textOf(words.slice(index, index + length)))) length -= 1;
    const part = words.slice(index, index + Math.max(1, length));
    const role = length > 0 ? invoiceColumn(textOf(part)) : null;
    if (role) headings.push({ role, x0: part[0]!.box[0], x1: part.at(-1)!.box[2] });
    known += length;
    index += Math.max(1, length);
  }
  const roles = new Set(headings.map(({ role }) => role));
  const isTable = roles.has('amount') && roles.size >= 2 && known * 2 >= words.length - 1;
  return isTable ? settleAmount(headings) : null;
}

/** How many words stand together from one on: "Tax" and "Amount" of two columns are no "tax amount". */
function togetherFrom(words: readonly Word[], from: number): number {
  let end = from + 1;
  while (end < words.length && standTogether(words[end - 1]!, words[end]!)) end += 1;
  return end - from;
}

/** "Tax … Total … Total": the last column of sums is the line's amount. */
function settleAmount(headings: readonly Heading[]): Heading[] {
  const last = headings.findLastIndex(({ role }) => role === 'amount');
  return headings.map((heading, index) =>
    heading.role === 'amount' && index !== last ? { ...heading, role: 'tax' } : heading,
  );
}

const textOf = (words: readonly { text: string }[]): string => words.map((word) => word.text).join(' ');
const isAmount = ({ amount }: AmountCell): boolean => amount.isMoneyLike || amount.currency !== null;

function nearest(headings: readonly Heading[], x0: number, x1: number): Heading | null {
  let best: { heading: Heading | null; distance: number } = { heading: null, distance: FARTHEST };
  for (const heading of headings) {
    const overlap = Math.min(x1, heading.x1) - Math.max(x0, heading.x0);
    const edges = Math.min(
      Math.abs(x1 - heading.x1),
      Math.abs(x0 - heading.x0),
      Math.abs((x0 + x1 - heading.x0 - heading.x1) / 2),
    );
    const distance = overlap > 0 ? Math.min(edges, 2) : edges;
    if (distance < best.distance) best = { heading, distance };
  }
  return best.heading;
}

interface LineContext {
  headings: readonly Heading[];
  style: NumberStyle;
  page: number;
}

function readLine(
  line: Line,
  amounts: readonly AmountCell[],
  { headings, style, page }: LineContext,
): ReadLine | null {
  const numeric = headings.filter(({ role }) => role !== 'description');
  const byRole = new Map<InvoiceColumn, AmountCell>();
  for (const cell of amounts) {
    const heading = nearest(numeric, cell.x0, cell.x1);
    if (heading) byRole.set(heading.role, cell);
  }
  const amount = byRole.get('amount');
  if (!amount || !isAmount(amount)) return null;
  const quantity = byRole.get('quantity') ?? null;
  const end = descriptionEnd(headings) - FARTHEST / 2;
  const taken = new Set(
    [...byRole.values()].flatMap(({ from, to }) =>
      Array.from({ length: to - from }, (_, offset) => from + offset),
    ),
  );
  const words = line.words.filter(
    (word, index) => !taken.has(index) && word.box[0] < Math.max(end, line.box[0] + 1),
  );
  if (words.length === 0) return null;
  return {
    description: textOf(words),
    quantity: quantity && quantityOf(quantity, style),
    unitPrice: byRole.get('unit_price') ? signedByMark(byRole.get('unit_price')!.amount) : null,
    amount: signedByMark(amount.amount),
    page,
  };
}

function quantityOf(cell: AmountCell, style: NumberStyle): Money | null {
  const plain = plainNumber(cell.amount.size.toFixed().replace('.', style.decimal), style);
  return plain === null ? null : money(plain);
}

function isContinuation(line: Line, last: Line, headings: readonly Heading[]): boolean {
  const description = headings.find(({ role }) => role === 'description');
  const isBelow = line.baseline - last.baseline <= CONTINUATION_GAP * Math.max(line.fontSize, last.fontSize);
  return isBelow && (!description || line.box[0] <= description.x1 + FARTHEST);
}

function descriptionPart(line: Line, headings: readonly Heading[]): string {
  return textOf(line.words.filter((word) => word.box[0] < descriptionEnd(headings)));
}

/** Where the first column of numbers begins that stands right of the description. */
function descriptionEnd(headings: readonly Heading[]): number {
  const description = headings.find(({ role }) => role === 'description');
  const numbers = headings.filter(({ role, x0 }) => role !== 'description' && x0 > (description?.x0 ?? 0));
  return Math.min(...numbers.map(({ x0 }) => x0));
}
