import { withoutAccents } from '../dates/date-text.js';

/** What the words beside a figure say it is. */
export type FigureKind =
  | 'opening'
  | 'closing'
  /** A balance at a date, opening or closing by that date: "Kontostand am 31.03.2024". */
  | 'balance_at'
  | 'carried'
  /** "Saldo" and nothing more: the balance here within a table, the latest one outside of it. */
  | 'balance'
  | 'total_credits'
  | 'total_debits'
  /** Money that comes in on a card and goes out of an account: "Payments". */
  | 'total_payments'
  /** One line with both totals in their columns. */
  | 'totals'
  | 'net'
  /** The balance at the end of a day, in a list of its own. */
  | 'day_balance'
  /** Balances that prove nothing: average, available, minimum. */
  | 'other';

/** `partial` figures may be one of several that make up the total. */
export interface FigureLabel {
  kind: FigureKind;
  partial: boolean;
  /** The total of what stands under one heading: "Total checks paid". */
  ofSection?: boolean;
  /** That total stands above what it is the total of. */
  isAbove?: boolean;
}

const MONEY_WORD = String.raw`(?:\(?(?:rs\.?|inr|usd|eur|gbp|brl|chf|cad|aud|r\$|[$£€₹])\)?)?`;

/** First match wins; words are lower case without accents. */
const RULES: readonly [kind: FigureKind, pattern: string, partial?: 'partial'][] = [
  [
    'other',
    String.raw`(?:average|minimum|maximum|lowest|available|overdraft|credit limit|total limit|cash limit|interest rate|annual percentage|year.to.date|ytd|durchschnitt|verfugbar|verfug|saldo medio|solde moyen|saldo disponible|saldo disponibile|saldo disponivel|limite|last payment|minimum payment|minimum amount|payment due|past due|statement balance as of|(?:total )?(?:fees|interest)(?: charged)? (?:in|for) \d{4}|total .*\b(?:year|ytd|(?:in|for|since) \d{4})\b)\b.*`,
  ],
  [
    'carried',
    String.raw`(?:total )?(?:balance |saldo |solde |amount |total )?(?:(?:carried|brought) (?:forward|over|down|fwd)|(?<=balance )forward)(?: (?:from|to|on|at)\b.*)?`,
  ],
  [
    'carried',
    String.raw`(?:balance )?[bc]\/(?:f|d)(?:wd)?|balance [bc] ?f|(?:balance )?(?:from|to) (?:previous|next) page|ubertrag(?: (?:von|auf|aus|vom|zum) .*)?|(?:saldo )?a reporter|report(?: (?:de la )?page precedente)?|(?:solde )?report|suma (?:y sigue|anterior)|saldo (?:a )?riport(?:o|are|ato)|(?:totale )?(?:a )?riportare|riporto|(?:saldo )?a transportar|transporte|(?:saldo )?transportado|sigue en .*|saldo do dia|saldo na data|sold (?:final )?zi|saldo em \d.*`,
  ],
  [
    'opening',
    String.raw`saldo awal\b.*|nyito egyenleg\b.*|sold (?:anterior|initial)\b.*|alkusaldo\b.*|προηγουμενο υπολοιπο.*|αρχικο υπολοιπο.*|saldo (?:poczatkowe|poprzednie|otwarcia)\b.*|(?:ingaende|inngaende|primo) saldo\b.*|saldo primo\b.*|(?:acilis|devreden|onceki|donem basi) bakiye(?:si)?\b.*|(?:pocatecni|predchozi) zustatek\b.*|(?:opening|beginning|starting|start|previous|initial|prior|old|last)(?: (?:statement|account|month(?:'?s|ly)?|ledger|outstanding))? (?:balance|bal)\b.*|openingbalance|balance (?:at|on|as of) (?:the )?(?:start|beginning|opening)\b.*|(?:your )?balance (?:from|at|on) (?:your )?(?:last|previous) statement\b.*|(?:opening|beginning|starting) cash\b.*|(?:your )?balance last (?:month|statement)\b.*`,
  ],
  [
    'opening',
    String.raw`(?:anfangs|eroffnungs|start)saldo\b.*|anfangsbestand\b.*|alter (?:konto)?(?:saldo|stand|kontostand)\b.*|saldo letzte (?:ab)?rechnung\b.*|(?:saldo|kontostand) (?:letzter|vorheriger) (?:auszug|kontoauszug)\b.*|letzter kontostand\b.*|saldovortrag\b.*|vorheriger saldo\b.*|saldo vorperiode\b.*|ancien solde\b.*|solde (?:initial|precedent|anterieur|d'ouverture|de depart|debut|en debut)\b.*|(?:saldo |total )(?:da )?fatura anterior\b.*|saldo (?:anterior|inicial|iniziale|precedente|previo|de apertura|di apertura|inicio|d'apertura)\b.*|(?:begin|vorig|oud|start)(?: )?saldo\b.*`,
  ],
  [
    'closing',
    String.raw`saldo akhir\b.*|zaro egyenleg\b.*|sold final(?: cont)?|loppusaldo\b.*|(?:νεο|τελικο) υπολοιπο.*|saldo (?:koncowe|zamkniecia)\b.*|(?:utgaende|ultimo) saldo\b.*|saldo ultimo\b.*|(?:kapanis|son|donem sonu|guncel) bakiye(?:si)?\b.*|(?:konecny|konecny ucetni) zustatek\b.*|(?:closing|ending|end|new|final|statement)(?: (?:statement|account|month|ledger))? (?:balance|bal)\b.*|closingbalance|balance (?:at|on|as of) (?:the )?(?:end|close|closing)\b.*|your (?:new )?balance\b.*|(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]* balance\b.*|(?:closing|ending) cash\b.*|total balance\b.*|(?:total (?:amount|payment) due|total dues|total outstanding|amount owed)\b.*`,
  ],
  [
    'closing',
    String.raw`(?:end|schluss|abschluss)saldo\b.*|endbestand\b.*|neuer (?:konto)?(?:saldo|stand|kontostand)\b.*|aktueller kontostand\b.*|nouveau solde\b.*|solde (?:final|actuel|de cloture|fin|en fin|de fin)\b.*|(?:nuevo|novo|nuovo) saldo\b.*|saldo (?:contabilistico|final|finale|actual|atual|de cierre|di chiusura|fim|contabile finale|fin|d'chiusura)\b.*|saldo a su favor\b.*|total (?:desta|da) fatura\b.*|(?:eind|nieuw|slot)(?: )?saldo\b.*`,
  ],
  [
    'balance_at',
    String.raw`(?:account )?balance (?:on|at|as of|as at|as on)\b.*|kontostand (?:am|vom|per|zum)\b.*|(?:konto)?saldo (?:am|per|vom|zum|al|a|em|del|dia|en)\b.*|solde (?:crediteur |debiteur )?(?:au|du|le)\b.*|saldo (?:contabile )?(?:al|del)\b.*|[a-z]{3} on \d{1,2} .*`,
  ],
  [
    'totals',
    String.raw`(?:grand )?totals?|total (?:des )?(?:mouvements|operations)|(?:total )?turnover|summen?|umsatz ?summen?|zwischensumme|summe der umsatze|umsatz ?total|totale(?: movimenti)?|totali(?: movimenti)?|totales?|total (?:de )?(?:movimientos|movimentos|movimentacao)|sub ?totals?|page totals?|totals? (?:for|this|of) (?:the )?(?:page|period|month)\b.*|transaction totals?|statement totals?|rulaj (?:zi|total cont|cont)|total (?:debits?|withdrawals?) ?(?:and|&|\/) ?(?:credits?|deposits?)`,
  ],
  [
    'total_credits',
    String.raw`mutasi cr|(?:no\.? |number )?(?:of )?credit transactions?|celkove prijmy\b.*|(?:indbetalinger|indsat) i alt|suma (?:uznan|wplywow|wplat)\b.*|summa insattningar\b.*|sum inn\b.*|toplam (?:alacak|giren)\b.*|(?:sum|total)(?: of)?(?: all)?(?: your)? (?:credits?|deposits?|paid in|money in|in|receipts|additions|payments in|cr|incoming|inflows?|credited|income)\b(?!.*(?:card|interest))(?: amount)?(?: transactions?)?.*|(?:summe|gesamt)(?: der)? ?(?:gutschriften|haben|eingange|zugange|einnahmen)\b.*|total(?: des)? (?:credits?|versements|recettes|encaissements)\b.*|total(?: (?:de|importe|importes)(?: los)?)? (?:creditos?|abonos?|haber|ingresos|entradas|depositos?)\b.*|totale(?: dei| degli| delle)? (?:entrate|accrediti|avere|crediti)\b.*|totaal (?:bij|credit)\b.*`,
  ],
  [
    'total_debits',
    String.raw`mutasi db|(?:no\.? |number )?(?:of )?debit transactions?|celkove vydaje\b.*|(?:udbetalinger|haevet) i alt|suma (?:obciazen|wydatkow|wyplat)\b.*|summa uttag\b.*|sum ut\b.*|toplam (?:borc|cikan)\b.*|(?:sum|total)(?: of)?(?: all)?(?: your)? (?:debits?|withdrawals?|paid out|money out|out|subtractions|payments out|dr|outgoings?|outflows?|debited|spending|spent|expenses?)\b(?: amount)?(?: transactions?)?.*|(?:summe|gesamt)(?: der)? ?(?:lastschriften|belastungen|soll|ausgange|abgange|ausgaben)\b.*|total(?: des)? (?:debits?|retraits|depenses|paiements)\b.*|total(?: (?:de|importe|importes)(?: los)?)? (?:debitos?|cargos?|debe|gastos|saidas|retiros?)\b.*|totale(?: delle| degli| dei)? (?:uscite|addebiti|dare|debiti)\b.*|totaal (?:af|debet)\b.*`,
  ],
  [
    'balance',
    String.raw`(?:(?:personal |current |savings |main |joint )?account |konto)?(?:balance|saldo|solde|kontostand|bakiye|zustatek)`,
  ],
  ['net', String.raw`net (?:balance|change|movement|total|amount|cash ?flow)\b.*`],
  [
    'total_credits',
    String.raw`(?:credits?|(?:customer )?deposits?|(?:money|paid|payments) in(?: summary)?|receipts|deposits? ?(?:and|&|\/) ?(?:other )?(?:credits?|additions)|gutschriften|(?:zahlungs)?eingange|haben|entrate|entradas|abonos|depositos|ingresos|accrediti|creditos|versements|securities sold|sales of securities|dividends?(?:,? (?:and |& )?(?:interest)(?: (?:and|&) other income)?)?|eingehende transaktionen|payments?(?: (?:and|&)|,|\/) ?(?:other )?credits|payments? received|other credits?|additions)(?: \(?\+\)?)?`,
    'partial',
  ],
  [
    'total_debits',
    String.raw`(?:debits?|withdraw(?:a)?ls?|(?:money|paid|payments?) (?:out|sent)(?: summary)?|(?:withdrawals?|checks) ?(?:and|&|\/) ?(?:other )?(?:debits?|subtractions|withdrawals|deductions)|lastschriften|belastungen|(?:zahlungs)?ausgange|soll|uscite|saidas|cargos|gastos|addebiti|debitos|retraits|retiros|charges|withdrawn|securities (?:bought|purchased)|purchases of securities|ausgehende transaktionen|transactions|purchases?(?: (?:and|&) (?:other )?(?:debits?|charges|adjustments))?|cash advances?|fees(?: charged)?|fee summary|service fees|finance charges|interest(?: charged)?|checks(?: paid)?|other (?:debits?|charges|withdrawals|subtractions)|new (?:charges|activity|transactions|purchases|spending)|atm (?:and|&) debit card (?:withdrawals|subtractions)|electronic (?:withdrawals|payments)|subtractions)(?: \(?-\)?)?`,
    'partial',
  ],
  [
    'total_payments',
    String.raw`payments?(?: (?:towards|to) (?:your|this) (?:account|card))?(?: \(?[-+]\)?)?`,
    'partial',
  ],
];

