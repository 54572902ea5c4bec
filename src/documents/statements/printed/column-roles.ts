import { withoutAccents } from '../dates/date-text.js';

/** What a column of a transaction table holds. */
export type ColumnRole =
  | 'date'
  | 'value_date'
  | 'description'
  | 'reference'
  | 'debit'
  | 'credit'
  | 'amount'
  | 'balance'
  | 'mark'
  | 'category';

export const MONEY_ROLES: readonly ColumnRole[] = ['debit', 'credit', 'amount', 'balance'];

/** Headings by role, in the languages that are read; lower case without accents and currency. */
const HEADINGS: Record<ColumnRole, string> = {
  date: "tanggal|könyveles|konyveles|konyveles datuma|datum knjizenja|kirjauspaiva|ημερομηνια|completion time|transaction time|data operatiunii|data tranzactiei|oper|年月日|日付|取引日|お取引日|交易日期|日期|记账日期|交易时间|data operacji|data ksiegowania|data transakcji|bokforingsdatum|bokforingsdag|transaktionsdatum|bokfort|bokforingsdato|bogforingsdato|dato|islem tarihi|tarih|datum transakce|datum zauctovani|date|dates|datum|fecha|data|dia|jour|transaction date|trans date|trans\\. date|txn date|tran date|tran\\. date|tx date|date of transaction|entry date|effective date|activity date|completed date|buchungstag|buchungsdatum|buchung|buchungstag / valuta|buchungstag/valuta|buchung / valuta|umsatztag|verbuchungsdatum|belegdatum|kaufdatum|date operation|date d'operation|date de l'operation|date ope|date compta|date comptable|date transaction|date ecriture|fecha operacion|fecha de operacion|fecha oper|f\\. operacion|f\\. oper|f oper|fecha mov|fecha movimiento|data operazione|data oper|data contabile|data mov|data movimento|data reg|data lancamento|data lanc|data transacao|data compra|data mov\\.|boekdatum|transactiedatum|day|date booked|booking date|started date|purchase date|sale date|date paid|paid date|date posted|date \\(utc\\)|data da transacao|fecha contable",
  value_date:
    'erteknap|arvopaiva|liq|data valutei|起息日|data waluty|valutadag|valutadato|rentedato|valor tarihi|datum valuty|value date|val date|value dt|valuta|valutadatum|wert|wertstellung|wertstellungsdatum|date valeur|date de valeur|valeur|fecha valor|f\\. valor|f valor|data valuta|data valor|val\\. date|post date|posting date|posted|post\\. date|posted date|date de traitement|processed date|rentedatum|settlement date',
  description:
    "keterangan|megnevezes|kozlemeny|saaja\\/maksaja|selite|viesti|αιτιολογια|περιγραφη|descriere|explicatii|oznaceni platby|detalle de transaccion|detalle transaccion|摘要|お取り扱い内容|取引内容|内容|お取引内容|交易摘要|交易说明|备注|opis|opis operacji|tytul|tytul operacji|tresc operacji|beskrivning|meddelande|beskrivelse|forklaring|tekst|aciklama|islem|islem aciklamasi|popis|popis transakce|description|details?|particulars|narration|narrative|remarks|remark|transaction|transactions|transaction details?|transaction description|description of transaction|transaction remarks|transaction particulars|payment type and details|payment details|merchant|merchant name|merchant / description|payee|memo|name|description and reference|activity|item|libelle|libelle de l'operation|operations?|operation|nature de l'operation|nature des operations|designation|detail de l'operation|details de l'operation|verwendungszweck|vorgang|vorgang/verwendungszweck|buchungstext|text|buchungsinformation|buchungsdetails|erlauterung|erlauterungen|beschreibung|umsatztext|empfanger|auftraggeber|auftraggeber/empfanger|auftraggeber/beguenstigter|beguenstigter/zahlungspflichtiger|buchung/verwendungszweck|buchung / verwendungszweck|name zahlungsbeteiligter|concepto|descripcion|movimiento|movimientos|operacion|detalle|detalles|descrizione|descrizione operazione|descrizione delle operazioni|descrizione movimento|causale|operazione|dettaglio|descricao|descricao do lancamento|historico|lancamento|lancamentos|movimento|movimentacao|estabelecimento|omschrijving|naam|mededelingen|type and description|details of transaction|commercant|comercio|esercente|particulars of transaction|transaktion|payee name|name / description|naam / omschrijving",
  reference:
    'ref|ref\\.|ref no|ref no\\.|ref\\.? ?number|ref\\./cheque no\\.|ref no\\./cheque no\\.?|ref\\.? no\\.?/cheque no\\.?|reference|reference no|reference no\\.?|reference number|transaction id|txn id|utr|chq/ref no|chq/ref no\\.|chq\\./ref\\.no\\.|chq\\.?/ref\\.? ?no\\.?|cheque no|cheque no\\.|cheque number|chq no|chq no\\.|chq|check no|check no\\.|check number|check #|check|number|instrument|instrument id|instrument no|init\\. br|branch|branch code|no|no\\.|#|s no|s no\\.|s\\.no\\.?|s\\. no\\.?|sl no|sl no\\.|sr no|sr\\. no\\.?|sr no\\.|serial no|doc|doc\\.|documento|document|num|numero|num\\. doc|nr|nr\\.|n\\.|beleg|belegnr|beleg-nr|oficina|agencia|agencia origem|code|code op|codice|card|card no|card ending|mcc|iban|bic|tag|ref\\. no\\.',
  debit:
    'terheles|otot|χρεωση|χρεωσεις|(?:monto )?cheques o cargos|cargos y giros|giros|debet|plati|お引出し|引出|出金|お支払金額|支払金額|出金額|支出|借方|借方金额|支出金额|obciazenia|obciazenie|ud|ud af konto|wyplaty|wyplata|uttag|utgift|ut av konto|ut|ut fra konto|heave|haevet|borc|cikan|vydaje|debit|debits|debit amount|debit amt|debit \\(-\\)|debits \\(-\\)|withdrawal|withdrawals|withdrawal amt|withdrawal amt\\.|withdrawal amount|withdrawals \\(dr\\)|withdrawal \\(dr\\)|withdrawals/debits|withdrawals / debits|withdrawals and debits|paid out|money out|payments out|payments|payment|paid|out|dr|dr\\.|dr amount|charges|spent|soll|lastschrift|lastschriften|belastung|belastungen|ausgang|ausgaben|zu lasten|zu ihren lasten|debito|debitos|cargo|cargos|debe|gasto|gastos|retiro|retiros|addebito|addebiti|dare|uscite|uscita|movimenti dare|saida|saidas|depenses|depense|retrait|retraits|af|debet|money out \\(-\\)|withdrawn|outgoing|outflow|debits/withdrawals|subtractions|interest charged|interest and fees|payments sent|withdrawals?/subtractions|debits?/withdrawals?|debits?/charges|money sent|debit/withdrawal|withdrawal/debit|withdrawals \\(-\\)|debit \\(out\\)',
  credit:
    'jovairas|panot|πιστωση|πιστωσεις|(?:monto )?depositos o abonos|depositos y abonos|incasari|お預入れ|預入|入金|お預り金額|預り金額|入金額|收入|贷方|贷方金额|收入金额|存入|uznania|uznanie|ind|ind pa konto|wplaty|wplata|insattning|insattningar|inn pa konto|inn|indsat|alacak|giren|prijmy|credit|credits|credit amount|credit amt|credit \\(\\+\\)|credits \\(\\+\\)|deposit|deposits|deposit amt|deposit amt\\.|deposit amount|deposits \\(cr\\)|deposit \\(cr\\)|deposits/credits|deposits / credits|deposits and credits|paid in|money in|payments in|receipts|receipt|received|in|cr|cr\\.|cr amount|haben|gutschrift|gutschriften|eingang|einnahmen|zu gunsten|zu ihren gunsten|credito|creditos|abono|abonos|haber|ingreso|ingresos|deposito|depositos|accredito|accrediti|avere|entrate|entrata|movimenti avere|entrada|entradas|versement|versements|recettes|recette|bij|money in \\(\\+\\)|incoming|inflow|credits/deposits|additions|deposited|lodged|lodgements?|payments received|deposits?/additions|credits?/deposits?|money received|credit/deposit|deposit/credit|deposits \\(\\+\\)|credit \\(in\\)',
  amount:
    "mutasi|maara|ποσο|osszeg|suma|withdrawal \\(dr\\) ?\\/ ?deposit \\(cr\\)|金額|金额|交易金额|取引金額|kwota|kwota operacji|belopp|belob|belop|tutar|islem tutari|castka|amount|amounts|amount of transaction|transaction amount|txn amount|net amount|billing amount|amt|betrag|betrag in eur|umsatz|umsatze|betrage|betrag eur|montant|montants|montant de l'operation|importe|importes|importo|importi|valor|valores|value|bedrag|importe eur|debit/credit|debit / credit|credit/debit|credits/debits|withdrawal \\(-\\) deposit \\(\\+\\)|deposits/withdrawals|withdrawals/deposits|deposits / withdrawals|payments/receipts|soll/haben|soll / haben|lastschrift/gutschrift|amount \\(-/\\+\\)|new charges|paid in/out|amount \\(dr/cr\\)|charge|transaction amt|movimento \\(r\\$\\)|umsatz in eur|montant eur|valor lancamento|amount due|price|total",
  balance:
    'egyenleg|υπολοιπο|sold|saldo operacion|残高|差引残高|お取引後残高|余额|账户余额|账面余额|saldo po operacji|saldo konta|bokfort saldo|bakiye|zustatek|balance|balances|running balance|running bal|bal|bal\\.|account balance|closing balance|ending balance|ledger balance|current balance|end of day balance|balance amount|balance amt|saldo|saldo eur|saldo contable|saldo contabile|saldo \\(r\\$\\)|solde|soldes|kontostand|neuer saldo|stand|saldo na mutatie|ending daily balance|ending daily|daily balance|balance after|balance owed|balance outstanding|outstanding balance|balance due|principal balance|loan balance|available balance|saldo parziale|saldo progressivo|solde progressif|saldo disponible|new balance|balance \\(dr/cr\\)',
  mark: 'dr/cr|cr/dr|d/c|c/d|dr / cr|cr / dr|type|transaction type|typ|s/h|h/s|debit or credit|credit or debit|sens|debit/credit indicator|cr|dr|signo|natureza|tipo|transactietype|af bij|af / bij|af/bij|dc|d / c|sign|credit debit indicator',
  category: 'category|kategorie|categorie|categoria|spending category|rubrik',
};

