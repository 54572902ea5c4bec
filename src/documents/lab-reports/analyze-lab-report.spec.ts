import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

import { describe, expect, it } from '@jest/globals';

import { analyzeLabReport, type LabReportProgress } from './analyze-lab-report.js';
import { LAB_REPORT_STEPS } from './lab-report.js';
import { grid, makePdf } from './testing/lay-out.js';

const sample = fileURLToPath(new URL('../../../samples/lab-report.pdf', import.meta.url));
const truthFile = fileURLToPath(new URL('../../../samples/lab-report.truth.json', import.meta.url));
const realReport = fileURLToPath(
  new URL('../../../../shared/data/lab/drlal_swasthfit_WM17S.pdf', import.meta.url),
);

interface Truth {
  collected_at: string;
  reported_at: string;
  laboratory: string;
  patient: { age: number; sex: string };
  analytes: { low: number | null; high: number | null }[];
}

describe('analyzeLabReport on the sample', () => {
  const input = { path: sample, query: 'Is my potassium all right?', filename: 'lab-report.pdf' };

  it('finds every row and nothing else', async () => {
    const truth = JSON.parse(readFileSync(truthFile, 'utf8')) as Truth;
    const { report } = await analyzeLabReport(input);
    const found = report.analytes.map(
      ({ name, value, value_text, comparator, unit, reference, lab_flag, flag, page }) => ({
        name,
        value,
        value_text,
        comparator,
        unit,
        low: reference.low,
        high: reference.high,
        lab_flag,
        flag,
        page,
      }),
    );
    expect(found).toEqual(truth.analytes);
    expect(report).toMatchObject({
      collected_at: truth.collected_at,
      reported_at: truth.reported_at,
      laboratory: truth.laboratory,
      patient: truth.patient,
      unread: [],
    });
  });

  it('leads with what is urgent, says what results mean together, answers the question, and is no diagnosis', async () => {
    const result = await analyzeLabReport(input);
    const [first] = result.findings;
    expect(first).toMatchObject({ specialist: 'nephrology', severity: 'urgent', rule: 'critical-limit' });
    expect(first?.source).toContain('https://');
    expect(result.report.analytes[first?.rests_on[0] ?? -1]?.name).toBe('Potassium');
    expect(result.analysis).toMatch(/^Urgent:\n- Potassium: critical value/);
    expect(result.findings.map(({ rule }) => rule)).toEqual(
      expect.arrayContaining([
        'anaemia-microcytic',
        'iron-deficiency-anaemia',
        'tsh-low',
        'outside-printed-interval',
      ]),
    );
    expect(result.analysis).toContain(
      '"Is my potassium all right?" It is out of range. See above: Potassium: critical value; Potassium above the interval.\n- Potassium 6.8 mmol/L',
    );
    expect(result.analysis).toContain('Also out of range (9)');
    expect(result.analysis).toContain('Questions for your doctor:');
    expect(result.analysis).toContain('not a diagnosis');
    expect(result.specialists_consulted).toEqual(
      expect.arrayContaining([
        'haematology',
        'nephrology',
        'hepatology',
        'cardiology',
        'endocrinology',
        'nutrition',
        'infection and inflammation',
      ]),
    );
  });

  it('is the same twice', async () => {
    expect(await analyzeLabReport(input)).toEqual(await analyzeLabReport(input));
  });

  it('reports progress through all steps without going back', async () => {
    const seen: LabReportProgress[] = [];
    await analyzeLabReport(input, { progress: (progress) => seen.push(progress) });
    expect([...new Set(seen.map((progress) => progress.step))]).toEqual([...LAB_REPORT_STEPS]);
    expect(seen.map((progress) => progress.percent)).toEqual(
      seen.map((progress) => progress.percent).sort((a, b) => a - b),
    );
  });
});

describe('analyzeLabReport elsewhere', () => {
  it('invents nothing in a document without results, and says so', async () => {
    const bytes = await makePdf(
      grid({ columns: [40], rows: [['Dear Alex, the meeting is on 14 May at 10:30 in room 12.']] }),
    );
    const result = await analyzeLabReport({ bytes, query: 'Summarise', filename: 'letter.pdf' });
    expect(result.report.analytes).toEqual([]);
    expect(result.warnings).toEqual(['No laboratory results were found in the text of this document.']);
  });

  it('gives no blood code to urine', async () => {
    const bytes = await makePdf(
      grid({
        columns: [40, 240, 330],
        rows: [['URINE EXAMINATION'], ['Test', 'Result', 'Unit'], ['Glucose', '15', 'mg/dL']],
      }),
    );
    const { report } = await analyzeLabReport({ bytes, query: 'Summarise', filename: 'urine.pdf' });
    expect(report.analytes).toMatchObject([{ name: 'Glucose', value: 15, loinc: null }]);
  });

  it('refuses what is not there any more as bad input', async () => {
    await expect(
      analyzeLabReport({ path: `${sample}.gone`, query: '', filename: 'x.pdf' }),
    ).rejects.toMatchObject({ failureClass: 'bad_input' });
  });

  const itWithData = existsSync(realReport) ? it : it.skip;
  itWithData('reads a real report of ten pages (skipped where ../shared/data is absent)', async () => {
    const { report } = await analyzeLabReport({ path: realReport, query: 'Summarise', filename: 'real.pdf' });
    expect(report.analytes).toHaveLength(57);
    expect(
      report.analytes
        .filter(({ name }) => name === 'Neutrophils' || name === 'Segmented Neutrophils')
        .map(({ unit }) => unit),
    ).toEqual(['%', 'thou/mm3']);
    expect(
      report.analytes
        .filter(({ flag }) => flag !== 'normal' && flag !== 'unknown')
        .map(({ name, flag }) => [name, flag]),
    ).toEqual(
      expect.arrayContaining([
        ['Alkaline Phosphatase (ALP)', 'high'],
        ['Basophils', 'low'],
      ]),
    );
  });
});
