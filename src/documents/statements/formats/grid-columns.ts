import { withoutAccents } from '../dates/date-text.js';
import { type ColumnRole, columnRole } from '../printed/column-roles.js';

export type GridRole = ColumnRole | 'fee' | 'counterparty' | 'currency' | 'account' | 'state';

/** Headings that only data files have. */
const FILE_HEADINGS: readonly [GridRole | 'net', RegExp][] = [
  ['net', /^(?:net|netto|net amount)$/u],
  ['amount', /^(?:gross|brutto)$/u],
  ['fee', /^(?:fee|fees|gebuhr|commission)$/u],
  [
    'currency',
    /^(?:currency|wahrung|waehrung|munt|waluta|mena|valuta kod|devise|moneda|divisa|moeda|ccy|currency code|local currency)$/u,
  ],
  ['state', /^(?:state|status|info|transaction status)$/u],
  ['date', /^(?:created(?: \(utc\))?|transaction time|time completed|completed at)$/u],
  ['balance', /^(?:saldo na trn|saldo po|kontostand nach buchung)$/u],
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

/** The columns that a row of headings names; null when the row is none. */
export function readHeadings(row: readonly string[]): GridColumns | null {
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
  const hasMoney = indexes.has('amount') || indexes.has('debit') || indexes.has('credit');
  return hasMoney && indexes.has('date') ? { indexes } : null;
}

function headingRole(heading: string): GridRole | 'net' | null {
  const words = withoutAccents(heading).replace(/[_#]/gu, ' ').replace(/\s+/gu, ' ').trim();
  return FILE_HEADINGS.find(([, pattern]) => pattern.test(words))?.[0] ?? columnRole(words);
}
