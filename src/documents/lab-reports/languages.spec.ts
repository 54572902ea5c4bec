import { describe, expect, it } from '@jest/globals';

import { findAnalyte } from './knowledge/lookup.js';
import { expectRows, type ExpectedRow } from './testing/expect-rows.js';
import { grid } from './testing/lay-out.js';

type Printed = (string | null)[][];

describe('names without their accents', () => {
  it.each([
    ['HEMATIES', '10*12/L', 'Erythrocytes'],
    ['HEMOGLOBINE', 'g/dL', 'Hemoglobin'],
    ['Hamoglobin', 'g/dL', 'Hemoglobin'],
    ['Proteina C reactiva', 'mg/L', 'C-reactive protein'],
  ])('%s is known', (name, unit, canonicalName) => {
    expect(findAnalyte(name, unit)?.name).toBe(canonicalName);
  });
});

describe('reports in other languages', () => {
  it.each<[string, Printed, ExpectedRow[]]>([
    [
      'Italian',
      [
        ['Esame', 'Risultato', 'U.M.', 'Valori di riferimento'],
        ['Emoglobina', '* 11,4', 'g/dL', '12,0 - 16,0'],
        ['S-Colesterolo totale', '* 231', 'mg/dL', 'inferiore a 200'],
        ['S-Colesterolo HDL', '62', 'mg/dL', 'superiore a 45'],
        ['S-TSH', '1,87', 'µUI/mL', '0,27 - 4,20'],
      ],
      [
        ['Emoglobina', 11.4, 'g/dL', 12, 16, 'low'],
        ['S-Colesterolo totale', 231, 'mg/dL', null, 200, 'high'],
        ['S-Colesterolo HDL', 62, 'mg/dL', 45, null, 'normal'],
        ['S-TSH', 1.87, 'µUI/mL', 0.27, 4.2, 'normal'],
      ],
    ],
    [
      'Spanish',
      [
        ['Determinación', 'Resultado', 'Unidades', 'Valores de referencia'],
        ['Leucocitos', '5.800', '/mm3', '4.000 - 10.000'],
        ['Glucosa basal', '112 *', 'mg/dL', '[74 - 106]'],
        ['Colesterol LDL', '161,5 *', 'mg/dL', '[Hasta 130]'],
      ],
      [
        ['Leucocitos', 5800, '/mm3', 4000, 10000, 'normal'],
        ['Glucosa basal', 112, 'mg/dL', 74, 106, 'high'],
        ['Colesterol LDL', 161.5, 'mg/dL', null, 130, 'high'],
      ],
    ],
    [
      'German',
      [
        ['Untersuchung', 'Ergebnis', 'Einheit', 'Referenzbereich'],
        ['Hämoglobin', '11,2 -', 'g/dl', '12,0 - 15,4'],
        ['Leukozyten', '6,7', 'Tsd./µl', '3,9 - 10,2'],
        ['Harnsäure', '6,8 +', 'mg/dl', 'bis 6,0'],
      ],
      [
        ['Hämoglobin', 11.2, 'g/dl', 12, 15.4, 'low'],
        ['Leukozyten', 6.7, 'Tsd./µl', 3.9, 10.2, 'normal'],
        ['Harnsäure', 6.8, 'mg/dl', null, 6, 'high'],
      ],
    ],
    [
      'French',
      [
        ['Examen', 'Résultats', 'Unités', 'Valeurs de référence'],
        ['Leucocytes', '7 210', '/mm³', '4 000 à 11 000'],
        ['Cholestérol total', '2,41', 'g/L', 'Inférieur à 2,00'],
        ['Gamma GT', '22', 'UI/L', 'Inf. à 38'],
      ],
      [
        ['Leucocytes', 7210, '/mm³', 4000, 11000, 'normal'],
        ['Cholestérol total', 2.41, 'g/L', null, 2, 'high'],
        ['Gamma GT', 22, 'UI/L', null, 38, 'normal'],
      ],
    ],
    [
      'Portuguese',
      [
        ['Exame', 'Resultado', 'Unidade', 'Valores de Referência'],
        ['Leucócitos', '6.450', '/mm³', '4.500 a 11.000'],
        ['Hemoglobina', '14,9', 'g/dL', '13,5 a 17,5'],
        ['Colesterol total', '195', 'mg/dL', 'Desejável: inferior a 190'],
        ['TGO (AST)', '22', 'U/L', 'Até 40'],
      ],
      [
        ['Leucócitos', 6450, '/mm³', 4500, 11000, 'normal'],
        ['Hemoglobina', 14.9, 'g/dL', 13.5, 17.5, 'normal'],
        ['Colesterol total', 195, 'mg/dL', null, 190, 'high'],
        ['TGO (AST)', 22, 'U/L', null, 40, 'normal'],
      ],
    ],
    [
      'Turkish',
      [
        ['Tetkik', 'Sonuç', 'Birim', 'Referans'],
        ['Üre', '31,5', 'mg/dL', '17 - 43'],
        ['Kreatinin', '1,43 Yüksek', 'mg/dL', '0,7 - 1,2'],
        ['HBsAg', 'Negatif', null, 'Negatif'],
      ],
      [
        ['Üre', 31.5, 'mg/dL', 17, 43, 'normal'],
        ['Kreatinin', 1.43, 'mg/dL', 0.7, 1.2, 'high'],
        ['HBsAg', 'Negatif', null, null, null, 'normal'],
      ],
    ],
  ])('%s', async (_language, rows, expected) => {
    await expectRows([grid({ columns: [40, 240, 320, 420], rows })], expected);
  });
});

