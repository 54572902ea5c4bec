import type { Line } from '../../text/index.js';
import type { StatementEvent } from '../printed/events.js';
import type { AmountCell } from './amount-cells.js';
import { type FigureLabel, readTotaledSection, type Section } from '../printed/labels.js';
import { figuresAbove, figuresBelow, figuresBeside, firstCell, toFigure } from './figures.js';
import { readOverview } from './overview.js';
import type { FigureLines, ScannedLine } from './scanned-line.js';

/** The labelled figures of a line outside of tables: beside their labels, below them, or of several accounts; null for none. */
export function figureEvents(
  scanned: readonly ScannedLine[],
  index: number,
  page: number,
): FigureLines | null {
  const { line, amounts } = scanned[index]!;
  if (amounts.length > 0) return eventsAbove(scanned, index, page) ?? eventsBeside(line, amounts, page);
  return readOverview(scanned, index, page) ?? eventsBelow(scanned, index, page);
}

function eventsBeside(line: Line, amounts: readonly AmountCell[], page: number): FigureLines | null {
  const found = figuresBeside(line, amounts);
  if (found.length === 0) return null;
  const figures = found.map((one): StatementEvent => ({ kind: 'figure', figure: toFigure(one, line, page) }));
  const others = amounts.filter((cell) => !found.some((one) => one.cell === cell));
  return { events: [...figures, ...unreadEvents(line, others, page)], taken: [] };
}

function eventsAbove(scanned: readonly ScannedLine[], index: number, page: number): FigureLines | null {
  const [{ line, amounts }, lower] = [scanned[index]!, scanned[index + 1]];
  if (!lower || lower.amounts.length > 0) return null;
  const figures = figuresAbove(line, amounts, lower.line).map((one): StatementEvent => ({
    kind: 'figure',
    figure: toFigure(one, line, page),
  }));
  return figures.length > 0 ? { events: figures, taken: [1] } : null;
}

function eventsBelow(scanned: readonly ScannedLine[], index: number, page: number): FigureLines | null {
  const { line } = scanned[index]!;
  const below = scanned.slice(index + 1, index + 3);
  const found = figuresBelow(line, below);
  if (found.length === 0) return null;
  const figures = found.map((one): StatementEvent => ({ kind: 'figure', figure: toFigure(one, line, page) }));
  const distance = below.findIndex(({ amounts }) => found.some(({ cell }) => amounts.includes(cell)));
  return { events: figures, taken: [distance + 1] };
}

/** Amounts beside words that are not known: said, where they could have been compared. */
export function unreadEvents(line: Line, amounts: readonly AmountCell[], page: number): StatementEvent[] {
  return amounts
    .filter(({ amount }) => amount.isMoneyLike)
    .map(({ amount, from, box }) => {
      const words = line.words.slice(0, from).map(({ text }) => text);
      return {
        kind: 'unread',
        figure: { value: amount.size, label: words.join(' '), place: { page, box } },
      };
    });
}

/** The heading of a part of the list that says its total; null for other lines. */
export function totaledSection(
  line: Line,
  amounts: readonly AmountCell[],
  page: number,
): { section: Section; event: StatementEvent } | null {
  const section = readTotaledSection(line.text);
  const cell = amounts.findLast(({ amount }) => amount.isMoneyLike);
  if (!section || !cell) return null;
  const label: FigureLabel = { kind: `total_${section}`, partial: true, ofSection: true, isAbove: true };
  const figure = toFigure({ label, text: firstCell(line), cell }, line, page);
  return { section, event: { kind: 'figure', figure } };
}
