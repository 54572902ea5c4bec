import fc from 'fast-check';
import type { DrawnPage, Edge } from './draw-statement.js';

/** A ledger in cents, and how a bank prints it. */
export interface RandomStatement {
  page: DrawnPage[];
  /** `YYYY-MM-DD amount`, sorted. */
  truth: string[];
  /** In words, for a failure. */
  style: string;
}

interface Language {
  date: string;
  text: string;
  debit: string;
  credit: string;
  amount: string;
  balance: string;
  opening: string;
  closing: string;
  into: string;
  out: string;
}

const language = (words: string): Language => {
  const [date, text, debit, credit, amount, balance, opening, closing, into, out] = words.split('|');
  return { date, text, debit, credit, amount, balance, opening, closing, into, out } as Language;
};
const LANGUAGES: Record<string, Language> = {
  English: language(
    'Date|Description|Debit|Credit|Amount|Balance|Opening balance|Closing balance|Money in|Money out',
  ),
  German: language(
    'Datum|Buchungstext|Soll|Haben|Betrag|Saldo|Anfangssaldo|Endsaldo|Summe Gutschriften|Summe Lastschriften',
  ),
  French: language(
    'Date|Libellé|Débit|Crédit|Montant|Solde|Ancien solde|Nouveau solde|Total des crédits|Total des débits',
  ),
  Spanish: language(
    'Fecha|Concepto|Cargo|Abono|Importe|Saldo|Saldo inicial|Saldo final|Total abonos|Total cargos',
  ),
  Italian: language(
    'Data|Descrizione|Dare|Avere|Importo|Saldo|Saldo iniziale|Saldo finale|Totale entrate|Totale uscite',
  ),
  Portuguese: language(
    'Data|Descrição|Débito|Crédito|Valor|Saldo|Saldo inicial|Saldo final|Total de entradas|Total de saídas',
  ),
  Dutch: language('Datum|Omschrijving|Af|Bij|Bedrag|Saldo|Beginsaldo|Eindsaldo|Totaal bij|Totaal af'),
  Swedish: language(
    'Datum|Beskrivning|Uttag|Insättning|Belopp|Saldo|Ingående saldo|Utgående saldo|Summa insättningar|Summa uttag',
  ),
  Danish: language(
    'Dato|Tekst|Ud|Ind|Beløb|Saldo|Primo saldo|Ultimo saldo|Indbetalinger i alt|Udbetalinger i alt',
  ),
};
const TEXTS = [
  'Card payment',
  'Salary',
  'Online shop 4711',
  'Invoice 2023/118',
  'Ref 0099123',
  'Rent 7',
  'Transfer',
];

const style = fc.record({
  name: fc.constantFrom(...Object.keys(LANGUAGES)),
  signs: fc.constantFrom('debit first', 'credit first', 'minus', 'minus behind', 'Cr and Dr', 'brackets'),
  balances: fc.constantFrom('each row', 'once a day'),
  figures: fc.constantFrom('beside', 'in the table'),
  sums: fc.constantFrom('none', 'above', 'below'),
  newestFirst: fc.boolean(),
  dates: fc.constantFrom('dots', 'without year', 'ISO'),
  wraps: fc.boolean(),
  rowsAPage: fc.constantFrom(9, 40),
});
const entry = fc.record({
  days: fc.integer({ min: 0, max: 3 }),
  cents: fc.oneof(fc.integer({ min: -9_000, max: -1 }), fc.integer({ min: 1, max: 300_000 })),
  text: fc.constantFrom(...TEXTS),
});

/** Statements of random ledgers in random styles of printing. */
export const randomStatements = fc
  .record({
    style,
    opening: fc.integer({ min: 10_000, max: 900_000 }),
    entries: fc.array(entry, { minLength: 3, maxLength: 25 }),
  })
  // Within one day nothing tells which came first.
  .filter(({ entries }) => entries.slice(1).some(({ days }) => days > 0))
  .map(print);

type Style = typeof style extends fc.Arbitrary<infer Value> ? Value : never;
type Entry = typeof entry extends fc.Arbitrary<infer Value> ? Value : never;
type Cells = Partial<Record<'date' | 'text' | 'debit' | 'credit' | 'amount' | 'balance', string>>;

interface Booked extends Entry {
  date: Date;
  balance: number;
}

