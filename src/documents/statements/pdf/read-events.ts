import { enclose, type Line, type TextDocument, type TextPage } from '../../text/index.js';
import type { DateText } from '../dates/date-text.js';
import type { NumberStyle } from '../money/number-style.js';
import { accountNumberIn } from '../printed/account-number.js';
import { type AmountCell, findAmounts, findDates } from './amount-cells.js';
import type { ColumnRole } from '../printed/column-roles.js';
import { TOTALS } from '../printed/build-account.js';
import type { PrintedRow, StatementEvent } from '../printed/events.js';
import { firstCell, isFigureAside, isLineOfFigures, labelOf, toFigure } from './figures.js';
import { type FigureLabel, normalizeLabel, readSection, type Section } from '../printed/labels.js';
import { dayBalances } from './day-balances.js';
import {
  describeWords,
  layOut,
  moneyStart,
  partOf,
  standsInDescription,
  type TableLayout,
} from './table-columns.js';
import type { EventReaderOptions } from './event-reader-options.js';
import { cutTableLine, dateOf, type TableLine } from './table-line.js';
import { figureEvents, totaledSection, unreadEvents } from './figure-events.js';
import type { ScannedLine } from './scanned-line.js';
import { secondFigures } from './second-figures.js';
import {
  balanceLine,
  hasMoney,
  isBalanceLine,
  overlapDoubts,
  sideOf,
  withAdopted,
  withFees,
  wordsOf,
} from './table-row.js';
import { readTableHeader, sideBySide, type TableHeader } from './table-header.js';

/** Lines of one description stand closer than this, in font sizes. */
const CONTINUATION_GAP = 2;
const ALIGNMENT_SAMPLE_LINES = 400;
const UNLABELLED_TOTAL =
  /^(?:sub ?)?(?:total|summe|totale|totals|total des|total de)\b(?!.*(?:20\d\d|year|ytd|overdraft|returned|fees?\b|interest|impuesto|retencion|imposta|steuer|\btax|\biva\b)).*/u;