const COMPILED = RULES.map(([kind, pattern, partial]) => ({
  kind,
  partial: partial === 'partial',
  pattern: new RegExp(`^(?:${pattern})$`, 'u'),
}));

/** What a label says its figure is; null for words that are no label of a figure. */
export function readFigureLabel(text: string): FigureLabel | null {
  const words = normalizeLabel(text);
  if (words.length < 3 || words.length > 90) return null;
  return (
    labelByRule(words) ??
    sectionTotal(words) ??
    sidesTogether(words) ??
    (text.includes(': ') ? readFigureLabel(text.slice(text.indexOf(': ') + 2)) : null) ??
    (COUNT_BEHIND.test(words) ? readFigureLabel(words.replace(COUNT_BEHIND, '')) : null)
  );
}

/** "Checks paid 3", "Abonos (+) 2": a label and the number of entries. */
const COUNT_BEHIND = /(?<=[\p{L})])[\s:]+\d{1,4}$/u;

function labelByRule(words: string): FigureLabel | null {
  const rule = COMPILED.find(({ pattern }) => pattern.test(words));
  return rule ? { kind: rule.kind, partial: rule.partial } : null;
}

/** "Deposits/Additions", "Retiros / Cargos": two names of one side. */
function sidesTogether(words: string): FigureLabel | null {
  const parts = words.split(/\s*(?:[/&,]|\b(?:and|or|y|o|e|et|und)\b)\s*/u);
  const labels = parts.map((part) => (parts.length > 1 && part.length > 2 ? labelByRule(part) : null));
  const [first] = labels;
  const isOneSide = first?.kind === 'total_credits' || first?.kind === 'total_debits';
  return isOneSide && labels.every((label) => label?.kind === first.kind) ? { ...first } : null;
}

