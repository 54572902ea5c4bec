import { enclose, type Line, type Word } from '../../text/index.js';
import { signedByMark } from '../money/amount-text.js';
import type { Money } from '../money/money.js';
import type { NumberStyle } from '../money/number-style.js';
import { type AmountCell, findAmounts } from '../pdf/amount-cells.js';
import { type InvoiceField, invoiceField } from './labels.js';

/** Words that stand together. */
export interface Cell {
  words: Word[];
  text: string;
  x0: number;
  x1: number;
}

/** What an invoice labels, with what stands around the label. */
export interface Labelled {
  field: InvoiceField;
  /** Words after the label in its own cell. */
  rest: string;
  cell: Cell;
  /** Cells right of it on the line, and lines below it. */
  right: Cell[];
  below: Line[];
  /** Where the next label of the line begins. */
  until: number;
  line: Line;
}

/** Whether one word follows another in the same cell. */
export const standTogether = (word: Word, next: Word): boolean =>
  next.box[0] - word.box[2] <= 1.4 * next.fontSize;

/** The parts of a line that stand apart. */
export function splitCells(line: Line): Cell[] {
  const cells: Word[][] = [];
  for (const word of line.words) {
    const last = cells.at(-1)?.at(-1);
    if (last && standTogether(last, word)) cells.at(-1)!.push(word);
    else cells.push([word]);
  }
  return cells.map((words) => {
    const [x0, , x1] = enclose(words.map((word) => word.box));
    return { words, text: words.map((word) => word.text).join(' '), x0, x1 };
  });
}

/** The labels of a page, from top to bottom. */
export function labelsOf(lines: readonly Line[]): Labelled[] {
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
          until: nextLabel(cells.slice(position + 1)),
          line,
        },
      ];
    });
  });
}

/** The one amount that stands below a label, in a row of amounts below a row of labels. */
export function amountUnder({ cell, line, below }: Labelled, style: NumberStyle): Money | null {
  const [values, after] = below;
  if (!values || findAmounts(line, style).some(isMoney)) return null;
  const under = (candidate: Line): AmountCell[] =>
    findAmounts(candidate, style).filter(
      (found) => isMoney(found) && found.x0 < cell.x1 && cell.x0 < found.x1,
    );
  const [found, ...more] = under(values);
  // Another amount below makes it a column, of which the first row says nothing.
  if (!found || more.length > 0 || (after && under(after).length > 0)) return null;
  return signedByMark(found.amount);
}

const nextLabel = (cells: readonly Cell[]): number =>
  cells.find(({ text }) => invoiceField(text) !== null)?.x0 ?? Infinity;

const isMoney = ({ amount }: AmountCell): boolean => amount.isMoneyLike || amount.currency !== null;

/** The amounts behind a label on its line. */
export function amountsBehind({ cell, line, until }: Labelled, style: NumberStyle): Money[] {
  return findAmounts(line, style)
    .filter((found) => found.x0 >= cell.x0 && found.x0 < until && isMoney(found))
    .map(({ amount }) => signedByMark(amount));
}

/** The last amount behind a label; null for none, or where it is a percentage. */
export function amountOf({ cell, line, until }: Labelled, style: NumberStyle): Money | null {
  const last = findAmounts(line, style).findLast(
    (found) => found.x0 >= cell.x0 && found.x0 < until && isMoney(found),
  );
  const isPercent = last && line.words[last.to]?.text.startsWith('%');
  return last && !isPercent ? signedByMark(last.amount) : null;
}
