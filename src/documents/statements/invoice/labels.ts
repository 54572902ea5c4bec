import { withoutAccents } from '../dates/date-text.js';

/** What an invoice labels. First match wins; lower case without accents, whole words. */
const LABELS = {
  due_date:
    /^(?:payment |invoice )?(?:due|due date|date due|payable by|pay by|due on|payment due(?: on)?|date de prelevement|date limite(?: de paiement)?|(?:a (?:regler|payer)|payable) (?:avant|pour)(?: le)?|faellig(?:keit)?|fallig(?:keit)?(?: am)?|falligkeitsdatum|zahlbar bis|zahlungsziel|date d'?echeance|echeance|(?:fecha de )?vencimiento|(?:data )?(?:di )?scadenza|(?:data de )?vencimento|data limite(?: de pagamento)?|te betalen voor|vervaldatum|termin platnosci|forfallodatum|forfalls?dato)\b/u,
  issue_date:
    /^(?:(?:(?:tax |vat |gst )?invoice(?:\/tax)?|bill|billing|issue|issued|receipt|document) ?date|date(?: of)?(?: issue| invoice| d'emission| de (?:la )?facture| facture| de facturation)|date(?! (?:of|de|du|d'|limite|paid|range))|(?:(?:tax )?invoice )?(?:- )?issued(?: on)?|dated?|rechnungsdatum|datum|belegdatum|ausstellungsdatum|fecha(?: de)?(?: emision| factura| expedicion| la factura)|fecha(?! (?:de|del|limite))|data(?: di)?(?: emissione| fattura| documento| de emissao| da fatura)|data(?! (?:di|de|da|del|limite))|factuurdatum|data wystawienia|fakturadat(?:um|o))\b/u,
  invoice_number:
    /^(?:(?:(?:tax|vat|gst) )?invoice ?(?:(?:no|number|num|id|nr|ref(?:erence)?)\b\.?|#|n[°º])|invoice(?= ?[#:]?\s*\S*\d)|credit note ?(?:no|number|nr|#)?\.?(?= ?[:#]?\s*\S*\d)|bill (?:no|number)|receipt (?:no|number|#)|rechnung(?:s)?[- ]?(?:nr|nummer|no)\.?|rechnung(?= ?(?:nr\.?)?\s*\S*\d)|belegnummer|facture(?: d'?[a-z]+| [a-z]{4,})? ?(?:numero|num|n[°o])(?![a-z])|facture|numero(?= ?:)|n[°o] (?:de )?facture|numero (?:de )?(?:la )?facture|(?:no?\.?|n[°º]|num\.?|numero) ?(?:de )?(?:la )?factura|factura ?(?:(?:numero|num|no|n[°º]?)(?![a-z]))?\.?|(?:numero|n\.) fattura|fattura ?(?:(?:numero|nr|n[°º]?)(?![a-z]))?\.?|(?:numero|n\.) ?(?:della )?(?:fattura|documento)|fatura ?(?:n[°º]|no)?|factuur(?:-? ?(?:nummer|nr)(?![a-z]))?\.?(?!(?:-?datum|-?eind|bedrag))|faktura(?:nummer|nr)?(?: vat)?(?: ?(?:nr|numer))?\.?|numer faktury|booking id|order (?:no|number|id)(?=.*receipt))/u,
  /** What is taken off or put on between net and total; the sign stands with the words. */
  reduction:
    /^(?:(?:total |trade |cash )?discounts?|rebate|credit applied|rabatt|skonto|nachlass|remise|escompte|descuento|dto|sconto|desconto|korting|retencion(?:es)?|irpf|ritenuta(?: d'acconto)?|retencao|withholding(?: tax)?)\b/u,
  surcharge:
    /^(?:shipping(?: (?:and|&) handling| cost| fee| charges?)?|delivery(?: charges?| fee| cost)?|postage(?: and packing)?|freight|carriage|handling|versand(?:kosten)?|porto|frais de (?:port|livraison)|port|gastos de envio|portes|spese di (?:spedizione|trasporto)|spedizione|despesas de envio|verzendkosten|vracht(?:kosten)?|surcharge|round(?:ing)?(?: ?-?off)?|tip|service charge)\b/u,
  net: /^(?:sub ?-?total|net(?! a payer)(?: amount| total| value)?|total (?:net|ht|h\.t\.|hors taxes?|before tax|excl(?:uding|\.)?.*|excluding vat|hors (?:tva|taxes?)|sans tva|sem iva|sin iva|senza iva|zonder btw|exkl.*)|total ht|montant (?:total )?ht|prix (?:total )?ht|(?:gesamt)?netto(?:betrag|summe|wert)?(?!-)|netto-?som|summe netto|gesamt netto|zwischen(?:summe|total)|(?:razem|suma|wartosc) netto|summa exkl.*|total iliquido|base imponible|base|total base|imponibile|totale imponibile|subtotaal|totaal excl.*|taxable (?:amount|value)|amount excl.*)\b/u,
  tax: /^(?:totale? |cuota |davon |enthaltene? |inkl\.? |incl(?:uding|\.)? |of which |dont |di cui |waarvan )?(?:(?:sales |value added |consumption )?tax(?:es)?(?! (?:invoice|id|no))|vat(?! (?:no|number|id|reg))|tva(?! (?:intra|n))|mwst|mehrwertsteuer|ust|umsatzsteuer|iva|i\.v\.a|btw(?! nr)|moms(?!reg)|mva|gst(?!in)|pst|qst|hst|igst|cgst|sgst|imposta|impuestos?|montant (?:de la )?tva|total tva|zzgl\.? .*(?:mwst|ust|steuer)|plus .*vat|steuer(?:betrag)?|tax amount)\b/u,
  total:
    /^(?:(?:grand |invoice |order )?total(?: amount| price| due| payable| to pay| general| ttc| t\.t\.c|(?: a)? (?:payer|pagar|facture|factura)| factura| incl.*| gross| eur| usd| gbp| inr| geral)?|amount (?:due|payable)|balance due|total ttc|net a payer|(?:montant|prix) (?:total )?(?:ttc|tvac|tva comprise|du|a payer)|gesamt(?:betrag|summe)?(?: brutto)?|rechnungs(?:betrag|summe)|end(?:betrag|summe|preis)(?: brutto)?|brutto(?:betrag|summe)?|summe(?: brutto)?|zu zahlen(?:der betrag)?|zahlbetrag|importe total|importe a pagar|liquido|totale(?: documento| fattura| da pagare| dovuto)?|totaal(?:bedrag)?(?: incl.*| te betalen)?|(?:factuur)?eindbedrag|te betalen(?! voor)|valor (?:total|a pagar)|do zaplaty|(?:razem|suma|wartosc) brutto|att betala|[ao]t? betale|summa inkl.*|total da fatura|payment received.*)\b/u,
} as const;

export type InvoiceField = keyof typeof LABELS;

const ORDER: readonly InvoiceField[] = [
  'due_date',
  'issue_date',
  'invoice_number',
  'reduction',
  'surcharge',
  'net',
  'tax',
  'total',
];

/** The field that a text begins to label, and where its words end. */
export function invoiceField(text: string): { field: InvoiceField; length: number } | null {
  const words = withoutAccents(text);
  for (const field of ORDER) {
    const match = LABELS[field].exec(words);
    if (match) return { field, length: match[0].length };
  }
  return null;
}

/** Column headings of the lines of an invoice. */
const COLUMNS = {
  description:
    /^(?:description|item|items|product|products?|service|services|details|title|article|artikel|bezeichnung|beschreibung|leistung|produkt|position|designation|libelle|descripcion|concepto|articulo|descrizione|descricao|omschrijving|particulars|goods|description of (?:goods|services)|nazwa(?: towaru)?(?: lub uslugi)?|beskrivning|benamning|beskrivelse)$/u,
  quantity:
    /^(?:qty|quantity|quantite|qte|menge|anzahl|stuck|cantidad|cant|quantita|qta|q\.ta|quantidade|qtd|aantal|nombre|hours|units|std|stunden|ilosc|antall?|uds|unidades)$/u,
  unit_price:
    /^(?:unit price|price|rate|unit cost|price per unit|preis|einzelpreis|stuckpreis|e-preis|prix unitaire|pu|p\.u|p\.u\. ht|prix|precio|precio unitario|p\. unitario|prezzo|prezzo unitario|prezzo unit|preco|preco unitario|valor unitario|prijs|stukprijs|prijs per stuk|stundensatz|hourly rate|vk-preis|(?:precio|prezzo) unit|cena(?: netto| jedn\.?)?|a-?pris|pris|(?:prijs|price|preis|prix|prezzo|precio) (?:incl|excl|inkl|exkl|ht|ttc).*|gross amount)$/u,
  tax: /^(?:tax|taxes|vat|tva|mwst|ust|iva|btw|gst|tax rate|vat rate|tax amount|tax\(%\)|mwst\.?-?satz|(?:ust|iva|tva|btw|vat|mwst) ?%|dto|disc|discount|disc\.%|rabatt|remise|descuento|sconto|(?:igst|cgst|sgst|utgst|cess)(?: ?\d[\d.]* ?%)?|taxable value|moms)$/u,
  amount:
    /^(?:amount|total|line total|total price|net|sum|betrag|gesamt|gesamtpreis|summe|g-preis|montant|montant ht|total ht|prix total|importe|total linea|importo|totale|valor|valor total|bedrag|totaal|totaalprijs|imponibile|net amount|subtotal|zwischensumme|total amount|price total|line amount|extended price|wartosc(?: netto| brutto)?|belopp?|belob)$/u,
} as const;

export type InvoiceColumn = keyof typeof COLUMNS;

export function invoiceColumn(text: string): InvoiceColumn | null {
  const words = withoutAccents(text)
    .replace(/\s*[([]?(?:[$£€₹]|(?:in )?(?:eur|usd|gbp|inr)|rs\.?)[)\]]?\s*$/u, '')
    .replace(/[:.*]+$/u, '')
    .trim();
  const found = (Object.entries(COLUMNS) as [InvoiceColumn, RegExp][]).find(([, pattern]) =>
    pattern.test(words),
  );
  return found?.[0] ?? null;
}
