import { Failure } from '../../../platform/failure.js';
import { type DateText, readDate } from '../dates/date-text.js';
import { type AmountText, readAmount } from '../money/amount-text.js';
import { detectCurrency } from '../money/currency.js';
import { ZERO } from '../money/money.js';
import { detectNumberStyle, type NumberStyle, POINT_STYLE } from '../money/number-style.js';
import { accountNumberIn } from '../printed/account-number.js';
import type { AccountSegment } from '../printed/accounts.js';
import { buildAccount, type DocumentEvidence } from '../printed/build-account.js';
import type { PrintedFigure, PrintedRow } from '../printed/events.js';
import { type FigureKind, type FigureLabel, readFigureLabel, speaksOfCreditCard } from '../printed/labels.js';
import { creditOrDebit } from '../printed/marks.js';
import type { AccountStatement, ReadStatement } from '../statement/statement.js';
import { listsPaymentsToCard } from '../printed/signs.js';
import { completeColumns, hasMoney } from './complete-columns.js';
import { type GridColumns, type GridRole, readHeadings } from './grid-columns.js';
import type { Grid } from './grid.js';
import { inferGridColumns } from './infer-grid-columns.js';

const HEADING_SEARCH_ROWS = 60;
const STYLE_SAMPLE_ROWS = 2_000;
const CURRENCY = /^[A-Z]{3}$/iu;

/**
 * Reads the transactions of a CSV file or a sheet: headings in any of the languages read, lines before and after the
 * table, one or several accounts.
 *
 * @throws Failure `unreadable` when there is no table with dates and amounts
 */
export function readGrid(grid: Grid, format: 'csv' | 'xlsx'): ReadStatement {
  const found = findTable(grid);
  const reader = new GridReader(grid, found, format);
  return { format, ...reader.read() };
}

interface Table {
  columns: GridColumns;
  /** Index of the first row of data. */
  from: number;
}

function findTable(grid: Grid): Table {
  for (let index = 0; index < Math.min(grid.length, HEADING_SEARCH_ROWS); index += 1) {
    const named = readHeadings(grid[index]!).indexes;
    if ((!named.has('date') && !hasMoney(named)) || grid[index]!.some((cell) => readDate(cell))) continue;
    const indexes = completeColumns(named, grid[index]!, rowsBelow(grid, index));
    if (hasMoney(indexes) && indexes.has('date')) return { columns: { indexes }, from: index + 1 };
  }
  const inferred = inferGridColumns(grid);
  if (inferred) return inferred;
  throw new Failure('unreadable', 'The file has no table with a column of dates and a column of amounts.');
}

/** The rows of a table below its headings: those that have about as many fields. */
function rowsBelow(grid: Grid, heading: number): Grid {
  const filled = (row: readonly string[]): number => row.filter((cell) => cell.trim() !== '').length;
  return grid.slice(heading + 1, heading + 1 + STYLE_SAMPLE_ROWS).filter((row) => filled(row) > 2);
}

interface GridRow {
  row: PrintedRow;
  account: string;
  currency: string;
}

const keyOf = ({ account, currency }: GridRow): string => `${account} ${currency}`;

/** Transactions in these states moved no money, or have not yet. */
const NOT_BOOKED =
  /^(?:pending|reverted|declined|failed|cancell?ed|denied|removed|expired|voided|rejected|on hold|reversed|vorgemerkt|ausstehend|en attente|pendiente|in sospeso|in elaborazione|pendente|authori[sz]ed|umsatz vorgemerkt)$/iu;

/** Rows of the table that are balances; "Übertrag" is what some banks call a transfer. */
const BALANCE_ROWS: readonly FigureKind[] = ['opening', 'closing', 'balance', 'balance_at'];
/** Rows with the sum of one side. */
const TURNOVER = /^(?:turnover|kaive|apgrozijums|apyvarta)$/iu;

class GridReader {
  private readonly style: NumberStyle;
  private readonly rows: GridRow[] = [];
  private readonly figures: { figure: PrintedFigure; after: number }[] = [];
  private readonly counterparties: string[] = [];
  private number: string | undefined;
  private left = 0;
  private notBooked = 0;

