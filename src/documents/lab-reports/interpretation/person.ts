import type { TextDocument } from '../../text/index.js';
import type { LabReport } from '../lab-report.js';
import { ADULT } from './findings.js';

/** Lines at the top of a report in which the patient is described; further down `pregnant` labels intervals. */
const PATIENT_BLOCK = 20;
const FIELD =
  /(?:pregnan(?:t|cy)|gestation(?:al age)?|schwanger(?:schaft)?|embarazada|embarazo|incinta|gravidanza|grossesse|enceinte|grávida|gravidez|gebelik|hamile)\s*(?:status)?\s*[:=]\s*(?:yes|y\b|ja\b|s[ií]\b|oui|sim\b|evet|positive|\d{1,2}\s*(?:w|wk|wks|weeks?|ssw|wochen|semanas|settimane|semaines|hafta))/iu;
/** First person or a week of pregnancy; `Am I pregnant?` says nothing. */
const STATEMENT =
  /(?<!am )\b(?:i|she)(?:['’]?m| am|['’]?s| is)\b[^.?!]{0,30}\bpregnant|\b\d{1,2}\s?(?:weeks?|months?)(?: and \d days?)? (?:pregnant|of pregnancy|gestation)|\b(?:during|in) my pregnancy|\bas a pregnant|\bich bin[^.?!]{0,30}\bschwanger|\bestoy[^.?!]{0,30}\bembarazada|\bsono[^.?!]{0,30}\bincinta|\bje suis[^.?!]{0,30}\benceinte|\bestou[^.?!]{0,30}\bgrávida|\bhamileyim/iu;
const DENIAL =
  /\b(?:not|no longer|never|nicht|nicht mehr|no|non|pas|não|değil)\b[^.?!]{0,20}(?:pregnan|schwanger|embaraz|incinta|enceinte|grávida|hamile)/iu;

/** True where the report's fields or the person who asks say that the patient is pregnant. */
export function isPregnant(document: TextDocument, query: string, sex?: 'male' | 'female'): true | undefined {
  if (sex === 'male') return undefined;
  const top = (document.pages[0]?.lines ?? []).slice(0, PATIENT_BLOCK);
  const isSaid = (STATEMENT.test(query) && !DENIAL.test(query)) || top.some(({ text }) => FIELD.test(text));
  return isSaid || undefined;
}

/** Says why no published interval was applied, and whose cutoffs the findings are, where the report does not say who the patient is. */
export function missingAgeNote({ patient, analytes }: LabReport): string {
  const isOpen = analytes.some(({ flag, canonical_name: name }) => flag === 'unknown' && name !== null);
  if (patient.age !== undefined || !isOpen) return '';
  return `The report prints no age${patient.sex ? '' : ' and no sex'} that could be read: published intervals are not applied, and cutoffs named here are those of adults who are not pregnant.`;
}

/** What must be known of the person before the results are compared with anything. */
export function personNotes({ patient, analytes }: LabReport): string[] {
  const { age, pregnant } = patient;
  if (analytes.length === 0) return [];
  if (pregnant)
    return [
      'Pregnancy moves many results, such as haemoglobin, creatinine, alkaline phosphatase and TSH. Only intervals that the report prints are applied, and they may be those of people who are not pregnant: ask for the ones of your week.',
    ];
  if (age !== undefined && age < ADULT)
    return [
      `The report is of a ${age < 1 ? 'child in its first year' : `child or adolescent of ${age} ${age === 1 ? 'year' : 'years'}`}. Published intervals of adults are not applied. Those that the report prints may be meant for adults: ask whether they hold at this age.`,
    ];
  return [];
}