describe('how intervals and names are printed', () => {
  it('chooses by printed sex and age, and leaves prose as prose', async () => {
    await expectRows(
      [
        [
          ...grid({ columns: [40], top: 50, rows: [['Age: 67 Years   Sex: Female']] }),
          ...grid({
            columns: [40, 190, 250, 310],
            size: 8,
            rows: [
              ['Test', 'Result', 'Unit', 'Reference Range'],
              ['ESR', '28', 'mm/hr', '< 50 yrs: 0-20; > 50 yrs: 0-30'],
              ['NT-proBNP', '412', 'pg/mL', '< 50 years: < 450, 50 - 75 years: < 900, > 75 years: < 1800'],
              ['Creatinine', '1.0', 'mg/dL', 'Men: 0.7-1.3; Women: 0.6-1.1'],
              ['Cortisol', '14.1', 'µg/dL', '6.2 - 19.4 (7-10 AM)'],
              ['FSH', '62.1', 'mIU/mL', 'Follicular phase 3.5 - 12.5, Luteal phase 1.7 - 7.7'],
              ['Vitamin D', '25', 'ng/mL', 'Target 30-50 in most adults, see guideline'],
            ],
          }),
        ],
      ],
      [
        ['ESR', 28, 'mm/hr', 0, 30, 'normal'],
        ['NT-proBNP', 412, 'pg/mL', null, 900, 'normal'],
        ['Creatinine', 1, 'mg/dL', 0.6, 1.1, 'normal'],
        ['Cortisol', 14.1, 'µg/dL', 6.2, 19.4, 'normal'],
        ['FSH', 62.1, 'mIU/mL', null, null, 'unknown'],
        ['Vitamin D', 25, 'ng/mL', null, null, 'unknown'],
      ],
    );
  });

  it('takes LOINC codes out of names, and reads references on lines of their own', async () => {
    await expectRows(
      [
        grid({
          columns: [40, 240, 330, 430],
          rows: [
            ['Test', 'Result', 'Unit', 'Reference'],
            ['Hemoglobin [718-7]', '13.2', 'g/dL', '12.0-16.0'],
            ['LDL-CHOLESTEROL', '134', 'mg/dL', null],
            ['Reference range: <100'],
            ['VITAMIN B-12', '187', 'pg/mL', null],
            ['Bio. Ref. Interval. :-'],
            ['Normal : 211 - 911 pg/ml'],
          ],
        }),
      ],
      [
        ['Hemoglobin', 13.2, 'g/dL', 12, 16, 'normal'],
        ['LDL-CHOLESTEROL', 134, 'mg/dL', null, 100, 'high'],
        ['VITAMIN B-12', 187, 'pg/mL', 211, 911, 'low'],
      ],
    );
  });

  it('reads percent and absolute count from one line', async () => {
    await expectRows(
      [
        grid({
          columns: [40, 140, 190, 240, 330, 390, 470],
          size: 8,
          rows: [
            ['Formula leucocitaria', '%', null, 'Valori di rif.', 'Assoluto', null, 'Valori di rif.'],
            ['Neutrofili', '58,3', '%', '40,0 - 75,0', '3,19', '10^3/µL', '1,80 - 7,00'],
          ],
        }),
      ],
      [
        ['Neutrofili', 58.3, '%', 40, 75, 'normal'],
        ['Neutrofili', 3.19, '10^3/µL', 1.8, 7, 'normal'],
      ],
    );
  });

  it('joins names, units and intervals that go on in the next line', async () => {
    await expectRows(
      [
        grid({
          columns: [40, 200, 260, 340],
          lineHeight: 10,
          size: 8,
          rows: [
            ['Test Name', 'Result', 'Unit', 'Bio. Ref. Range'],
            ['Gamma Glutamyl Transferase', '22', 'U/L', '8 - 61'],
            ['(GGT)'],
            [''],
            ['Mean Corpuscular Hemoglobin', '33.1', 'g/dL', '31.5 - 34.5'],
            ['Concentration (MCHC)'],
            [''],
            ['Glomerular Filtration', '88', 'mL/min/', '> 59'],
            ['Rate, Estimated', null, '1.73m2'],
            [''],
            ['Total Iron Binding Capacity', '412', 'µg/dL', '250 -'],
            ['(TIBC)', null, null, '450'],
          ],
        }),
      ],
      [
        ['Gamma Glutamyl Transferase (GGT)', 22, 'U/L', 8, 61, 'normal'],
        ['Mean Corpuscular Hemoglobin Concentration (MCHC)', 33.1, 'g/dL', 31.5, 34.5, 'normal'],
        ['Glomerular Filtration Rate, Estimated', 88, 'mL/min/ 1.73m2', 59, null, 'normal'],
        ['Total Iron Binding Capacity (TIBC)', 412, 'µg/dL', 250, 450, 'normal'],
      ],
    );
  });

  it('keeps upright watermark letters out of names and intervals', async () => {
    const letters = [...'COPY'].map((text, index) => ({
      x: [110, 150, 190, 280][index] ?? 0,
      y: 95 + 12 * index,
      text,
      size: 36,
    }));
    await expectRows(
      [
        [
          ...grid({
            columns: [40, 240, 330, 430],
            lineHeight: 20,
            rows: [
              ['Test', 'Result', 'Unit', 'Reference'],
              ['Creatinine', '0.9', 'mg/dL', '0.6-1.3'],
              ['Urea', '30', 'mg/dL', '15-45'],
            ],
          }),
          ...letters,
        ],
      ],
      [
        ['Creatinine', 0.9, 'mg/dL', 0.6, 1.3, 'normal'],
        ['Urea', 30, 'mg/dL', 15, 45, 'normal'],
      ],
    );
  });
});
