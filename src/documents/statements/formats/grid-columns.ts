import { withoutAccents } from '../dates/date-text.js';
import { isCurrencyCode } from '../money/currency.js';
import { type ColumnRole, columnRole } from '../printed/column-roles.js';

export type GridRole =
  ColumnRole | 'fee' | 'counterparty' | 'currency' | 'account' | 'state' | 'balance_before';

/** Headings that only data files have. */
const FILE_HEADINGS: readonly [GridRole | 'net', RegExp][] = [
  ['net', /^(?:net|netto|net amount)$/u],
  ['amount', /^(?:gross|brutto)$/u],
  ['fee', /^(?:fee|fees|gebuhr|commission)$/u],
  [
    'currency',
    /^(?:munteenheid|devies|whg|bewertet in|currency|wahrung|waehrung|munt|waluta|mena|valuta kod|devise|moneda|divisa|moeda|ccy|currency code|local currency)$/u,
  ],
  ['state', /^(?:state|status|info|transaction status)$/u],
  [
    'date',
    /^(?:created(?: \(utc\))?|transaction time|time completed|completed at|completed date|date op|posted transactions? date|booking datetime|fecha contabilizacion)$/u,
  ],
  ['value_date', /^started date$/u],
  ['amount', /^(?:amount \(total\)|objem|montant operation|valor \(?r\$\)?|importe movimiento)$/u],
  [
    'mark',
    /^(?:credit ?debet|credit ?debit|debit ?credit|debet ?credit|debet\/credit|d\/k|k\/d|bij\/af|收\/支|zu\/ab)$/u,
  ],
  [
    'description',
    /^(?:omschrijving-\d|payment reference|libelle (?:simplifie|operation)|zahlungsreferenz|tytul)$/u,
  ],
  [
    'account',
    /^(?:account|account number|account no\.?|iban|auftragskonto|iban auftragskonto|konto|kontonummer|account id|compte|cuenta|conto|conta)$/u,
  ],
  [
    'counterparty',
    /^(?:partner name|counterparty|counter party|beguenstigter\/zahlungspflichtiger|name zahlungsbeteiligter|beneficiary|payee|empfanger|auftraggeber\/empfanger|zahlungsempfanger\*?in|zahlungspflichtige\*?r|to\/from|other party|tegenpartij|naam tegenpartij|contrepartie|contraparte|controparte)$/u,
  ],
];

/** Headings that name their column where no other heading does. */
const OTHERWISE: readonly [GridRole, RegExp][] = [
  [
    'date',
    /^(?:time|datetime|date and time|date\/time|timestamp|date .*|.* date|datum .*|.*datum|fecha .*|data .*)$/u,
  ],
  ['balance', /^(?:saldo|solde|balance|kontostand|zustatek|bakiye)\b.*|.* (?:saldo|solde|balance)$/u],
];

/** Columns of a data file by their index; each role once, except descriptions, which are joined. */
export interface GridColumns {
  indexes: Map<GridRole, number[]>;
}

const ONCE: readonly GridRole[] = [
  'date',
  'value_date',
  'debit',
  'credit',
  'amount',
  'balance',
  'mark',
  'fee',
  'currency',
  'state',
  'account',
];

/** The columns that a row of headings names. */
export function readHeadings(row: readonly string[]): GridColumns {
  const indexes = new Map<GridRole, number[]>();
  row.forEach((heading, index) => {
    const role = headingRole(heading);
    if (!role || role === 'net') return;
    const known = indexes.get(role) ?? [];
    if (known.length > 0 && ONCE.includes(role)) return;
    indexes.set(role, [...known, index]);
  });
  // What is left after the fee is what reached the account.
  const net = row.findIndex((heading) => headingRole(heading) === 'net');
  if (net >= 0) indexes.set('amount', [net]).delete('fee');
  if (!indexes.has('date') && indexes.has('value_date')) indexes.set('date', indexes.get('value_date')!);
  nameOtherwise(row, indexes);
  return { indexes };
}

function nameOtherwise(row: readonly string[], indexes: Map<GridRole, number[]>): void {
  for (const [role, pattern] of OTHERWISE) {
    const found = row.findIndex(
      (heading) => headingRole(heading) === null && pattern.test(headingWords(heading)),
    );
    if (!indexes.has(role) && found >= 0) indexes.set(role, [found]);
  }
}

function headingRole(heading: string): GridRole | 'net' | null {
  const words = headingWords(heading);
  return FILE_HEADINGS.find(([, pattern]) => pattern.test(words))?.[0] ?? columnRole(words);
}

/** Words of a heading: "date_operation", "RunningBalance" and "Paid Out ( RON )" as they are spoken. */
function headingWords(heading: string): string {
  return withoutAccents(heading.replace(/(?<=\p{Ll})(?=\p{Lu})/gu, ' '))
    .replace(/[_#]/gu, ' ')
    .replace(/\(\s*([a-z]{3})\s*\)/gu, (whole, code: string) => (isCurrencyCode(code) ? ' ' : whole))
    .replace(/\s+/gu, ' ')
    .trim();
}
