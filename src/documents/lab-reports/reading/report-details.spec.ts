import { describe, expect, it } from '@jest/globals';

import { readPdf } from '../../text/index.js';
import type { TextDocument, Word } from '../../text/index.js';
import { toLine } from '../../text/index.js';
import { grid, makePdf } from '../testing/lay-out.js';
import { readDetails, type ReportDetails } from './report-details.js';

async function details(
  rows: (string | null)[][],
  columns: number[] = [40, 120, 300, 400],
): Promise<ReportDetails> {
  return readDetails(await readPdf(await makePdf(grid({ columns, rows }))));
}

/** One line of text with letters that the standard fonts of a PDF do not have. */
function documentOf(text: string): TextDocument {
  const words = text
    .split(' ')
    .flatMap((word, index): Word[] =>
      word === ''
        ? []
        : [{ text: word, box: [40 + index * 30, 90, 66 + index * 30, 100], fontSize: 10, baseline: 98 }],
    );
  const page = { number: 1, width: 595, height: 842, words, lines: [toLine(words)], rotatedWords: [] };
  return {
    pages: [page],
    metadata: {},
    damagedPages: [],
    recognizedPages: [],
    emptyPages: [],
    layeredPages: [],
  };
}

describe('readDetails', () => {
  it('reads labelled fields in cells of their own', async () => {
    const found = await details([
      ['Age', ': 30 Years', 'Gender', ': Male'],
      ['Collected', ': 14/5/2023 11:03:00AM', 'Reported', ': 16/5/2023 1:36:25PM'],
      ['Processed at', ': Example Reference Laboratory'],
    ]);
    expect(found).toEqual({
      age: 30,
      sex: 'male',
      collectedAt: '2023-05-14T11:03:00',
      reportedAt: '2023-05-16T13:36:25',
      laboratory: 'Example Reference Laboratory',
    });
  });

  it('reads several fields in one line of text', async () => {
    const found = await details([['Patient Name: Alex Example Age/Sex: 45 Y / F Collected: 20.03.2024']]);
    expect(found).toEqual({ age: 45, sex: 'female', collectedAt: '2024-03-20' });
  });

  it.each([
    ['Italian', 'Paziente: ROSSI MARIA  Sesso: F  Età: 54 anni', { sex: 'female', age: 54 }],
    ['Spanish', 'Paciente: EJEMPLO, JUAN  Edad: 45 años  Sexo: Varón', { sex: 'male', age: 45 }],
    ['German', 'Patient: Muster, Erika  Alter: 66 Jahre  Geschlecht: weiblich', { sex: 'female', age: 66 }],
    ['French', 'Mme EXEMPLE Marie  Née le 03/04/1981  Sexe : F', { sex: 'female' }],
    ['Portuguese', 'Paciente: JOÃO EXEMPLO  Idade: 39 anos  Sexo: Masculino', { sex: 'male', age: 39 }],
    ['Turkish', 'Hasta No: 12  Cinsiyet: Erkek  Yaş: 41', { sex: 'male', age: 41 }],
  ])('reads age and sex in %s', (_language, text, expected) => {
    const document = documentOf(text);
    expect(readDetails(document)).toMatchObject(expected);
  });

  it.each([
    ['Age:', '8 months', 'Sex:', 'M', 0, 'male'],
    ['Age:', '17 months', 'Sex:', 'F', 1, 'female'],
    ['Leeftijd:', '68 jaar', 'Geslacht:', 'V', 68, 'female'],
    ['Wiek:', '43 lata', 'Plec:', 'K', 43, 'female'],
    ['Yas:', '34', 'Cinsiyet:', 'E', undefined, 'male'],
  ])('%s %s %s %s', async (ageLabel, age, sexLabel, sex, years, known) => {
    const found = await details([
      [ageLabel, age],
      [sexLabel, sex],
    ]);
    expect(found).toEqual({ ...(years !== undefined && { age: years }), sex: known });
  });

  it('takes age and sex without labels from the block of the patient', async () => {
    expect(await details([['Mrs. A Sample', '42 Yrs / Female']])).toMatchObject({ age: 42, sex: 'female' });
    expect(await details([['SELF 36 Year(s) Male']])).toMatchObject({ age: 36, sex: 'male' });
    expect(await details([['Patient: Mrs K, Female, 30 Years. Sample: Serum']])).toMatchObject({
      age: 30,
      sex: 'female',
    });
    expect(await details([['Mrs Fields, 62 years, female'], ['Male 3 samples']])).toMatchObject({
      age: 62,
      sex: 'female',
    });
  });

  it('leaves out what is not certain', async () => {
    const found = await details([
      ['Collected:', '03/04/2024'],
      ['Age:', 'adult'],
      ['Sex:', 'unknown'],
    ]);
    expect(found).toEqual({});
  });
});
