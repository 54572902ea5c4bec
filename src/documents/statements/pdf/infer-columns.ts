import type { TextDocument } from '../../text/index.js';
import type { NumberStyle } from '../money/number-style.js';
import { type AmountCell, dateAt, findAmounts } from './amount-cells.js';
import type { Column } from './table-header.js';

const SAME_EDGE = 6;
const LEAST_SHARE = 0.08;

/**
 * Columns of a table that has no headings, from where the amounts of dated lines end. One column is the amount, two are
 * amount and balance, three are debit, credit and balance; amounts within descriptions may look like a column too, so
 * the arithmetic of the document decides between the proposals.
 */
export function inferColumns(document: TextDocument, style: NumberStyle): Column[][] {
  const rows = document.pages.flatMap((page) =>
    page.lines.flatMap((line) => {
      const date = dateAt(line, 0) ?? dateAt(line, 1);
      const amounts = findAmounts(line, style).filter(
        (cell) => cell.amount.isMoneyLike && cell.from >= (date?.to ?? 0),
      );
      return date && amounts.length > 0 ? [{ date, amounts }] : [];
    }),
  );
  if (rows.length < 2) return [];
  const clusters = clusterByRightEdge(rows.flatMap(({ amounts }) => amounts)).filter(
    (cluster) => cluster.length >= Math.max(2, LEAST_SHARE * rows.length),
  );
  const dateColumn: Column = {
    role: 'date',
    x0: Math.min(...rows.map(({ date }) => date.box[0])),
    x1: Math.max(...rows.map(({ date }) => date.box[2])),
  };
  const description: Column = { role: 'description', x0: dateColumn.x1 + 2, x1: dateColumn.x1 + 3 };
  return ROLES.filter((roles) => roles.length <= clusters.length).map((roles) => [
    dateColumn,
    description,
    ...clusters.slice(-roles.length).map((cluster, index) => ({ role: roles[index]!, ...edges(cluster) })),
  ]);
}

/** Columns of money from left to right. */
const ROLES: Column['role'][][] = [
  ['debit', 'credit', 'balance'],
  ['credit', 'debit', 'balance'],
  ['amount', 'balance'],
  ['debit', 'credit'],
  ['amount'],
];

function clusterByRightEdge(cells: readonly AmountCell[]): AmountCell[][] {
  const clusters: AmountCell[][] = [];
  for (const cell of [...cells].sort((a, b) => a.box[2] - b.box[2])) {
    const last = clusters.at(-1)?.at(-1);
    if (last && cell.box[2] - last.box[2] <= SAME_EDGE) clusters.at(-1)!.push(cell);
    else clusters.push([cell]);
  }
  return clusters;
}

function edges(cluster: readonly AmountCell[]): { x0: number; x1: number } {
  return {
    x0: Math.min(...cluster.map((cell) => cell.box[0])),
    x1: Math.max(...cluster.map((cell) => cell.box[2])),
  };
}
