import type { Line, TextDocument } from '../../text/index.js';
import { withoutAccents } from '../dates/date-text.js';

/** Mail providers and placeholders say nothing about who writes. */
const NOBODY =
  /^(?:gmail|googlemail|yahoo|hotmail|outlook|live|icloud|aol|gmx|web|orange|free|wanadoo|t-online|example|fake|test|mail|tcpdf|www|protonmail|me)$/u;
const LABELLED =
  /(?:sold by|seller|supplier|vendor|issued by|payment received by|verkaufer|verkauft (?:von|durch)|sprzedawca|saljare|lieferant|fournisseur|vendeur|proveedor|vendedor|emisor|fornitore|cedente|prestador|emitente|leverancier|titulaire du compte|kontoinhaber|account (?:holder|name)|payable to|from(?=:)|titular|beneficiary|intestatario)\s*(?:name)?\s*[:-]?\s+(.+)$/u;
const OTHER_PARTY =
  /^(?:bill(?:ed)? to|bill to|ship(?:ped)? to|sold to|invoice to|customer|client|kunde|an|destinataire|facture a|cliente|facturar a|destinatario|spett|klant|guest name|attn|to|nabywca|kund|mottagare|buyer)\b/u;
const TITLE =
  /^(?:(?:tax |retail |commercial |proforma )?(?:invoices?|bill|receipt)(?: ?\/ ?bill)?|rechnung|facture|factura|fattura|fatura|factuur|payment receipt|original|copy|duplicate|page \d.*|date\b.*|invoice\b.*|facture\b.*|rechnung\b.*|factura\b.*|fattura\b.*|#.*)$/u;
const NUMBER_LABEL = /\b(?:number|no|nr|nummer|numero|n[°º])\.?$/u;
const LEGAL_FORM =
  /\b(?:inc|llc|ltd|limited|plc|gmbh|ag|kg|e\.?k|sarl|sas|sa|s\.a|eurl|srl|s\.r\.l|spa|s\.p\.a|s\.l|sl|bv|b\.v|nv|pvt|private|lda|ltda|co|corp|oy|ab|as|aps|z o\.o)\b\.?$/u;

/** The supplier's name: as labelled, by the domain that it writes from, or who stands first on the paper. */
export function findIssuer(document: TextDocument): string | null {
  const lines = document.pages.flatMap((page) => page.lines);
  return byDomain(lines) ?? byLabel(lines) ?? byPosition(document);
}

function byLabel(lines: readonly Line[]): string | null {
  for (const line of lines) {
    for (const cell of cellsOf(line)) {
      const match = LABELLED.exec(withoutAccents(cell));
      const name =
        match &&
        cell
          .slice(cell.length - match[1]!.length)
          .replace(/[,:;]+$/u, '')
          .trim();
      // In a sentence, `a supplier under the law`, no name follows.
      if (name && name.length <= 60 && /^[^\p{L}]*[\p{Lu}\d]/u.test(name) && /\p{L}{2}/u.test(name))
        return name;
    }
  }
  return null;
}

/** `contact@azure-interior.com` beside a line "Azure Interior". */
function byDomain(lines: readonly Line[]): string | null {
  const text = withoutAccents(lines.map((line) => line.text).join('\n'));
  const domains = [
    ...text.matchAll(/(?:@|https?:\/\/(?:www\.)?|www\.)([a-z\d-]+(?:\.[a-z\d-]+)*)\.[a-z]{2,}/gu),
  ]
    .map(([, host]) => host!.split('.').at(-1)!)
    .filter((name) => name.length > 2 && !NOBODY.test(name));
  for (const domain of new Set(domains)) {
    const wanted = domain.replace(/-/gu, '');
    for (const line of lines) {
      const cell = cellsOf(line).find((candidate) => sameName(candidate, wanted));
      if (cell) return cell;
    }
    const spelt = new RegExp(`(?<![@.\\w])${domain}(?=\\.com|\\b)`, 'iu');
    const written = lines.map((line) => spelt.exec(line.text)?.[0]).find((name) => name !== undefined);
    if (written && new RegExp(`www\\.${domain}`, 'u').test(text)) return written;
  }
  return null;
}

function sameName(cell: string, wanted: string): boolean {
  const bare = withoutAccents(cell)
    .replace(LEGAL_FORM, '')
    .replace(/[^a-z\d]/gu, '');
  return bare === wanted && cell.length <= 60;
}

/** The first words of the page that are no title, no label and do not follow "Bill to". */
function byPosition(document: TextDocument): string | null {
  const lines = document.pages[0]?.lines ?? [];
  const candidates: string[] = [];
  for (const line of lines.slice(0, 25)) {
    for (const cell of cellsOf(line).flatMap(parts)) {
      const words = withoutAccents(cell).trim();
      if (OTHER_PARTY.test(words)) return candidates[0] ?? null;
      const isName =
        /\p{L}{2}/u.test(cell) &&
        !NUMBER_LABEL.test(words) &&
        !TITLE.test(words) &&
        !/[:@]|\d{3}/u.test(cell) &&
        cell.length <= 50;
      const name = cell.replace(/\s+(?:invoice|rechnung|facture|factura|fattura|factuur)$/iu, '');
      if (isName && /\s/u.test(words) && LEGAL_FORM.test(withoutAccents(name).trim()))
        return name.replace(/[,:;]+$/u, '');
      if (isName) candidates.push(cell);
    }
  }
  return candidates[0] ?? null;
}

/** "Name · Street · Town", as it stands small above the receiver's address. */
const parts = (cell: string): string[] => cell.split(/\s[·•|]\s/u);

const CELL_GAP = 1.6;

/** The parts of a line that stand apart. */
export function cellsOf(line: Line): string[] {
  const cells: string[] = [];
  let end = -Infinity;
  for (const word of line.words) {
    if (word.box[0] - end > CELL_GAP * word.fontSize) cells.push(word.text);
    else cells[cells.length - 1] += ` ${word.text}`;
    end = word.box[2];
  }
  return cells;
}
