import { isKnownName, isQualifier } from '../knowledge/lookup.js';
import { isLoincCode } from '../knowledge/loinc.js';
import { isWordResult } from './results.js';

/** Labels of the letterhead and the patient block; what stands beside them is no analyte. */
const ADMINISTRATIVE =
  /^(?:page|date|time|age|dob|d\.o\.b|birth|sex|gender|phone|tel|telephone|fax|mobile|contact|patient|pt\.? name|name|lab(?:oratory)? (?:no|id|number|ref)|sample(?! volume)|specimen|accession|order(?:ed)?|ref(?:erred)?\.?\s*(?:by|dr|doctor|range|interval)|ref\b|referring|collect(?:ed|ion)|received|reported|registered|registration|printed|approved|validated|authori[sz]ed|address|zip|pin|barcode|bar code|mrn|uhid|uid|visit|bill|invoice|weight|height|bmi|body mass|body surface|bp\b|blood pressure|pulse|heart rate|resp(?:iratory)? rate|temp(?:erature)?\b|spo2|version|report|doctor|dr\b|physician|client|customer|room|ward|bed|hospital|department|status|account|a\/c|id\b|ssn|nhs|insurance|policy|email|e-mail|website|www|http|end of|method|note|fasting (?:status|hours|since)|reference range|normal range|ref range|reference interval|units?|results?|resultado|risultato|résultat|ergebnis|sonuç|wynik|amount|price|rate|total (?:amount|tests)|systolic|diastolic|geburtsdatum|datum|alter|geschlecht|patiente?|fecha|edad|sexo|nombre|data|yaş|tarih|ad soyad|cinsiyet|probe|auftrag|iso\b|nabl\b|cap\b|license|reg\b|regd|gst|cin\b|tat\b)(?![-\p{L}])/iu;
/** Steps of a scale that notes explain: `Prediabetes 5.7 - 6.4`. */
const INTERPRETIVE =
  /^(?:[<>≤≥]|normal|desirable|optimal|near optimal|above optimal|borderline|deficien|insufficien|sufficien|toxic|potential|prediabet|pre-diabet|diabet|non[- ]?diabet|high\b(?!.(?:sens|dens))|low\b(?!.dens)|very (?:high|low)(?!.dens)|moderate|extreme|average risk|mild|severe|risk|adults?\b|males?\b|females?\b|men\b|women\b|child|newborn|infant|pregnan|non[- ]?pregnan|first|second|third|1st|2nd|3rd|trimester|follicular|luteal|mid[- ]?cycle|ovulat|postmenopaus|post[- ]?menopaus|years?\b|months?\b|days?\b|weeks?\b|stage|grade|category|goal|target|therapeutic|recommended|at risk|good control|poor control|fair control|cut[- ]?off|interpretation|reference|values?\b|levels?\b|range|if\b|in\b|for\b|as\b|the\b|and\b|or\b|of\b|g[1-5][ab]?\b)/i;
const PROSE =
  /\b(?:is|are|was|were|should|may|must|can|will|has|have|had|than|which|that|this|these|please|when|if|using|recommended|considered|suggests?|indicates?|exceeding|between|diagnosis|patients?)\b/i;
const DANGLING =
  /(?:\b(?:of|the|than|to|from|and|or|by|with|at|in|for|level|levels|below|above|over|under)|[<>≤≥=])$/i;
const METHOD =
  /^(?:method|methodology|technique|tech|specimen|sample|m[eé]todo|méthode|methode|metoda|yöntem)(?!\p{L})|^\(.*\)$|^\[.*\]$|^(?:calculated|calculation|derived|photometry|photometric|spectrophotometry|colou?rimetric|enzymatic|impedance|electrical imped[ae]nce|flow ?cytometry|microscopy|microscopic|ise|indirect ise|direct ise|ion[- ]selective electrode|hplc|clia|eclia|cmia|elisa|immunoturbidimetry|immunoturbidimetric|turbidimetry|nephelometry|hexokinase|god[- ]?pod|jaffe|kinetic|biuret|bcg|ifcc|uv|uricase|diazo|chemiluminescence|chemiluminescent|westergren|sls|vcs|cell counter|automated|arsenazo|molybdate|pnpp|urease|dipstick|refractometry|direct,|direct method|direct measure|enzymatic,|dpd|gpo|chod|urease|glutamate|modified|homogen(?:e)?ous|agglutination|latex|immunoassay|hemocytometer|haemocytometer|coulter|laser|fluorescence|sf cube|potentiometr(?:y|ic)|szasz|l-gamma|oxidase|uv test|colorimetrico|enzimatico|enzimático|colorimétrico|photometrisch|enzymatisch|durchflusszytometrie|citometria|edta|serum|plasma|whole blood|citrate|fluoride|ser|sânge|sange|spectrofotometri\p{L}*)(?:$|[\s,/(-])/iu;

/** True if a text may be the name of an analyte: letters, short, not a label, a scale step or a sentence. */
export function isPlausibleName(name: string): boolean {
  const text = name.replace(/[:\s.]+$/, '').trim();
  if (isKnownName(text)) return true;
  if (!/\p{L}{1,}/u.test(text) || text.replace(/[^\p{L}]/gu, '').length < 2) return false;
  if (text.length > 80 || text.split(/\s+/).length > 11) return false;
  const withoutBrackets = text.replace(/\([^()]*\)/g, ' ');
  return (
    !isAdministrative(text) &&
    !INTERPRETIVE.test(text) &&
    !PROSE.test(withoutBrackets) &&
    !/[|@;]$/.test(text) &&
    !/\p{L}[)\]%]*\s*:\s*[<>]?\d/u.test(text)
  );
}