const ROLES: readonly [ColumnRole, RegExp][] = (Object.entries(HEADINGS) as [ColumnRole, string][]).map(
  ([role, pattern]) => [role, new RegExp(`^(?:${pattern})$`, 'u')],
);

const FOREIGN =
  /^(?:(?:accrued )?(?:bank|service|transaction) (?:charges?|fees?)|accrued charges|fees?|commission|(?:exchange|fx|conversion) rate|rate|points|rewards?|(?:foreign|original|source|local)(?: currency)? amount|transaction currency amount|amount in (?:foreign|original|transaction|local) currency|(?:sgst|cgst|gst|vat|tax)(?: amount)?|kurs|wechselkurs|instances|count|quantity|qty)$/u;

/** Headings of columns whose amounts are none of the account's: fees that are charged later, rates, foreign amounts. */
export function isForeignHeading(heading: string): boolean {
  return FOREIGN.test(normalizeHeading(heading));
}

/** Whether a column holds fees, which may be taken at once or later. */
export function isFeeHeading(heading: string): boolean {
  return /^(?:(?:service|bank|transaction) )?(?:fees?|charges)\*?$/u.test(normalizeHeading(heading));
}

/** The role that a column heading names; null for words that are no heading. */
export function columnRole(heading: string): ColumnRole | null {
  const words = normalizeHeading(heading);
  if (words === '') return null;
  return ROLES.find(([, pattern]) => pattern.test(words))?.[0] ?? null;
}

/** Lower case, no accents, no currency; letters doubled by printing twice count once: "DDaattee" is "date". */
export function normalizeHeading(heading: string): string {
  const words = withoutAccents(heading)
    .replace(/[’`]/gu, "'")
    .replace(/ [-–] (?=(?:in|out)\b)/gu, ' ')
    .replace(
      /[([]?\s?(?:\b(?:in\s)?(?:rs\.?|inr|usd|eur|euros?|gbp|brl|chf|cad|aud|sgd|zar|aed|nok|sek|dkk|pln|mxn)(?![a-z])|r\$|us\$|[$£€₹])\s?[)\]]?/gu,
      ' ',
    )
    .replace(/\s+/gu, ' ')
    .replace(/^[\s*•:;,_|-]+|[\s*•:;,_|]+$/gu, '')
    .replace(/[¹²³]/gu, '')
    .trim();
  return undoubled(words);
}

function undoubled(words: string): string {
  const isDoubled = words.length >= 6 && /^(?:(\S)\1|\s)+$/u.test(words);
  return isDoubled ? words.replace(/(\S)\1/gu, '$1') : words;
}