const SIDES: readonly ColumnRole[] = ['debit', 'credit', 'description'];
const DATE_FROM_ABOVE = 'no date is printed beside it; that of the row above was taken';
const NO_TRANSACTION = /^(?:sub ?total|total|summe|totale|page \d|seite \d|pagina \d)\b/u;

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
  /** Headings so far, for telling the parts of the list apart. */
  private headings = 0;
  /** Totals stand above what they are the totals of. */
  private totalsHeadDays = false;
  /** The last balance was a closing one. */
  private isClosed = false;
  /** Numbers of the accounts in an overview. */
  private readonly listed = new Set<string>();
  private row: PrintedRow | null = null;
  /** Banks print the date once for all transactions of a day. */
  private lastDate: DateText | null = null;
  /** Nothing but rows stands between the last date and here. */
  private dateHolds = false;
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
    const { columns, others } = this.columnsOf(header);
    this.endRow();
    if (header.section) this.startSection(header.section);
    const endsSection = this.section === 'balances' && columns.some(({ role }) => SIDES.includes(role));
    if (endsSection || this.section === 'other_period') this.section = null;
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

  private columnsOf(header: TableHeader): TableHeader {
    if (this.options.feesApply) return withFees(header);
    return this.options.adoptsColumns ? withAdopted(header) : header;
  }

  private readLine(page: number, scanned: readonly ScannedLine[], index: number, taken: Set<number>): void {
    const { line, amounts } = scanned[index]!;
    if (this.section === 'other_period' && amounts.length > 0 && findDates(line)[0]?.from !== 0) return;
    if (this.readDayBalances(page, line, amounts) || this.readTotaledSection(page, line, amounts)) return;
    if (this.layout?.hasTransactions && this.readTableLines(page, line, amounts)) {
      if (this.row) this.tableLines.add(line);
      return;
    }
    if (this.readWithoutTable(page, line, amounts)) return;
    const hasMoneyHere = amounts.some(({ amount }) => amount.isMoneyLike);
    const section = hasMoneyHere ? null : (readSection(line.text) ?? readSection(firstCell(line)));
    if (section) {
      this.endRow();
      this.startSection(section);
      return;
    }
    const number = accountNumberIn(line.text) ?? this.knownNumberIn(line, amounts);
    if (number && !this.open) this.events.push({ kind: 'account', ...number, page });
    if (this.readFigures(page, scanned, index, taken)) return;
    if (number && this.open) this.events.push({ kind: 'account', ...number, page });
    if (this.continueRow(line)) this.tableLines.add(line);
    else this.events.push(...unreadEvents(line, amounts, page));
  }

  /** The number of an account that an overview has listed heads that account's table. */
  private knownNumberIn(line: Line, amounts: readonly AmountCell[]): ReturnType<typeof accountNumberIn> {
    if (amounts.some(({ amount }) => amount.isMoneyLike)) return null;
    const number = line.words.map(({ text }) => text).find((text) => this.listed.has(text));
    return number === undefined ? null : { numberKind: 'account', number };
  }

  /** A dated line with one amount below a heading such as "Withdrawals" begins a table without headings of columns. */
  private readWithoutTable(page: number, line: Line, amounts: readonly AmountCell[]): boolean {
    const [amount, ...more] = amounts.filter((cell) => cell.amount.isMoneyLike);
    const isSided = sideOf(this.section) !== null;
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

  private readTotaledSection(page: number, line: Line, amounts: readonly AmountCell[]): boolean {
    const found = totaledSection(line, amounts, page);
    if (!found) return false;
    this.endRow();
    this.startSection(found.section);
    this.events.push(found.event);
    return true;
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
    const date = dateOf(layout, line, amounts);
    if (!date && isLineOfFigures(line, amounts)) return false;
    const cut = cutTableLine(layout, line, amounts, date);
    if (isFigureAside(cut, amounts)) return false;
    if (!date && !this.open) return this.readClosingTotals(page, cut);
    if (this.completeDate(cut) || this.readTableFigure(page, cut) || this.readFirstBalance(page, cut))
      return true;
    if (!this.isTransaction(cut)) return false;
    if (this.isAwaited(cut)) this.completeRow(cut);
    else this.startRow(page, cut);
    this.compareSecondFigures(page, cut, amounts);
    this.open = true;
    this.lastLine = line;
    return true;
  }

  /** The date below the amount that it belongs to. */
  private completeDate(cut: TableLine): boolean {
    const isDate = this.options.dateBelow && cut.date && Object.keys(cut.cells).length === 0;
    if (!isDate || !this.row || this.row.date) return false;
    this.row.date = cut.date!.date;
    this.completeRow({ ...cut, mark: null });
    return true;
  }

  private readTableFigure(page: number, cut: TableLine): boolean {
    const figure = this.tableFigure(cut);
    if (!figure) return false;
    this.endRow();
    if (cut.date) this.startDay(cut.date.date, figure.label);
    else if (this.totalsHeadDays) this.startGroup(figure.label);
    else if (TOTALS.includes(figure.label.kind)) this.dateHolds = false;
    this.pushTableFigure(figure, page, cut);
    return true;
  }

  private compareSecondFigures(page: number, cut: TableLine, amounts: readonly AmountCell[]): void {
    const { events, doubts } = secondFigures(cut, amounts, page);
    this.events.push(...events);
    this.row!.doubts.push(...doubts);
  }

  /** Totals in the columns of a table that the closing balance has ended. */
  private readClosingTotals(page: number, cut: TableLine): boolean {
    const figure = this.isClosed ? this.tableFigure(cut) : null;
    const isOfSides = cut.cells.debit !== undefined && cut.cells.credit !== undefined;
    if (figure?.label.kind !== 'totals' || !isOfSides) return false;
    this.pushTableFigure(figure, page, cut);
    return true;
  }

  /** A balance alone in the first line of the table is the one that it begins with. */
  private readFirstBalance(page: number, cut: TableLine): boolean {
    const isAlone = Object.keys(cut.cells).join() === 'balance' && cut.text === '' && !cut.date;
    if (!isAlone || this.row || this.lastLine || this.lastDate) return false;
    this.pushTableFigure({ label: { kind: 'carried', partial: false }, text: 'first balance' }, page, cut);
    return true;
  }

  private isTransaction(cut: TableLine): boolean {
    const { debit, credit, amount, balance } = cut.cells;
    const hasAmount = Boolean(debit ?? credit ?? amount);
    if (this.isClosed && this.options.endsAtClosing) return false;
    if (cut.date) return hasAmount || balance !== undefined || cut.text !== '';
    return hasAmount && !this.isNoTransaction(cut) && (!this.options.onlyDated || this.isAwaited(cut));
  }

  /** The row above waits for its amount. */
  private isAwaited({ date }: TableLine): boolean {
    return !date && this.row !== null && !hasMoney(this.row);
  }

  private startRow(page: number, { line, date, description, category, cells, mark }: TableLine): void {
    this.endRow();
    this.lastDate = date?.date ?? this.lastDate;
    this.dateHolds ||= date !== null;
    this.row = {
      date: this.options.dateBelow ? (date?.date ?? null) : this.lastDate,
      hasOwnDate: date !== null,
      description,
      category,
      cells,
      mark,
      section: sideOf(this.section),
      heading: this.headings,
      place: { page, box: line.box },
      doubts: [
        ...overlapDoubts(line),
        ...(this.dateHolds || this.options.dateBelow ? [] : [DATE_FROM_ABOVE]),
      ],
    };
  }

  /** Without a date of its own, what is called a total, has nothing above it, or moves nothing is no transaction. */
  private isNoTransaction({ line, cells: { debit, credit, amount } }: TableLine): boolean {
    const isFirst = !this.lastDate && !this.options.dateBelow;
    const isNothing = [debit, credit, amount].every((cell) => !cell || cell.size.eq(0));
    return isFirst || isNothing || NO_TRANSACTION.test(normalizeLabel(line.text));
  }

  private tableFigure({ date, text, cells }: TableLine): { label: FigureLabel; text: string } | null {
    if (Object.keys(cells).length === 0) return null;
    const found = labelOf(wordsOf(text));
    const isWhole = found && (!found.label.partial || found.label.ofSection);
    if (isWhole && (!date || isBalanceLine(found.label))) return found;
    if (!date && UNLABELLED_TOTAL.test(normalizeLabel(text)))
      return { label: { kind: 'totals', partial: false }, text };
    return null;
  }

  /** "5 March, total of withdrawals 150.00" heads the withdrawals of its day. */
  private startDay(date: DateText, { kind }: FigureLabel): void {
    this.lastDate = date;
    this.open = true;
    this.totalsHeadDays ||= kind === 'total_credits' || kind === 'total_debits';
    this.startGroup({ kind });
    this.dateHolds = true;
  }

  private startGroup({ kind }: Pick<FigureLabel, 'kind'>): void {
    if (kind !== 'total_credits' && kind !== 'total_debits') return;
    this.startSection(kind === 'total_credits' ? 'credits' : 'debits');
  }

  private startSection(section: Section): void {
    this.section = section;
    this.headings += 1;
    this.dateHolds = false;
  }

  private pushTableFigure(
    found: { label: FigureLabel; text: string },
    page: number,
    { line, assigned, cells }: TableLine,
  ): void {
    const cell = [...assigned.values()].at(-1)!;
    const figure = toFigure({ ...found, cell }, line, page, { cells, inTable: true });
    this.events.push({ kind: 'figure', figure });
    const { kind } = found.label;
    if (kind === 'closing') this.open = false;
    if (kind === 'opening' || kind === 'closing') this.isClosed = kind === 'closing';
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
    for (const event of found.events) if (event.kind === 'account') this.listed.add(event.number);
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
  private completeRow({ line, description, cells, mark }: TableLine): void {
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
