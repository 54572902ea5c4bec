import type { StatementEvent } from '../printed/events.js';
import { digitsApart, isOneDigitOff } from '../printed/misprint.js';
import type { AmountCell } from './amount-cells.js';
import type { TableLine } from './table-line.js';

/**
 * A balance of the day of settlement, or an amount in another column as well, repeats a figure of its row. With one other digit
 * it is a sum that does not hold where the figures are long, and a doubt where they may be alike by chance.
 */
export function secondFigures(
  { assigned, cells, line }: TableLine,
  amounts: readonly AmountCell[],
  page: number,
): { events: StatementEvent[]; doubts: string[] } {
  const known = [cells.balance, cells.amount].flatMap((cell) => cell?.size ?? []);
  const taken = [...assigned.values()];
  const events: StatementEvent[] = [];
  const doubts: string[] = [];
  for (const cell of amounts.filter((other) => !taken.includes(other) && other.amount.isMoneyLike)) {
    const { size } = cell.amount;
    const expected = known.find((figure) => isOneDigitOff(size, figure));
    const figure = { value: size, label: `second figure of "${line.text}"`, place: { page, box: cell.box } };
    if (expected) events.push({ kind: 'sum', sum: { figure, expected } });
    else if (known.some((other) => digitsApart(size, other) === 1))
      doubts.push('another figure of the row differs from it in one digit');
  }
  return { events, doubts };
}