function print({
  style: how,
  opening,
  entries,
}: {
  style: Style;
  opening: number;
  entries: Entry[];
}): RandomStatement {
  const words = LANGUAGES[how.name]!;
  const booked = book(opening, entries);
  const closing = booked.at(-1)!.balance;
  const isBeside = how.figures === 'beside' || how.newestFirst;
  const list = how.newestFirst ? booked.toReversed() : booked;
  const rows = list.flatMap((one, index) => rowsOf(one, list, index, how));
  const [start, end] = [booked[0]!.date, booked.at(-1)!.date];
  if (!isBeside)
    rows.unshift({ date: dateText(start, how), text: words.opening, balance: money(opening, how) });
  const span = { ...how, dates: 'dots' as const };
  const line = (text: string): [[Edge, string]] => [[40, text]];
  const sums = [`${words.into}: ${sumOf(booked, 1, how)}`, `${words.out}: ${sumOf(booked, -1, how)}`].map(
    line,
  );
  const head: DrawnPage['head'] = [
    line(`${how.name} Example Bank, ${dateText(start, span)} - ${dateText(end, span)}`),
    ...(isBeside ? [line(`${words.opening}: ${money(opening, how)}`)] : []),
    ...(how.sums === 'above' ? sums : []),
    ...(isBeside ? [line(`${words.closing}: ${money(closing, how)}`)] : []),
  ];
  const pages = pagesOf(head, columnsOf(words, how), rows, how.rowsAPage);
  if (how.sums === 'below') pages.push({ head: sums });
  return {
    page: pages,
    truth: booked
      .map(({ date, cents }) => `${date.toISOString().slice(0, 10)} ${(cents / 100).toFixed(2)}`)
      .sort(),
    style: JSON.stringify(how),
  };
}

function sumOf(booked: readonly Booked[], sign: 1 | -1, how: Style): string {
  const side = booked.filter(({ cents }) => Math.sign(cents) === sign);
  return figure(
    side.reduce((total, { cents }) => total + cents, 0),
    how,
  );
}

function book(opening: number, entries: readonly Entry[]): Booked[] {
  let [date, balance] = [new Date(Date.UTC(2023, 11, 13)), opening];
  return entries.map((one) => {
    date = new Date(date.getTime() + one.days * 86_400_000);
    balance += one.cents;
    return { ...one, date, balance };
  });
}

function rowsOf(one: Booked, list: readonly Booked[], index: number, how: Style): Cells[] {
  const neighbour = list[how.newestFirst ? index - 1 : index + 1];
  const isLastOfDay = neighbour?.date.getTime() !== one.date.getTime();
  const row: Cells = { date: dateText(one.date, how), text: one.text };
  if (how.signs === 'debit first' || how.signs === 'credit first')
    row[one.cents < 0 ? 'debit' : 'credit'] = figure(one.cents, how);
  else row.amount = money(one.cents, how);
  if (how.balances === 'each row' || isLastOfDay) row.balance = money(one.balance, how);
  return how.wraps && index % 2 === 0 ? [row, { text: 'REF ABC paid by card' }] : [row];
}

function columnsOf(words: Language, how: Style): [keyof Cells, string, Edge][] {
  const [debit, credit] = [
    ['debit', words.debit],
    ['credit', words.credit],
  ] as const;
  const money: [keyof Cells, string, Edge][] =
    how.signs === 'debit first'
      ? [
          [...debit, 'r400'],
          [...credit, 'r480'],
        ]
      : how.signs === 'credit first'
        ? [
            [...credit, 'r400'],
            [...debit, 'r480'],
          ]
        : [['amount', words.amount, 'r460']];
  return [['date', words.date, 40], ['text', words.text, 110], ...money, ['balance', words.balance, 'r560']];
}

function pagesOf(
  head: DrawnPage['head'],
  columns: ReturnType<typeof columnsOf>,
  rows: readonly Cells[],
  size: number,
): DrawnPage[] {
  const heading = columns.map(([, words]) => words);
  const pages: DrawnPage[] = [];
  for (let from = 0; from < rows.length; from += size)
    pages.push({
      ...(from === 0 && { head: head! }),
      edges: columns.map(([, , edge]) => edge),
      rows: [
        heading,
        ...rows.slice(from, from + size).map((row) => columns.map(([name]) => row[name] ?? '')),
      ],
    });
  return pages;
}

function dateText(date: Date, { dates }: Pick<Style, 'dates'>): string {
  const [year, month, day] = date.toISOString().slice(0, 10).split('-') as [string, string, string];
  return {
    dots: `${day}.${month}.${year}`,
    'without year': `${day}.${month}.`,
    ISO: `${year}-${month}-${day}`,
  }[dates];
}

/** Without its sign: English with a point, the others with a comma. */
function figure(cents: number, { name }: Style): string {
  const [whole, rest] = (Math.abs(cents) / 100).toFixed(2).split('.') as [string, string];
  const [group, point] = name === 'English' ? [',', '.'] : ['.', ','];
  return whole.replace(/\B(?=(\d{3})+(?!\d))/gu, group) + point + rest;
}

function money(cents: number, how: Style): string {
  const text = figure(cents, how);
  if (how.signs === 'Cr and Dr') return `${text} ${cents < 0 ? 'Dr' : 'Cr'}`;
  if (cents >= 0) return text;
  return { 'minus behind': `${text}-`, brackets: `(${text})` }[how.signs as string] ?? `-${text}`;
}
