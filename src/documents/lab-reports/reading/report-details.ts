import type { Line, TextDocument } from '../../text/text-document.js';
import { splitIntoCells } from './cells.js';
import { detectDateOrder, parseLocalDate, type DateOrder } from './dates.js';
import type { Sex } from './interval.js';
import { AGE_LABELS, SEX_LABELS, sexOfField } from './patient-words.js';

/** What the letterhead says with certainty; what is missing or open is absent. */
export interface ReportDetails {
  collectedAt?: string;
  reportedAt?: string;
  laboratory?: string;
  age?: number;
  sex?: Sex;
}

const COLLECTED =
  /^(?:(?:date|time)(?: and time)?(?: of)? )?(?:sample |specimen )?(?:collect(?:ed|ion)|drawn|entnahme|abnahme|sampling)(?:datum)?(?: ?(?:on|date|time|date ?(?:and|\/|&) ?time|at|am|vom))*$|^(?:data(?: e ora)?(?: del| di| da)? ?(?:prelievo|coleta)|fecha(?: de)? ?(?:extracción|toma(?: de muestra)?)|prélev[ée](?:ment)?(?: du| le)?|date (?:de|du) prélèvement|numune alma (?:tarihi|zamanı)|coletado em)$/i;
const REPORTED =
  /^(?:(?:date|time)(?: of)? )?(?:reported|report|reporting|final report|released|date reported)(?: ?(?:on|date|time|date ?(?:and|\/|&) ?time|printed on))*$|^(?:befunddatum|befund vom|data (?:referto|refertazione|do laudo)|fecha (?:de )?(?:informe|validación)|édité le|validé le|rapor tarihi|onay tarihi)$/i;
const LABORATORY =
  /^(?:laboratory|lab name|laboratory name|performing lab(?:oratory)?|performed (?:at|by)|processed at|processing lab(?:oratory)?|testing lab(?:oratory)?|labor)$/i;
const ANY_AGE = AGE_LABELS.join('|');
const ANY_SEX = SEX_LABELS.join('|');
const AGE = new RegExp(`^(?:patient )?(?:${ANY_AGE})(?: ?/ ?(?:${ANY_SEX}))?$`, 'iu');
const SEX = new RegExp(`^(?:patient )?(?:${ANY_SEX})(?: ?/ ?(?:${ANY_AGE}))?$`, 'iu');
/** `42 Yrs / Female`, `36 Year(s) Male`, `Female, 30 years`, as laboratories print without any label beside the name. */
const AGE_AND_SEX = new RegExp(
  [
    String.raw`(?<![\d.])\d{1,3}\s*y(?:ea)?r?s?\.?\s*\/\s*(?:(?:fe)?m(?:ale)?|f)(?!\p{L})`,
    String.raw`(?<![\d.])\d{1,3}\s*(?:years?|year\(s\)|yrs?\.?)(?: old)?\s*[,|·]?\s*(?:fe)?male(?!\p{L})`,
    String.raw`(?<!\p{L})(?:fe)?male\s*[,|·]?\s*\d{1,3}\s*(?:years?|year\(s\)|yrs?(?!\p{L}))`,
  ].join('|'),
  'iu',
);
/** How many lines may belong to the block of the patient. */
const PATIENT_BLOCK = 15;
const LABORATORY_NAME =
  /\b(?:laborator(?:y|ies)|diagnostics?|patholog(?:y|ies)|path ?labs?|labs?|labor|hospital|clinic|medical cent(?:er|re)|health(?:care)?)\b/i;

/** Reads age, sex, dates and laboratory from labelled fields; nothing is guessed from free text. */
export function readDetails(document: TextDocument): ReportDetails {
  const lines = document.pages.flatMap((page) => page.lines);
  const fields = lines.slice(0, 400).flatMap(labelledFields);
  const order = detectDateOrder(lines.map((line) => line.text).join('\n'));
  const behindName = ageAndSexBehindName(fields) ?? ageAndSexAlone(lines.slice(0, PATIENT_BLOCK));
  const details: ReportDetails = {
    collectedAt: firstDate(fields, COLLECTED, order),
    reportedAt: firstDate(fields, REPORTED, order),
    laboratory: firstValue(fields, LABORATORY) ?? letterhead(document.pages[0]?.lines ?? []),
    age: firstOf(fields, AGE, parseAge) ?? firstOf(fields, SEX, parseAge) ?? behindName?.age,
    sex: firstOf(fields, SEX, sexOfField) ?? firstOf(fields, AGE, sexOfField) ?? behindName?.sex,
  };
  return Object.fromEntries(Object.entries(details).filter(([, value]) => value !== undefined));
}

interface Field {
  label: string;
  value: string;
}

