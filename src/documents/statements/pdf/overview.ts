import type { Line } from '../../text/index.js';
import type { StatementEvent } from '../printed/events.js';
import type { FigureLines, ScannedLine } from './scanned-line.js';
import { figuresBelow, toFigure } from './figures.js';

/** A masked or whole account number: at least four digits at its end, no decimals. */
const NUMBER = /^[\dXx*•.-]*\d{4}$/u;

/**
 * A table of the accounts in a file, a line each with its number, opening and closing balance, as each account's events.
 * Null where fewer than two accounts stand below the line, or it holds no names of balances.
 */
export function readOverview(heading: Line, below: readonly ScannedLine[], page: number): FigureLines | null {
  const events: StatementEvent[] = [];
  let accounts = 0;
  for (const { line, amounts } of below) {
    const number = line.words.find(({ text }) => NUMBER.test(text))?.text;
    const figures = number ? figuresBelow(heading, [{ line, amounts }], Infinity) : [];
    if (!number || figures.length < 2) break;
    accounts += 1;
    events.push({ kind: 'account', numberKind: 'account', number: number.replace(/[^\dXx*•]/gu, ''), page });
    for (const found of figures) events.push({ kind: 'figure', figure: toFigure(found, line, page) });
  }
  const taken = Array.from({ length: accounts }, (_, index) => index + 1);
  return accounts < 2 ? null : { events, taken };
}
