import type { Line } from '../../text/index.js';
import { type Money, sum } from '../money/money.js';
import { signedByMark } from '../money/amount-text.js';
import type { StatementEvent } from '../printed/events.js';
import { type FigureLabel, normalizeLabel, readFigureLabel } from '../printed/labels.js';
import type { AmountCell } from './amount-cells.js';
import { splitCells, toFigure } from './figures.js';
import type { FigureLines, ScannedLine } from './scanned-line.js';

/** A masked or whole account number: at least four digits at its end, no decimals. */
const NUMBER = /^[\dXx*•.-]*\d{4}$/u;
const TOTALS = /^(?:grand )?totals?\b/u;
const FARTHEST = 60;
const HEADING_LINES = 3;
const STACK_GAP = 2;

interface Heading {
  text: string;
  label: FigureLabel | null;
  x0: number;
  x1: number;
}

interface AccountLine {
  number: string | undefined;
  line: Line;
  found: { heading: Heading; cell: AmountCell }[];
}

/**
 * A table of the accounts in a file, with each one's number, opening and closing balance, as each account's events; a line of
 * totals below it has to be the sum of the accounts. Headings may take several lines, the name of an account one of its own.
 * One account is enough where its total
 * stands below it, or headings of several lines name both balances. Null where it holds no names of balances, or nothing stands below it.
 */
export function readOverview(
  scanned: readonly ScannedLine[],
  index: number,
  page: number,
): FigureLines | null {
  const height = headingHeight(scanned, index);
  const headings = headingsOf(scanned.slice(index, index + height).map(({ line }) => line));
  if (headings.filter(({ label }) => label).length < 2) return null;
  const accounts: AccountLine[] = [];
  const taken: number[] = Array.from({ length: height - 1 }, (_, offset) => offset + 1);
  let sums: StatementEvent[] = [];
  for (const [offset, { line, amounts }] of scanned.slice(index + height).entries()) {
    const number = line.words.find(({ text }) => NUMBER.test(text))?.text;
    const found = under(headings, amounts);
    if (TOTALS.test(normalizeLabel(line.text)) && found.length > 1)
      sums = sumEvents(accounts, found, line, page);
    else if (found.filter(({ heading }) => heading.label).length > 1) accounts.push({ number, line, found });
    else if (amounts.length > 0 || offset > 2 * accounts.length) break;
    taken.push(height + offset);
    if (sums.length > 0) break;
  }
  const isOfSeveral = accounts.length > 1 && accounts.every(({ number }) => number !== undefined);
  const isOfOne = accounts.length === 1 && (sums.length > 0 || (height > 1 && hasBothBalances(accounts[0]!)));
  const isOverview = isOfSeveral || isOfOne;
  return isOverview
    ? { events: [...accounts.flatMap((account) => eventsOf(account, page)), ...sums], taken }
    : null;
}

function hasBothBalances({ found }: AccountLine): boolean {
  const kinds = found.map(({ heading }) => heading.label?.kind);
  return kinds.includes('opening') && kinds.includes('closing');
}

/** Lines of headings stand close and hold no amounts. */
function headingHeight(scanned: readonly ScannedLine[], index: number): number {
  let height = 1;
  while (height < HEADING_LINES) {
    const [upper, lower] = [scanned[index + height - 1]!, scanned[index + height]];
    const isHeading = lower && lower.amounts.length === 0 && splitCells(lower.line.words).length > 1;
    if (!isHeading || lower.line.baseline - upper.line.baseline > STACK_GAP * upper.line.fontSize) break;
    height += 1;
  }
  return height;
}

function headingsOf(lines: readonly Line[]): Heading[] {
  const headings: Heading[] = [];
  for (const words of lines.flatMap((line) => splitCells(line.words))) {
    const [x0, x1] = [words[0]!.box[0], words.at(-1)!.box[2]];
    const text = words.map((word) => word.text).join(' ');
    const above = headings.find((heading) => heading.x0 < x1 && x0 < heading.x1);
    if (!above) headings.push({ text, label: null, x0, x1 });
    else {
      above.text = `${above.text} ${text}`;
      above.x0 = Math.min(above.x0, x0);
      above.x1 = Math.max(above.x1, x1);
    }
  }
  return headings.map((heading) => ({ ...heading, label: readFigureLabel(heading.text) }));
}

function under(headings: readonly Heading[], amounts: readonly AmountCell[]): AccountLine['found'] {
  return amounts
    .filter(({ amount }) => amount.isMoneyLike)
    .flatMap((cell) => {
      const distance = ({ x0, x1 }: Heading): number =>
        Math.min(
          Math.abs(cell.box[2] - x1),
          Math.abs(cell.box[0] - x0),
          Math.abs((cell.box[0] + cell.box[2] - x0 - x1) / 2),
        );
      const heading = headings.reduce((best, next) => (distance(next) < distance(best) ? next : best));
      return distance(heading) <= FARTHEST ? [{ heading, cell }] : [];
    });
}

function eventsOf({ number, line, found }: AccountLine, page: number): StatementEvent[] {
  return [
    ...(number === undefined
      ? []
      : [
          {
            kind: 'account',
            numberKind: 'account',
            number: number.replace(/[^\dXx*•]/gu, ''),
            page,
          } as const,
        ]),
    ...found.flatMap(({ heading: { label, text }, cell }): StatementEvent[] =>
      label ? [{ kind: 'figure', figure: toFigure({ label, text, cell }, line, page) }] : [],
    ),
  ];
}

/** The totals of an overview, each beside the sum of its column. */
function sumEvents(
  accounts: readonly AccountLine[],
  totals: AccountLine['found'],
  line: Line,
  page: number,
): StatementEvent[] {
  return totals.flatMap(({ heading, cell }): StatementEvent[] => {
    const parts = accounts.map(({ found }) => found.find((other) => other.heading === heading)?.cell);
    if (parts.some((part) => !part)) return [];
    const expected: Money = sum(parts.map((part) => signedByMark(part!.amount)));
    const figure = {
      value: signedByMark(cell.amount),
      label: `${line.words[0]!.text}: ${heading.text}`,
      place: { page, box: cell.box },
    };
    return [{ kind: 'sum', sum: { figure, expected } }];
  });
}