  constructor(
    private readonly grid: Grid,
    private readonly table: Table,
    private readonly format: 'csv' | 'xlsx',
  ) {
    this.style = this.detectStyle();
  }

  read(): Pick<ReadStatement, 'accounts' | 'warnings'> {
    this.grid.slice(0, this.table.from).forEach((cells, index) => this.readOutside(cells, index));
    for (let index = this.table.from; index < this.grid.length; index += 1)
      this.readRow(this.grid[index]!, index);
    const evidence = this.gatherEvidence();
    const keys = [...new Set(this.rows.map(keyOf))];
    const accounts =
      keys.length > 1 ? keys.map((key) => this.accountOf(key, evidence)) : [this.wholeAccount(evidence)];
    return { accounts, warnings: this.warnings(evidence) };
  }

  private wholeAccount(evidence: DocumentEvidence): AccountStatement {
    const own = this.rows.find(({ account }) => account !== '')?.account;
    const segment = this.segment(
      this.rows.map(({ row }) => row),
      own ?? this.number,
      this.figures,
    );
    return this.withCounterparties(buildAccount(segment, evidence));
  }

  /** One of several accounts, or of several currencies of an account. */
  private accountOf(key: string, evidence: DocumentEvidence): AccountStatement {
    const own = this.rows.filter((entry) => keyOf(entry) === key);
    const { account, currency } = own[0]!;
    const segment = this.segment(
      own.map(({ row }) => row),
      account || this.number,
      [],
    );
    return buildAccount(segment, { ...evidence, currency: currency || evidence.currency });
  }

  private segment(
    rows: PrintedRow[],
    number: string | undefined,
    figures: AccountSegment['figures'],
  ): AccountSegment {
    return {
      numbers: number ? { account: number } : {},
      rows,
      figures,
      hasBalanceColumn: this.table.columns.indexes.has('balance'),
      unread: [],
      sums: [],
    };
  }

  private withCounterparties(account: AccountStatement): AccountStatement {
    const transactions = account.transactions.map((transaction, index) => {
      const counterparty = this.counterparties[index];
      return counterparty ? { ...transaction, counterparty } : transaction;
    });
    return { ...account, transactions };
  }

  private detectStyle(): NumberStyle {
    const money = (['amount', 'debit', 'credit', 'balance'] as const).flatMap(
      (role) => this.table.columns.indexes.get(role) ?? [],
    );
    const sample = this.grid
      .slice(this.table.from, this.table.from + STYLE_SAMPLE_ROWS)
      .flatMap((row) => money.map((index) => row[index] ?? ''));
    return { ...(detectNumberStyle(sample.join('\n')) ?? POINT_STYLE), spaceGroups: true };
  }

  private cell(cells: readonly string[], role: GridRole): string {
    const indexes = this.table.columns.indexes.get(role) ?? [];
    return indexes
      .map((index) => (cells[index] ?? '').trim())
      .filter((text) => text !== '')
      .join(' ');
  }

  private amountIn(cells: readonly string[], role: GridRole): AmountText | undefined {
    const text = this.cell(cells, role);
    return text === '' ? undefined : (readAmount(text, this.style) ?? undefined);
  }

  private dateIn(cells: readonly string[]): DateText | null {
    const text = this.cell(cells, 'date').split(/[ T](?=\d{1,2}:)/u)[0]!;
    const date = readDate(text) ?? (this.format === 'xlsx' ? serialDate(text) : null);
    return date && date.year === null ? withYearOf(date, readDate(this.cell(cells, 'value_date'))) : date;
  }

