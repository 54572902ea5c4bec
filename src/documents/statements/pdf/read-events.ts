import { enclose, type Line, type TextDocument, type TextPage } from '../../text/index.js';
import type { DateText } from '../dates/date-text.js';
import type { NumberStyle } from '../money/number-style.js';
import { accountNumberIn } from '../printed/account-number.js';
import { type AmountCell, findAmounts, findDates } from './amount-cells.js';
import type { ColumnRole } from '../printed/column-roles.js';
import type { PrintedFigure, PrintedRow, StatementEvent } from '../printed/events.js';
import { firstCell, labelOf, toFigure } from './figures.js';
import { type FigureLabel, normalizeLabel, readSection, type Section } from '../printed/labels.js';
import { dayBalances } from './day-balances.js';
import {
  assignAmounts,
  dateIn,
  describeWords,
  layOut,
  markIn,
  moneyStart,
  partOf,
  spacedDateIn,
  standsInDescription,
  type TableLayout,
} from './table-columns.js';
import { figureEvents, unreadEvents } from './figure-events.js';
import type { ScannedLine } from './scanned-line.js';
import {
  balanceLine,
  cellsByRole,
  hasMoney,
  isBalanceLine,
  overlapDoubts,
  withFees,
  wordsOf,
} from './table-row.js';
import { type Column, readTableHeader, sideBySide, type TableHeader } from './table-header.js';

/** Lines of one description stand closer than this, in font sizes. */
const CONTINUATION_GAP = 2;
const ALIGNMENT_SAMPLE_LINES = 400;
const UNLABELLED_TOTAL =
  /^(?:sub ?)?(?:total|summe|totale|totals|total des|total de)\b(?!.*(?:20\d\d|year|ytd|overdraft|returned|fees?\b|interest)).*/u;
const SIDES: readonly ColumnRole[] = ['debit', 'credit', 'description'];
const NO_TRANSACTION = /^(?:sub ?total|total|summe|totale|page \d|seite \d|pagina \d)\b/u;

export interface EventReaderOptions {
  /** Columns for documents whose tables have no headings. */
  columns?: readonly Column[];
  /** Every transaction has its date: amounts on lines without one are notes to the transaction above. */
  onlyDated?: boolean;
  /** The date stands in the line below the amount. */
  dateBelow?: boolean;
  /** What is listed behind the closing balance is listed again. */
  endsAtClosing?: boolean;
  /** Fees in a column of their own leave the account with the transaction. */
  feesApply?: boolean;
}

/** Goes through a document line by line and says what each line is. */
export class EventReader {
  /** Lines that hold transactions or carry one on. */
  readonly tableLines = new Set<Line>();
  private readonly events: StatementEvent[] = [];
  private layout: TableLayout | null = null;
  /** Tables that stand side by side under one line of headings. */
  private tables: TableLayout[] = [];
  /** The table goes on: lines without a date may still belong to it. */
  private open = false;
  private section: Section | null = null;
  private headings = 0;
  private totalsHeadDays = false;
  private isClosed = false;
  private row: PrintedRow | null = null;
  /** Banks print the date once for all transactions of a day. */
  private lastDate: DateText | null = null;
  private lastLine: Line | null = null;

  constructor(
    private readonly style: NumberStyle,
    private readonly options: EventReaderOptions = {},
  ) {}

  read(document: TextDocument, onPage?: (page: number, pages: number) => void): StatementEvent[] {
    for (const page of document.pages) {
      this.readPage(page);
      onPage?.(page.number, document.pages.length);
    }
    this.endRow();
    return this.events;
  }

  private readPage(page: TextPage): void {
    const scanned = page.lines.map((line) => ({ line, amounts: findAmounts(line, this.style) }));
    this.open = false;
    this.lastLine = null;
    if (!this.layout && this.options.columns) {
      this.tables = [layOut(this.options.columns, [], { possible: ['right'] })];
      this.layout = this.tables[0]!;
    }
    const taken = new Set<number>();
    for (let index = 0; index < scanned.length; index += 1) {
      const header = readTableHeader(page.lines, index);
      if (header) {
        this.startTable(header, scanned.slice(index + header.lines));
        index += header.lines - 1;
        continue;
      }
      if (taken.has(index)) continue;
      this.readLine(page.number, scanned, index, taken);
    }
  }

  private startTable(header: TableHeader, following: readonly ScannedLine[]): void {
    const { columns, others } = this.options.feesApply ? withFees(header) : header;
    this.endRow();
    if (header.section) this.startSection(header.section);
    if (this.section === 'balances' && columns.some(({ role }) => SIDES.includes(role))) this.section = null;
    const sample = following
      .slice(0, ALIGNMENT_SAMPLE_LINES)
      .filter(({ line }) => findDates(line).length > 0);
    const amounts = sample.flatMap((scanned) => scanned.amounts.filter(({ amount }) => amount.isMoneyLike));
    this.tables = sideBySide(columns).map((group) => layOut(group, amounts, { others }));
    this.layout = this.tables[0]!;
    this.open = columns.length > 1;
    this.lastLine = null;
    this.events.push({ kind: 'table', hasBalance: columns.some(({ role }) => role === 'balance') });
  }

