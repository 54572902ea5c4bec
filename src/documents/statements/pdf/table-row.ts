import type { Line } from '../../text/index.js';
import type { MoneyRole, PrintedFigure, PrintedRow } from '../printed/events.js';
import { type FigureLabel, readFigureLabel, type Section } from '../printed/labels.js';
import type { AmountCell } from './amount-cells.js';
import type { Column, TableHeader } from './table-header.js';

export const isBalanceLine = ({ kind }: FigureLabel): boolean =>
  ['opening', 'closing', 'carried', 'balance_at', 'totals', 'total_credits', 'total_debits'].includes(kind);

/** A line of the table with nothing but a balance: whatever its words are, this is the balance here. */
export function balanceLine({ cells, description: text, date, place }: PrintedRow): PrintedFigure {
  const label: FigureLabel = readFigureLabel(text) ?? { kind: 'carried', partial: false };
  return { label, text, amount: cells.balance!, cells, date, inTable: true, place };
}

export function hasMoney({ cells }: PrintedRow): boolean {
  return Boolean(cells.debit ?? cells.credit ?? cells.amount);
}

export function cellsByRole(assigned: ReadonlyMap<Column, AmountCell>): PrintedRow['cells'] {
  const cells: PrintedRow['cells'] = {};
  for (const [{ role }, { amount }] of assigned) {
    const known = cells[role as MoneyRole];
    const isSide = role === 'debit' || role === 'credit';
    cells[role as MoneyRole] = known && isSide ? { ...known, size: known.size.plus(amount.size) } : amount;
  }
  return cells;
}

/** Columns of headings that are not known, as those that the table lacks: the other side, both sides, or the balance. */
export function withAdopted({ columns, others, ...rest }: TableHeader): TableHeader {
  const roles = new Set(columns.map(({ role }) => role));
  const isSided = roles.has('debit') || roles.has('credit');
  const lacking = (['debit', 'credit', 'balance'] as const).filter((role) =>
    role === 'balance' ? !roles.has(role) : !roles.has(role) && (isSided || !roles.has('amount')),
  );
  const adopted = others
    .slice(-lacking.length)
    .map(({ x0, x1 }, index): Column => ({ role: lacking[index]!, x0, x1 }));
  const all = [...columns, ...(lacking.length > 0 ? adopted : [])].sort((a, b) => a.x0 - b.x0);
  return {
    columns: all,
    others: others.filter(({ x0 }) => !all.some((column) => column.x0 === x0)),
    ...rest,
  };
}

/** Fees as debits. */
export function withFees({ columns, others, ...rest }: TableHeader): TableHeader {
  const fees = others.filter(({ isFee }) => isFee).map(({ x0, x1 }): Column => ({ role: 'debit', x0, x1 }));
  const all = [...columns, ...fees].sort((a, b) => a.x0 - b.x0);
  return { columns: all, others: others.filter(({ isFee }) => !isFee), ...rest };
}

export function wordsOf(text: string): Line['words'] {
  return text.split(' ').map((word, index) => ({
    text: word,
    box: [index, 0, index + 1, 1],
    fontSize: 10,
    baseline: 0,
  }));
}

/** Words drawn over each other: what a reader sees may not be what the text says. */
export function overlapDoubts(line: Line): string[] {
  const overlaps = line.words.some((word, index) => {
    const next = line.words[index + 1];
    return (
      next && word.box[2] - next.box[0] > 0.6 * Math.min(word.box[2] - word.box[0], next.box[2] - next.box[0])
    );
  });
  return overlaps ? ['text is printed over other text here; what is visible may differ'] : [];
}

/** The side that a heading gives to the rows below it; null where it gives none. */
export const sideOf = (section: Section | null): PrintedRow['section'] =>
  section === 'credits' || section === 'debits' || section === 'payments' ? section : null;
