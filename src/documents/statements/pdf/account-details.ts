import type { Line, TextDocument } from '../../text/index.js';
import { type DateText, readDate, withoutAccents } from '../dates/date-text.js';
import { findDates } from './amount-cells.js';

const PERIOD_LABEL =
  /(?:statement period|account period|period covered|period|billing (?:cycle|period)|statement for|statement from|transactions? (?:from|between)|activity (?:for|from)|from|for the period|zeitraum|abrechnungszeitraum|kontoauszug vom|umsatze vom|buchungen vom|vom|periode|du|releve du|periode du|periodo|desde|del|dal|de|between|movimientos del|movimenti dal|extrato de|date range|opening\/closing date)/u;
const DATE = String.raw`(?:\d{4}[-.]\d{2}[-.]\d{2}|\d{1,2}[./\-]\d{1,2}(?:[./\-]\d{2,4})?|\d{1,2}(?:st|nd|rd|th|\.|er)?[\s\-/]+(?:de )?\p{L}{3,10}\.?,?(?:[\s\-/]+(?:de )?\d{2,4})?|\p{L}{3,10}\.? \d{1,2}(?:\/\d{2}|(?:st|nd|rd|th)?(?:,? \d{4})?))`;
const RANGE = new RegExp(
  String.raw`(${DATE})\s*(?:to|through|thru|until|till|and|bis(?: zum)?|au|a|al|ate|hasta(?: el)?|t\/m|-|–|—)\s*(${DATE})`,
  'giu',
);

/** The texts of the two dates between which the transactions lie, the best labelled first. */
export function findPeriods(document: TextDocument): [from: string, to: string][] {
  const found: { range: [string, string]; rank: number }[] = [];
  for (const page of document.pages.slice(0, 3)) {
    for (const [index, line] of page.lines.entries()) {
      const text = withoutAccents(line.text).replace(/\s+/gu, ' ');
      for (const match of text.matchAll(RANGE)) {
        const before = `${withoutAccents(page.lines[index - 1]?.text ?? '')} ${text.slice(0, match.index)}`;
        const rank = /period|zeitraum|billing|statement|releve|kontoauszug|extracto|extrato|estratto/u.test(
          before,
        )
          ? 2
          : PERIOD_LABEL.test(text.slice(0, match.index))
            ? 1
            : 0;
        found.push({ range: [match[1]!, match[2]!], rank });
      }
    }
  }
  return found.sort((a, b) => b.rank - a.rank).map(({ range }) => range);
}

/** What stands before the day of a statement; balances are of such a day too. */
const ISSUED: readonly RegExp[] = [
  /\b(?:statement|closing|ending|issue|billing) date|date (?:of statement|d'arrete|de cloture|de corte|di chiusura|fechamento)|arrete(?: le)?|auszug|rechnungsdatum|(?:closing|ending|new|final) balance|saldo|solde|kontostand|as (?:of|at)\b/u,
  /\b(?:date|dated|datum|fecha|data|generated|printed|erstellt|edite|emision|emissao|emesso)\b/u,
  /(?:)/u,
];

/** The texts of dates on lines outside of the tables, those first that are most likely of the statement itself. */
export function findIssueDates(lines: readonly Line[]): DateText[] {
  const dated = lines.flatMap((line) => {
    const words = withoutAccents(line.text);
    const rank = ISSUED.findIndex((pattern) => pattern.test(words));
    return findDates(line).flatMap(({ date }) => (date.year === null ? [] : [{ date, rank }]));
  });
  const best = Math.min(...dated.map(({ rank }) => rank));
  return dated.filter(({ rank }) => rank === best).map(({ date }) => date);
}

const MONTH_ONLY =
  /(?:statement|period|zeitraum|month|monat|mois|mes|mese|extrato|estratto|kontoauszug|releve|extracto|movimentacao|for)\b[^\d]{0,30}?\b(\p{L}{3,10})\.?(?: de)? ?[/ ]?(\d{4})\b/iu;

/** A month and year named as the statement's period, as `[month name, year]`. */
export function findMonth(document: TextDocument): [month: string, year: number] | null {
  for (const line of document.pages[0]?.lines ?? []) {
    const match = MONTH_ONLY.exec(withoutAccents(line.text));
    if (match && readDate(`1 ${match[1]} ${match[2]}`)) return [match[1]!, Number(match[2])];
  }
  return null;
}

const HOLDER =
  /^(?:account holder(?:'s)?(?: name)?|account name|customer name|name of account holder|holder|name|client|kontoinhaber|kunde|titulaire(?: du compte)?|titular|intestatario|intestato a|titolare|cliente|nome)\s*[:.]?\s+(.{3,60})$/iu;
const BANK_WORD =
  /\b(?:bank|banque|banco|banca|sparkasse|volksbank|credit union|caisse|caixa|cassa|building society|bancorp|financial|cooperativa)\b/iu;

/** Who holds the account, as labelled on the first page. */
export function findHolder(document: TextDocument): string | undefined {
  for (const line of document.pages[0]?.lines.slice(0, 40) ?? []) {
    const match = HOLDER.exec(firstCells(line, 1)) ?? HOLDER.exec(firstCells(line, 2));
    if (match && !/\d{3}/u.test(match[1]!)) return match[1]!.replace(/^[:\s]+/u, '').trim();
  }
  return undefined;
}

/** The first words of the first page that name a bank. */
export function findBank(document: TextDocument): string | undefined {
  const lines = document.pages[0]?.lines.slice(0, 12) ?? [];
  const line = lines.find(
    ({ text }) =>
      BANK_WORD.test(text) && !/^(?:bank|account) statement$|statement of account\s*$/iu.test(text),
  );
  const words =
    line &&
    firstCells(line, 1).replace(/\s*[-–|,]\s*(?:account )?(?:statement|kontoauszug|extract).*$/iu, '');
  return words && words.length <= 60 && /\p{L}{3}/u.test(words) ? words : undefined;
}

const CELL_GAP = 2.5;

function firstCells(line: Line, count: number): string {
  let cells = 1;
  const words: string[] = [];
  for (const [index, word] of line.words.entries()) {
    const previous = line.words[index - 1];
    if (previous && word.box[0] - previous.box[2] > CELL_GAP * word.fontSize) cells += 1;
    if (cells > count) break;
    words.push(word.text);
  }
  return words.join(' ');
}