/** `Age : 30 Years   Gender: Male` → two fields, whether label and value are one cell, two or three. */
function labelledFields(line: Line): Field[] {
  const cells = splitIntoCells(line).map((cell) => cell.text);
  const fields: Field[] = [];
  cells.forEach((text, index) => {
    const several = fieldsInside(text);
    const [only] = several;
    if (several.length > 1 || (only && !text.startsWith(only.label))) {
      fields.push(...several);
      return;
    }
    const colon = text.search(/\s*:(?!\d)/);
    if (colon > 0) {
      const inside = text.slice(colon).replace(/^[\s:]+/, '');
      fields.push({ label: text.slice(0, colon).trim(), value: inside || (cells[index + 1] ?? '') });
    } else if (cells[index + 1]?.startsWith(':')) {
      const after = cells[index + 1] ?? '';
      fields.push({ label: text, value: after.replace(/^[\s:]+/, '') || (cells[index + 2] ?? '') });
    } else if (cells[index + 1] !== undefined) {
      fields.push({ label: text, value: cells[index + 1] ?? '' });
    }
  });
  return fields.map((field) => ({ label: field.label.replace(/[.\s]+$/, ''), value: field.value.trim() }));
}

const LABEL_IN_TEXT = new RegExp(
  String.raw`(?<![\p{L}/])((?:${ANY_AGE}|${ANY_SEX})(?: ?\/ ?(?:${ANY_AGE}|${ANY_SEX}))?|(?:date )?(?:sample |specimen )?(?:collected|collection|reported|abnahme|entnahme)(?: (?:on|at|date|time))*|data (?:del |di |da )?(?:prelievo|coleta)|fecha de extracción|numune alma tarihi|(?:patient |lab |doctor )?(?:name|no\.?|id|date|ref\.? by)|paziente|paciente|patient)\s*:(?!\d)`,
  'giu',
);
/** `Name: A. Example Age/Sex: 45 Y / M Date: …` with single spaces: cut at the labels that reports use. */
function fieldsInside(text: string): Field[] {
  const labels = [...text.matchAll(LABEL_IN_TEXT)];
  return labels.map((label, index) => ({
    label: label[1] ?? '',
    value: text.slice(label.index + label[0].length, labels[index + 1]?.index).trim(),
  }));
}

function firstOf<T>(
  fields: readonly Field[],
  label: RegExp,
  parse: (text: string, label: string) => T | undefined,
): T | undefined {
  for (const field of fields) {
    const value = label.test(field.label) ? parse(field.value, field.label) : undefined;
    if (value !== undefined) return value;
  }
  return undefined;
}

function firstDate(fields: readonly Field[], label: RegExp, order: DateOrder): string | undefined {
  return firstOf(fields, label, (text) => parseLocalDate(text, order) ?? undefined);
}

function firstValue(fields: readonly Field[], label: RegExp): string | undefined {
  return firstOf(fields, label, (text) => (/\p{L}{3}/u.test(text) && text.length <= 80 ? text : undefined));
}

/** `Name : A SAMPLE (33Y/F)`. */
function ageAndSexBehindName(fields: readonly Field[]): Pick<ReportDetails, 'age' | 'sex'> | undefined {
  return firstOf(fields, /\bname$/i, (text) => {
    const inside = /\((\d{1,3}\s*y[a-z]*\.?\s*\/\s*[mf][a-z]*)\)/i.exec(text)?.[1];
    return inside === undefined ? undefined : { age: parseAge(inside), sex: sexOfField(inside, '') };
  });
}

function ageAndSexAlone(lines: readonly Line[]): Pick<ReportDetails, 'age' | 'sex'> | undefined {
  const [found = ''] = lines.flatMap((line) => AGE_AND_SEX.exec(line.text)?.[0] ?? []);
  return found === '' ? undefined : { age: parseAge(found), sex: sexOfField(found, '') };
}

/** Completed years: `5 months` are 0. */
function parseAge(text: string): number | undefined {
  const [, months] = /^(\d{1,2})\s*(?:months?|mths?|mos?\b|monate?|meses|mesi|mois|ay\b)/i.exec(text) ?? [];
  if (months !== undefined) return Math.floor(Number(months) / 12);
  if (/^\d{1,2}\s*(?:days?|weeks?|wks?|tage?|wochen?)\b/i.test(text)) return 0;
  const match =
    /(?<!\d)(\d{1,3})\s*(?:years?|yrs?|y\b|jahre|años|anni|anos|ans|yaş|jaar|lata?\b|ani\b|år)|^(\d{1,3})(?=\s*(?:\/|,|$))/i.exec(
      text,
    );
  const age = Number(match?.[1] ?? match?.[2] ?? NaN);
  return age <= 130 ? age : undefined;
}

/** The first of the top lines that stands alone, has no label or number and says that it is a laboratory. */
function letterhead(lines: readonly Line[]): string | undefined {
  const title = lines
    .slice(0, 4)
    .find(
      (line) =>
        LABORATORY_NAME.test(line.text) &&
        !/[:\d]/.test(line.text) &&
        line.words.length <= 8 &&
        !/\breport|test results?|department\b/i.test(line.text),
    );
  return title && splitIntoCells(title).length === 1 ? title.text : undefined;
}
