import { loadJson } from '../knowledge/load-json.js';
import type { Sex } from './interval.js';

interface PatientWords {
  age_labels: string[];
  sex_labels: string[];
  female: string[];
  male: string[];
  letters: { female: string; male: string }[];
  letters_by_label: Record<string, { female: string; male: string }>;
}

const WORDS = loadJson('patient-words.json') as PatientWords;

/** The sex that a label of an interval begins with, `Adult males`, in the languages of common reports. */
export function sexOfLabel(label: string): Sex | null {
  const text = label
    .toLowerCase()
    .replace(/^(?:adult|adult[aeio]s?)\s+/, '')
    .replace(/^\(\s*/, '');
  if (BEGINS_FEMALE.test(text)) return 'female';
  return BEGINS_MALE.test(text) ? 'male' : null;
}

/** The sexes of two letters that label one list, such as `K` and `E`, by letter in lower case; null where they name none together. */
export function sexesOfLetters(letters: readonly string[]): ReadonlyMap<string, Sex> | null {
  const pair = WORDS.letters.find(({ female, male }) => letters.includes(female) && letters.includes(male));
  if (!pair || letters.some((letter) => letter !== pair.female && letter !== pair.male)) return null;
  return new Map([
    [pair.female, 'female'],
    [pair.male, 'male'],
  ]);
}

/** What stands before the patient's age and sex: `Age`, `Wiek`; `Sex`, `Geslacht`. */
export const AGE_LABELS: readonly string[] = WORDS.age_labels;
export const SEX_LABELS: readonly string[] = WORDS.sex_labels;

/** The sex that the text of a field says, `F`, `45 Y / Male`; its label tells what a letter stands for. */
export function sexOfField(text: string, label: string): Sex | undefined {
  const letters = WORDS.letters_by_label[label.toLowerCase()] ?? { female: 'f', male: 'm' };
  const words = text.toLowerCase().split(/[\s/,()]+/u);
  const has = (names: readonly string[], letter: string): boolean =>
    words.some((word) => word === letter || names.includes(word));
  if (has([...WORDS.female, 'w'], letters.female)) return 'female';
  return has(WORDS.male, letters.male) ? 'male' : undefined;
}

function beginsWith(words: readonly string[]): RegExp {
  return new RegExp(`^(?:${words.join('|')})(?!\\p{L})`, 'u');
}

const BEGINS_FEMALE = beginsWith([...WORDS.female, 'f', 'w']);
const BEGINS_MALE = beginsWith([...WORDS.male, 'm']);