  private readRow(cells: readonly string[], index: number): void {
    const date = this.dateIn(cells);
    const amounts = {
      debit: this.amountIn(cells, 'debit'),
      credit: this.amountIn(cells, 'credit'),
      amount: this.amountIn(cells, 'amount'),
    };
    const money = Object.entries(amounts).filter(([, amount]) => amount !== undefined);
    const description = this.cell(cells, 'description');
    const label = readFigureLabel(description) ?? readFigureLabel(this.cell(cells, 'mark'));
    if (label && !label.partial && (BALANCE_ROWS.includes(label.kind) || TURNOVER.test(description)))
      return this.readOutside(cells, index);
    const unreadable = this.unreadableCells(cells);
    this.readFigureColumns(cells, index);
    const isRow = (date || this.looksDated(cells)) && (money.length > 0 || (date && unreadable.length > 0));
    if (!isRow) return this.readOutside(cells, index);
    if (NOT_BOOKED.test(this.cell(cells, 'state'))) {
      this.notBooked += 1;
      return;
    }
    this.readBalanceBefore(cells, index);
    const balance = this.amountIn(cells, 'balance');
    const doubts = [...unreadable, ...(date ? [] : [`"${this.cell(cells, 'date')}" is no date`])];
    this.counterparties.push(this.cell(cells, 'counterparty'));
    this.rows.push({
      account: this.cell(cells, 'account'),
      currency: CURRENCY.exec(this.cell(cells, 'currency'))?.[0].toUpperCase() ?? '',
      row: {
        date,
        hasOwnDate: true,
        description: description || this.cell(cells, 'counterparty') || this.cell(cells, 'reference'),
        category: this.cell(cells, 'category'),
        cells: withFee(
          Object.fromEntries([...money, ...(balance ? [['balance', balance]] : [])]),
          this.amountIn(cells, 'fee'),
        ),
        mark: creditOrDebit(this.cell(cells, 'mark')),
        section: null,
        heading: 0,
        place: { page: 1, line: index + 1, box: [0, 0, 0, 0] },
        doubts,
        ...(unreadable.length > 0 && { isUnread: true }),
      },
    });
  }

  /** Balances in columns of their own, beside no transaction: "Beginning Balance", "Ending Balance". */
  private readFigureColumns(cells: readonly string[], index: number): void {
    const headings = this.grid[this.table.from - 1] ?? [];
    const taken = new Set([...this.table.columns.indexes.values()].flat());
    headings.forEach((text, column) => {
      const label = taken.has(column) ? null : readFigureLabel(text);
      const amount = label && readAmount((cells[column] ?? '').trim(), this.style);
      if (!amount || !['opening', 'closing'].includes(label.kind)) return;
      const place = { page: 1, line: index + 1 };
      const figure = { label, text, amount, cells: { balance: amount }, date: null, inTable: true, place };
      this.figures.push({ after: this.rows.length, figure });
    });
  }

  private readBalanceBefore(cells: readonly string[], index: number): void {
    const amount = this.amountIn(cells, 'balance_before');
    if (!amount) return;
    const place = { page: 1, line: index + 1 };
    const label: FigureLabel = { kind: 'carried', partial: false };
    const text = 'balance before the transaction';
    const figure = { label, text, amount, cells: { balance: amount }, date: null, inTable: true, place };
    this.figures.push({ after: this.rows.length, figure });
  }

  /** Numbers like those of a date, which make none: 2024-01-74. */
  private looksDated(cells: readonly string[]): boolean {
    return /^\d{1,4}[-/.]\d{1,2}[-/.]\d{1,4}$/u.test(this.cell(cells, 'date').split(/[ T]/u)[0]!);
  }

  private unreadableCells(cells: readonly string[]): string[] {
    return (['amount', 'debit', 'credit', 'balance'] as const).flatMap((role) => {
      const text = this.cell(cells, role);
      const isBlank = text === '' || /^[-–—]$|^n\/?a$/iu.test(text);
      return !isBlank && !readAmount(text, this.style) ? [`"${text}" could not be read as an amount`] : [];
    });
  }

  /** Lines around the table: account number and labelled figures; lines of the table that are neither are counted. */
  private readOutside(cells: readonly string[], index: number): void {
    const filled = cells.map((cell) => cell.trim()).filter((cell) => cell !== '');
    if (filled.length === 0) return;
    this.number ??= accountNumberIn(filled.join(' '))?.number;
    for (const [position, text] of filled.entries()) {
      const label = readFigureLabel(text);
      const values = filled.slice(position + 1).flatMap((cell) => readAmount(cell, this.style) ?? []);
      const amount = this.amountIn(cells, 'balance') ?? values.at(-1);
      if (!label || !amount) continue;
      this.figures.push({
        after: this.rows.length,
        figure: {
          label,
          text,
          amount,
          cells: index < this.table.from ? { balance: amount } : this.cellsOf(cells, amount),
          date: filled.flatMap((cell) => dateWithin(cell) ?? [])[0] ?? null,
          inTable: index >= this.table.from,
          place: { page: 1, line: index + 1 },
        },
      });
      return;
    }
    if (index >= this.table.from) this.left += 1;
  }