/** "Total checks paid": the sum of what stands under that heading. */
function sectionTotal(words: string): FigureLabel | null {
  const heading =
    /^(?:total|totale|totals|summe|sum of)(?: for| of| de| der)? (.+?)(?: (?:for|in|of) this (?:period|statement|month))?$/u.exec(
      words,
    )?.[1];
  const section = heading === undefined ? null : readSection(heading);
  if (section === 'both') return { kind: 'totals', partial: true, ofSection: true };
  if (section === 'payments') return { kind: 'total_payments', partial: true, ofSection: true };
  if (section !== 'credits' && section !== 'debits') return null;
  return { kind: section === 'credits' ? 'total_credits' : 'total_debits', partial: true, ofSection: true };
}

const POSSESSIVE =
  /^(?!\S+ (?:balance|saldo|kontostand)\b)(?:your|the|my|dein(?:e|en)?|ihr(?:e|en)?|votre|vos|sus?|tus?|(?:il|la) tu[oa]|seu|sua|uw|din|ditt)\s+/u;

/** Lower case, no accents, no currency, no punctuation at the ends, no "your" or number of entries before. */
export function normalizeLabel(text: string): string {
  return withoutAccents(text)
    .replace(/[’`]/gu, "'")
    .replace(new RegExp(String.raw`\s*${MONEY_WORD}\s*$`, 'u'), '')
    .replace(/^[\s*•·.:=+\-–—]+|[\s*•·.:=–—]+$/gu, '')
    .replace(/\s*\((?:rs\.?|inr|usd|eur|gbp|brl|chf|cad|aud|r\$|[$£€₹]|\+|-|–|−)\)\s*/gu, ' ')
    .replace(/\s+/gu, ' ')
    .replace(/[\s:]+$/u, '')
    .replace(POSSESSIVE, '')
    .replace(/^\d{1,4} (?=[a-z]{4})/u, '')
    .replace(/^(?:\p{L} ){2,}\p{L}$/u, (spaced) => spaced.replace(/ /gu, ''))
    .trim();
}

/** What a heading announces: money that came or went, or the balances at the ends of days; "payments" come in on a card. */
export type Section = 'credits' | 'debits' | 'payments' | 'both' | 'balances' | 'other_period';

/** Headings over a part of the list that say which way its money went. */
const SECTIONS: readonly [section: Section, pattern: RegExp][] = [
  ['payments', /^payments$/u],
  [
    'other_period',
    /^(?:(?:20\d\d )?totals?[ -])?(?:year[ -]to[ -]date|ytd)(?: totals?| summary)?(?: for 20\d\d)?$/u,
  ],
  [
    'both',
    /^(?:account |card )?(?:transactions?|activity|transaction (?:history|details?|list)|umsatze|movimientos|movimenti|operations)$/u,
  ],
  [
    'balances',
    /^(?:(?:daily|ending daily)(?: ending| ledger| closing| account)? balances?(?: (?:summary|detail|information|section))?|balances? by date|(?:summary of )?(?:daily|end of day) balances|account balance summary)$/u,
  ],
  [
    'credits',
    /^(?:deposits?(?: and| &|,)?(?: other)?(?: credits?| additions)?|(?:other |electronic |customer |direct |mobile |atm )?(?:credits|deposits|additions)|deposits? ?& ?credits|deposits, credits and interest|payments?(?: and| &|,)(?: other)? credits?(?: and adjustments)?|payments?,? (?:and )?credits?(?:,?(?: and| &) adjustments)?|payments? received|money in|paid in|interest (?:paid|earned)|gutschriften|(?:zahlungs)?eingange|entrate|accrediti|abonos|ingresos|creditos|entradas|versements|credits? recus|operations au credit|pagamentos(?: e creditos)?|pagamenti)$/u,
  ],
  [
    'debits',
    /^(?:withdrawals?(?: and| &|,)?(?: other)?(?: debits?| subtractions)?|(?:other |electronic |card |atm |customer |automatic |online |mobile )?(?:debits|withdrawals|subtractions|payments)|new charges|(?:atm|card|pos|debit card)(?: (?:and|&) (?:atm|card|debit card))? (?:withdrawals|purchases|transactions)|checks?(?: paid)?|cheques(?: paid)?|atm (?:and|&) debit card (?:withdrawals|subtractions|purchases)|purchases?(?: (?:and|&) (?:adjustments|other charges|debits))?|standard purchases|cash advances?|fees?(?: charged)?|service (?:fees|charges)|interest charged|charges|money out|paid out|other (?:subtractions|charges|fees)|lastschriften|belastungen|(?:zahlungs)?ausgange|uscite|addebiti|cargos|gastos|compras|despesas|debitos|saidas|retraits|operations au debit|achats|acquisti)$/u,
  ],
];

/** What a heading announces; null for other lines. */
export function readSection(text: string): Section | null {
  const words = normalizeLabel(text)
    .replace(/\s*[-–—(]?\s*\(?(?:continued|cont'?d?|fortsetzung|suite)\.?\)?$/u, '')
    .trim();
  const bare = words.replace(/ (?:to|from|on|in) (?:your|this) account$/u, '');
  const found = SECTIONS.find(([, pattern]) => pattern.test(bare))?.[0] ?? null;
  return found ?? (text.includes(': ') ? readSection(text.slice(text.indexOf(': ') + 2)) : null);
}

/** Words by which a statement shows that it is a credit card's. */
const CARD_WORDS =
  /\b(?:credit card statement|card ?(?:customer|member|holder)|card statement|minimum payment|minimum amount due|payment due date|credit limit|available credit|total amount due|total dues|kreditkarten(?:abrechnung|konto)|releve de carte|estrato conto carta|estratto conto carta|tarjeta de credito|cartao de credito|fatura|purchases and adjustments|cash advances?|balance transfers?|interest charged|open to close date|card ending in|payments?(?:,| and) credits)\b/u;

export function speaksOfCreditCard(text: string): boolean {
  const matches = withoutAccents(text).match(new RegExp(CARD_WORDS.source, 'gu')) ?? [];
  return (
    new Set(matches).size >= 2 ||
    /\b(?:credit card statement|card ?(?:customer|member|holder)|kreditkartenabrechnung)\b/u.test(
      matches.join(' '),
    )
  );
}

/** What is owed on a loan goes as that on a card: payments come in, interest is added. */
const LOAN =
  /\b(?:(?:auto|car|home|personal|student|mortgage) loan statement|mortgage statement|loan account statement|principal balance|outstanding principal|releve de pret|estado de cuenta de(?:l)? prestamo|darlehens(?:konto)?auszug)\b/u;

export const speaksOfLoan = (text: string): boolean => LOAN.test(withoutAccents(text));

/** Words of a card's rows that bring money to its holder. */
export const CARD_CREDIT_WORDS =
  /(?<!card )\b(?:payment(?! to| fee)|thank you|refund|cashback|reversal|credit voucher|einzahlung|zahlung|gutschrift|erstattung|paiement|remboursement|pago|abono|devolucion|pagamento|estorno|rimborso)\b/u;

const TOTALING = /^(.*?) ?(?:there (?:was|were) (?:\d+ )?(.*?))?(?: \d+ \p{L}+)? totall?ing\b/u;
const COMES = /\b(?:deposits?|credits?|additions)\b/u;
const GOES = /\b(?:withdrawals?|debits?|checks?|purchases?|payments?|deductions|subtractions|fees?)\b/u;

/** "Checks: 3 items totaling", "There were 2 deposits totaling": the heading of a part and its total in one line; null for others. */
export function readTotaledSection(text: string): 'credits' | 'debits' | null {
  if (!/totall?ing\b/iu.test(text)) return null;
  const [, before = '', within = ''] = TOTALING.exec(normalizeLabel(text)) ?? [];
  const [comes, goes] = [COMES, GOES].map((words) =>
    words.test(`${before} ${within}`.replace('debit card', '')),
  );
  if (comes === goes) return null;
  return comes ? 'credits' : 'debits';
}