  private readLine(page: number, scanned: readonly ScannedLine[], index: number, taken: Set<number>): void {
    const { line, amounts } = scanned[index]!;
    if (this.readDayBalances(page, line, amounts)) return;
    if (this.layout?.hasTransactions && this.readTableLines(page, line, amounts)) {
      if (this.row) this.tableLines.add(line);
      return;
    }
    if (this.readWithoutTable(page, line, amounts)) return;
    const hasMoneyHere = amounts.some(({ amount }) => amount.isMoneyLike);
    const section = !hasMoneyHere ? (readSection(line.text) ?? readSection(firstCell(line))) : null;
    if (section) {
      this.endRow();
      this.startSection(section);
      return;
    }
    const number = accountNumberIn(line.text);
    if (number && !this.open) this.events.push({ kind: 'account', ...number, page });
    if (this.readFigures(page, scanned, index, taken)) return;
    if (number && this.open) this.events.push({ kind: 'account', ...number, page });
    if (this.continueRow(line)) this.tableLines.add(line);
    else this.events.push(...unreadEvents(line, amounts, page));
  }

  /** A dated line with one amount below a heading such as "Withdrawals" begins a table without headings of columns. */
  private readWithoutTable(page: number, line: Line, amounts: readonly AmountCell[]): boolean {
    const [amount, ...more] = amounts.filter((cell) => cell.amount.isMoneyLike);
    const isSided = this.section === 'credits' || this.section === 'debits';
    const isRow = isSided && amount && more.length === 0 && findDates(line)[0]?.from === 0;
    if (this.layout || !isRow) return false;
    this.tables = [layOut([{ role: 'amount', x0: amount.x0, x1: amount.x1 }], [], { possible: ['right'] })];
    this.layout = this.tables[0]!;
    const isRead = this.readTableLines(page, line, amounts);
    if (isRead && this.row) this.tableLines.add(line);
    return isRead;
  }

  private readTableLines(page: number, line: Line, amounts: readonly AmountCell[]): boolean {
    if (this.tables.length < 2) return this.readTableLine(page, line, amounts);
    const isTotal = NO_TRANSACTION.test(normalizeLabel(line.text));
    const [first] = this.tables;
    const read = this.tables.map((table, index) => {
      const part = isTotal ? line : partOf(line, table, this.tables[index + 1]);
      this.layout = table;
      return part !== null && this.readTableLine(page, part, findAmounts(part, this.style));
    });
    this.layout = first!;
    return read.includes(true);
  }

  /** Lists of dates and balances alone: "Daily ending balance", mostly several pairs to a line. */
  private readDayBalances(page: number, line: Line, amounts: readonly AmountCell[]): boolean {
    const isList = this.section === 'balances' || this.layout?.hasTransactions === false;
    const figures = isList ? dayBalances(line, amounts, page) : [];
    if (figures.length > 0) this.endRow();
    for (const figure of figures) this.events.push({ kind: 'figure', figure });
    return figures.length > 0;
  }

  /** A line of the table: a transaction, or one of the figures that stand between them. */
  private readTableLine(page: number, line: Line, amounts: readonly AmountCell[]): boolean {
    const layout = this.layout!;
    const hasMoneyHere = amounts.some(({ amount }) => amount.isMoneyLike);
    const date =
      dateIn(layout, findDates(line), 'date') ??
      spacedDateIn(layout, line) ??
      (hasMoneyHere ? dateIn(layout, findDates(line), 'value_date') : null);
    if (!date && !this.open) return false;
    const usable = amounts.filter((cell) => !date || cell.from >= date.to || cell.to <= date.from);
    const valueDate = dateIn(
      layout,
      findDates(line).filter((cell) => cell.from !== date?.from),
      'value_date',
    );
    const assigned = assignAmounts(
      layout,
      usable.filter((cell) => !valueDate || cell.from >= valueDate.to || cell.to <= valueDate.from),
    );
    const cells = cellsByRole(assigned);
    const mark = markIn(layout, line.words);
    const excluded = new Set<number>();
    for (const cell of [date, valueDate, ...assigned.values()])
      if (cell) for (let word = cell.from; word < cell.to; word += 1) excluded.add(word);
    const words = line.words.filter((word, position) => !excluded.has(position) && word !== mark?.word);
    const { description, category } = describeWords(layout, words);
    if (date && this.options.dateBelow && this.row && !this.row.date && Object.keys(cells).length === 0) {
      this.row.date = date.date;
      this.completeRow(description, {}, null, line);
      return true;
    }
    const figure = this.tableFigure(Boolean(date), words.map((word) => word.text).join(' '), cells);
    if (figure) {
      this.endRow();
      if (date) this.startDay(date.date, figure.label);
      else if (this.totalsHeadDays) this.startGroup(figure.label);
      this.pushTableFigure(figure, page, line, assigned, cells);
      return true;
    }
    const hasAmount = Boolean(cells.debit ?? cells.credit ?? cells.amount);
    if (!date && !hasAmount) return false;
    if (!date && this.isNoTransaction(line, cells)) return false;
    if (date && !hasAmount && !cells.balance && words.length === 0) return false;
    const waiting = !date && this.row && !hasMoney(this.row);
    if (!date && !waiting && this.options.onlyDated) return false;
    if (this.isClosed && this.options.endsAtClosing) return false;
    if (waiting) this.completeRow(description, cells, mark?.mark ?? null, line);
    else {
      this.endRow();
      this.lastDate = date?.date ?? this.lastDate;
      this.row = {
        date: this.options.dateBelow ? (date?.date ?? null) : this.lastDate,
        hasOwnDate: date !== null,
        description,
        category,
        cells,
        mark: mark?.mark ?? null,
        section: this.section === 'credits' || this.section === 'debits' ? this.section : null,
        heading: this.headings,
        place: { page, box: line.box },
        doubts: overlapDoubts(line),
      };
    }
    this.open = true;
    this.lastLine = line;
    return true;
  }