  private isOfCard(outside: string): boolean {
    const isNamed =
      /\b(?:card ?member|cardholder|karteninhaber|titulaire de la carte|titular de la tarjeta)\b/iu;
    const rows = this.rows.map(({ row }) => row);
    return speaksOfCreditCard(outside) || isNamed.test(outside) || listsPaymentsToCard(rows);
  }

  /** The figures of a line of the table by their columns. */
  private cellsOf(cells: readonly string[], otherwise: AmountText): PrintedFigure['cells'] {
    const roles = ['debit', 'credit', 'amount', 'balance'] as const;
    const found = roles.flatMap((role) => {
      const amount = this.amountIn(cells, role);
      return amount ? [[role, amount] as const] : [];
    });
    const mark = creditOrDebit(this.cell(cells, 'mark'));
    const side = found.find(([role]) => role === 'amount')?.[1];
    if (mark && side && TURNOVER.test(this.cell(cells, 'description'))) return { [mark]: side };
    return found.length > 0 ? Object.fromEntries(found) : { balance: otherwise };
  }

  private gatherEvidence(): DocumentEvidence {
    const outside = this.grid
      .slice(0, this.table.from)
      .map((row) => row.join(' '))
      .join('\n');
    const inColumn = this.rows.find(({ currency: code }) => code)?.currency;
    const beside = this.rows.flatMap(({ row }) =>
      Object.values(row.cells).flatMap((cell) => cell.currency ?? []),
    );
    const { currency } = detectCurrency(`${outside}\n${[...new Set(beside)].join('\n')}`);
    return {
      period: { from: null, to: null },
      customary: null,
      issued: null,
      currency: inColumn ?? currency,
      isCreditCard: this.isOfCard(outside),
    };
  }

  private warnings({ currency }: DocumentEvidence): string[] {
    return [
      ...(currency ? [] : ['The file does not say in which currency its amounts are.']),
      ...(this.notBooked > 0
        ? [`Transactions that were not carried out, or not yet, and were left out: ${this.notBooked}.`]
        : []),
      ...(this.left > 0
        ? [`Lines of the table that are no transactions and were left out: ${this.left}.`]
        : []),
    ];
  }
}

const DAY_MS = 86_400_000;
/** Days that a spreadsheet counts from its epoch, 1954 to 2118. */
const [FIRST_SERIAL, LAST_SERIAL] = [20_000, 80_000];

/** The date of a spreadsheet's serial number, where its cell has no format of a date. */
function serialDate(text: string): DateText | null {
  const serial = /^\d{5}(?:\.\d+)?$/u.test(text) ? Math.floor(Number(text)) : 0;
  if (serial < FIRST_SERIAL || serial > LAST_SERIAL) return null;
  return readDate(new Date(Date.UTC(1899, 11, 30) + serial * DAY_MS).toISOString().slice(0, 10));
}

/** Some exports print the year with the value date alone: the date is the nearest to it. */
function withYearOf(date: DateText, valued: DateText | null): DateText {
  if (!valued || valued.year === null || valued.month === null || date.month === null) return date;
  const months = date.month - valued.month;
  const turn = months > 6 ? -1 : months < -6 ? 1 : 0;
  return { ...date, year: valued.year + turn };
}

/** A date that a cell is, or has among its words: "Balance of 31.03.2024:". */
function dateWithin(cell: string): DateText | null {
  const words = cell.split(/[\s:;,]+/u).flatMap((word) => readDate(word) ?? []);
  return readDate(cell) ?? words.find(({ year }) => year !== null) ?? null;
}

/** A fee in a column of its own leaves the account with the amount. */
function withFee(cells: PrintedRow['cells'], fee: AmountText | undefined): PrintedRow['cells'] {
  if (!fee || fee.size.eq(ZERO) || !cells.amount) return cells;
  const { amount } = cells;
  const isOut = amount.mark === 'minus' || amount.mark === 'brackets';
  const size = isOut ? amount.size.plus(fee.size) : amount.size.minus(fee.size);
  return { ...cells, amount: { ...amount, size } };
}
