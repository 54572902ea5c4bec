import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';

import { closeRecognizer } from '../text/recognition/recognizer.js';
import type { TextDocument } from '../text/text-document.js';
import { toLine } from '../text/text-lines.js';
import { scanPages } from '../text/testing/scan.js';
import { analyzeLabReport, readReport } from './analyze-lab-report.js';
import { mendRecognizedWords } from './reading/misread-words.js';
import type { AnalyteResult, LabReport } from './lab-report.js';

const folder = new URL('../../../samples/', import.meta.url);
const truth = JSON.parse(readFileSync(new URL('lab-report.truth.json', folder), 'utf8')) as {
  analytes: { name: string; value: number | null }[];
};

afterAll(closeRecognizer);

describe('a photographed report', () => {
  let analytes: AnalyteResult[];
  beforeAll(async () => {
    const scans = await scanPages(new Uint8Array(readFileSync(new URL('lab-report.pdf', folder))));
    const results = [];
    for (const bytes of scans)
      results.push(await analyzeLabReport({ bytes, query: '', filename: 'photo.jpg' }));
    analytes = results.flatMap(({ report }) => report.analytes);
  }, 180_000);

  it('gives nearly all of its results, and each with how sure recognition was', () => {
    const named = new Set(analytes.map(({ name }) => name.toLowerCase()));
    const found = truth.analytes.filter(({ name }) => named.has(name.toLowerCase()));
    expect(found.length / truth.analytes.length).toBeGreaterThan(0.85);
    for (const { confidence } of analytes) expect(confidence).toBeLessThan(0.98);
  });

  it('shows no wrong number as right', () => {
    for (const { name, value, needs_review: needsReview } of analytes) {
      if (needsReview) continue;
      const printed = truth.analytes.filter((row) => row.name.toLowerCase() === name.toLowerCase());
      expect(printed.map((row) => row.value)).toContain(value);
    }
  });
});

describe('recognised rows', () => {
  /** A page as recognition would give it: columns by two spaces, `{0.4}` behind a word for its confidence. */
  function recognizedPage(...rows: readonly string[]): TextDocument {
    const lines = rows.map((row, index) => {
      const baseline = 100 + 20 * index;
      let x = 40;
      const words = row.split(/ +/u).map((text, position) => {
        const [, plain = '', confidence = '0.95'] = /^(.*?)(?:\{([\d.]+)\})?$/u.exec(text)!;
        if (position > 0) x += / {2}/u.test(row) ? 60 : 4;
        const box: [number, number, number, number] = [x, baseline - 8, x + 5 * plain.length, baseline + 2];
        x = box[2];
        return { text: plain, box, fontSize: 10, baseline, confidence: Number(confidence) };
      });
      return toLine(words);
    });
    const words = lines.flatMap((line) => line.words);
    const page = { number: 1, width: 595, height: 842, words, lines, rotatedWords: [] };
    return {
      pages: [page],
      metadata: {},
      damagedPages: [],
      emptyPages: [],
      recognizedPages: [1],
      layeredPages: [],
    };
  }

  const report = (...rows: readonly string[]): LabReport =>
    readReport(mendRecognizedWords(recognizedPage(...rows)));

  it('asks for review where a digit is not sure', () => {
    const { analytes } = report('Glucose  95{0.5}  mg/dL  70-100');
    expect(analytes[0]).toMatchObject({ needs_review: true, confidence: 0.5 });
    expect(analytes[0]!.reasons).toEqual(['Text recognition is not sure of 95.']);
  });

  it.each(['Potassium  41  mmol/L  3.5-5.1', 'Potassium  4.1  mmol/L  35-51', 'Basophils  09  %'])(
    'asks for review where a decimal point may be lost: %s',
    (row) => {
      const [analyte] = report(row).analytes;
      expect(analyte!.reasons.join()).toMatch(/decimal point may have been lost|outside what is plausible/u);
    },
  );

  it.each([
    ['Glucose  95  mgidl  70-100', 'not sure of mg/dL'],
    ['Neuts%  58.3  %  40.0-75.0', 'no such analyte is known'],
    ['Urea  L12  mg/dL  15-45', 'could not be read as a number'],
  ])('asks for review of a misread unit, name or number: %s', (row, reason) => {
    const { analytes } = report('Test  Result  Unit  Range', row);
    expect(analytes.map(({ reasons }) => reasons.join())).toEqual([expect.stringContaining(reason)]);
  });

  it('reads counts whose power and micro sign were misread, and says that it is not sure', () => {
    const [analyte] = report('Leukocytes  7.20  1073/pL{0.9}  4.00-11.00').analytes;
    expect(analyte).toMatchObject({ value: 7.2, ucum_unit: '10*3/uL', needs_review: true });
  });

  it.each([
    ['U/L', 'ALT (SGPT)  31  u/iL  7-56'],
    ['U/L', 'ALT (SGPT)  31  uiL  7-56'],
    ['U/L', 'ALT (SGPT)  31  UL  7-56'],
    ['mL/min/1.73m2', 'eGFR  90  mbL/min/1.73m2  >59'],
    ['thou/mm3', 'Absolute Lymphocytes  2.40  thow/mm3  1.00-3.00'],
    ['µIU/mL', 'TSH  2.50  plu/mL  0.40-4.50'],
    ['mmol/L', 'Sodium  140  mmo1/L  135-145'],
    ['x10⁹/L', 'Platelets  390  x10°%/l  150-400'],
    ['10^6/µL', 'Red Blood Cells  4.05  107°6/uL  3.90-5.20'],
  ])('takes a misread unit for %s, and asks for review: %s', (unit, row) => {
    const [analyte] = report(row).analytes;
    expect(analyte).toMatchObject({ unit, needs_review: true, confidence: 0.5 });
    expect(analyte!.canonical_name).not.toBeNull();
  });

  it('leaves a unit that may be either of two as it was recognised', () => {
    expect(report('Creatinine  90  nol/L  60-110').analytes[0]?.unit ?? null).toBeNull();
  });

  it('reads a name in which letters and digits were taken for each other', () => {
    const [analyte] = report('HbAlc  5.4  %  4.0-5.6').analytes;
    expect(analyte).toMatchObject({ name: 'HbA1c', canonical_name: 'Hemoglobin A1c', needs_review: true });
    expect(report('G1ucose  95  mg/dL  70-100').analytes[0]).toMatchObject({ name: 'Glucose' });
    expect(report('Ferntin  6.2  ng/mL  13-150').analytes[0]).toMatchObject({ name: 'Ferritin' });
  });

  it('takes prose with a number for no result', () => {
    const { analytes, unread } = report('very  <50   >80');
    expect(analytes).toEqual([]);
    expect(unread.length).toBeLessThanOrEqual(1);
  });

  it('needs no review where all agrees', () => {
    expect(report('Glucose  95  mg/dL  70-100').analytes[0]).toMatchObject({
      needs_review: false,
      confidence: 0.93,
    });
  });
});