  /** Without a date of its own, what is called a total, has nothing above it, or moves nothing is no transaction. */
  private isNoTransaction(line: Line, { debit, credit, amount }: PrintedRow['cells']): boolean {
    const isFirst = !this.lastDate && !this.options.dateBelow;
    const isNothing = [debit, credit, amount].every((cell) => !cell || cell.size.eq(0));
    return isFirst || isNothing || NO_TRANSACTION.test(normalizeLabel(line.text));
  }

  private tableFigure(
    isDated: boolean,
    text: string,
    cells: PrintedFigure['cells'],
  ): { label: FigureLabel; text: string } | null {
    if (Object.keys(cells).length === 0) return null;
    const found = labelOf(wordsOf(text));
    const isWhole = found && (!found.label.partial || found.label.ofSection);
    if (isWhole && (!isDated || isBalanceLine(found.label))) return found;
    if (!isDated && UNLABELLED_TOTAL.test(normalizeLabel(text)))
      return { label: { kind: 'totals', partial: false }, text };
    return null;
  }

  /** "5 March, total of withdrawals 150.00" heads the withdrawals of its day. */
  private startDay(date: DateText, { kind }: FigureLabel): void {
    this.lastDate = date;
    this.open = true;
    this.totalsHeadDays ||= kind === 'total_credits' || kind === 'total_debits';
    this.startGroup({ kind });
  }

  private startGroup({ kind }: Pick<FigureLabel, 'kind'>): void {
    if (kind !== 'total_credits' && kind !== 'total_debits') return;
    this.startSection(kind === 'total_credits' ? 'credits' : 'debits');
  }

  private startSection(section: Section): void {
    this.section = section;
    this.headings += 1;
  }

  private pushTableFigure(
    found: { label: FigureLabel; text: string },
    page: number,
    line: Line,
    assigned: ReadonlyMap<Column, AmountCell>,
    cells: PrintedFigure['cells'],
  ): void {
    const cell = [...assigned.values()].at(-1)!;
    const figure = toFigure({ ...found, cell }, line, page, { cells, inTable: true });
    this.events.push({ kind: 'figure', figure });
    if (found.label.kind === 'closing') this.open = false;
    if (found.label.kind === 'opening' || found.label.kind === 'closing')
      this.isClosed = found.label.kind === 'closing';
  }

  /** Labelled figures outside of tables. */
  private readFigures(
    page: number,
    scanned: readonly ScannedLine[],
    index: number,
    taken: Set<number>,
  ): boolean {
    const found = figureEvents(scanned, index, page);
    if (!found) return false;
    this.endRow();
    this.events.push(...found.events);
    for (const distance of found.taken) taken.add(index + distance);
    return true;
  }

  private continueRow(line: Line): boolean {
    const { row, layout } = this;
    if (!row || !layout || !this.lastLine) return false;
    const isNear =
      line.baseline - this.lastLine.baseline <=
      CONTINUATION_GAP * Math.max(line.fontSize, this.lastLine.fontSize);
    if (!isNear || !standsInDescription(layout, line) || line.box[0] >= moneyStart(layout)) {
      this.lastLine = null;
      return false;
    }
    const { description } = describeWords(layout, line.words);
    row.description = `${row.description} ${description}`.trim();
    row.place.box = enclose([row.place.box, line.box]);
    this.lastLine = line;
    return true;
  }

  /** The amount of a transaction may stand on the last line of its description. */
  private completeRow(
    description: string,
    cells: PrintedRow['cells'],
    mark: PrintedRow['mark'],
    line: Line,
  ): void {
    const row = this.row!;
    row.description = `${row.description} ${description}`.trim();
    row.cells = { ...row.cells, ...cells };
    row.mark ??= mark;
    row.place.box = enclose([row.place.box, line.box]);
  }

  private endRow(): void {
    const { row } = this;
    this.row = null;
    if (row && hasMoney(row)) this.events.push({ kind: 'row', row });
    else if (row?.cells.balance) this.events.push({ kind: 'figure', figure: balanceLine(row) });
  }
}