/** True for a name that a sentence breaks off at: `triglyceride level is` … */
export function isDangling(name: string): boolean {
  return DANGLING.test(name) && !isKnownName(name);
}

const LOINC_CODE = /(?:^|[\s([-]+)(?:loinc\s*:?\s*)?(?<code>\d{1,5}-\d)[\s)\]-]*(?=$|\s)/i;

/** A name without the LOINC code that some laboratories print into it. */
export function splitLoincCode(name: string): { name: string; code: string | null } {
  const match = LOINC_CODE.exec(name);
  const code = match?.groups?.code;
  if (!match || code === undefined || !isLoincCode(code)) return { name, code: null };
  const rest = `${name.slice(0, match.index)} ${name.slice(match.index + match[0].length)}`;
  const plain = cleanName(rest.replace(/[\s,-]+$/, ''));
  return /\p{L}/u.test(plain) ? { name: plain, code } : { name, code: null };
}

export function isAdministrative(text: string): boolean {
  return ADMINISTRATIVE.test(text.trim()) && !isKnownName(text);
}

/** True for the line under a name that says how it was measured. */
export function isMethod(text: string): boolean {
  return METHOD.test(text.trim()) && !isKnownName(text);
}

/** True for a name that is in brackets as a whole, `(Hexokinase)`: it says how was measured what stands above. */
export function isRemarkAlone(name: string): boolean {
  return /^\([^()]*\)$|^\[[^[\]]*\]$/.test(name.trim()) && !isKnownName(name);
}

/** A name that goes on in the next line: an open bracket, a trailing connector, comma, hyphen or slash. */
export function isUnfinished(name: string): boolean {
  return (
    hasOpenBracket(name) ||
    /(?:[,&/–]|(?<!Cl|HCO3|PO4)-|\b(?:of|and|with|by|to|for|the|non))$/i.test(name.trim())
  );
}

function hasOpenBracket(name: string): boolean {
  return (name.match(/[([]/g) ?? []).length > (name.match(/[)\]]/g) ?? []).length;
}

/** True for a line that may head a group of results. */
export function isSectionHeading(text: string): boolean {
  const plain = text.trim();
  if (plain === '' || plain.split(/\s+/).length > 9 || isMethod(plain) || isAdministrative(plain))
    return false;
  return !/^\p{Ll}|^\d+[.)]|[.;,]$/u.test(plain) && !PROSE.test(plain);
}

const STATE_OF_PATIENT =
  /^(?:fasting|random|post[- ]?prandial|pp|nüchtern|a digiuno|en ayunas|à jeun|em jejum|açlık|tokluk)$/i;

/** `(GGT)` below `Gamma Glutamyl Transferase`: a bracket with another name of the same analyte, or with what makes it another result, `(fasting)`. */
function isOwnAbbreviation(name: string, bracket: string): boolean {
  const inner = /^\(([\p{L}\d/ -]+)\)$/u.exec(bracket.trim())?.[1];
  if (inner === undefined || !isKnownName(name)) return false;
  if (STATE_OF_PATIENT.test(inner)) return true;
  return inner.split('/').some((part) => isKnownName(part) && isKnownName(`${name} (${part})`));
}

/** The last word of a name, although it alone says nothing: mean corpuscular haemoglobin is another analyte than its concentration. */
export function isLastWord(first: string, second: string): boolean {
  return /^(?:concentration|count|levels?|percentage)$/i.test(second) && isKnownName(`${first} ${second}`);
}

/** True if `second` reads as the rest of `first`. */
export function continuesName(first: string, second: string): boolean {
  if (isWordResult(second) || isAdministrative(second)) return false;
  const joined = `${first} ${second}`;
  if (hasOpenBracket(first) || isUnfinished(first) || isOwnAbbreviation(first, second)) return true;
  if (isLastWord(first, second)) return true;
  if (/[,;]$/.test(first) || /^,\s/.test(second)) return true;
  if (isMethod(second) || isQualifier(second)) return false;
  if (isKnownName(joined) && !isKnownName(second)) return true;
  if (/^[a-z)\]/&]/.test(second)) return true;
  return !isKnownName(first) && isKnownName(joined);
}

/** The name without a running number, dot leaders or a trailing colon. */
export function cleanName(text: string): string {
  return (
    text
      .replace(/^(?:\d{1,3}[.)]\s+|[•·▪*»!-]\s*)/u, '')
      .replace(/(?:\s+\.(?:\s*\.)+|\.{2,})[\s:]*$/, '')
      .replace(/(?<=[\p{L})%])[⁰¹²³⁴-⁹]+$/u, '')
      .replace(/(?<=[\p{L})\]%])\s*[*†‡§°!"”“]+$/u, '')
      // Numbers of the performing laboratory that stand behind each name.
      .replace(/(?<=[\p{L})%])\s0\d$/u, '')
      .replace(/\s+[-–—]\s+(?:result|value|resultado|risultato|résultat|ergebnis)[\s:]*$/iu, '')
      .replace(/(?:[\s:=|]+-*|\s[-–—])+$/, '')
      .replace(/\s+/g, ' ')
      .trim()
  );
}
