import type { Line } from '../../text/index.js';
import type { PrintedFigure } from '../printed/events.js';
import { type AmountCell, findDates } from './amount-cells.js';

/** The pairs of a date and the balance at its end on a line that begins with a date. */
export function dayBalances(line: Line, amounts: readonly AmountCell[], page: number): PrintedFigure[] {
  const dates = findDates(line);
  if (dates[0]?.from !== 0) return [];
  return dates.flatMap(({ date, to }, index) => {
    const until = dates[index + 1]?.from ?? line.words.length;
    const cell = amounts.find(
      (amount) => amount.from >= to && amount.to <= until && amount.amount.isMoneyLike,
    );
    if (!cell) return [];
    return [
      {
        label: { kind: 'day_balance', partial: false },
        text: date.text,
        amount: cell.amount,
        cells: { balance: cell.amount },
        date,
        inTable: true,
        place: { page, box: cell.box },
      },
    ];
  });
}
