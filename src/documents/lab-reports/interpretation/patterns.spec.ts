import { describe, expect, it } from '@jest/globals';
import { z } from 'zod';

import { CATEGORIES } from '../knowledge/analyte.js';
import { convert } from '../knowledge/convert.js';
import { loadFolder } from '../knowledge/load-json.js';
import { findByName } from '../knowledge/lookup.js';
import { SOURCES } from '../knowledge/sources.js';
import type { AnalyteResult } from '../lab-report.js';
import { findAll } from './findings.js';
import { findPatterns, PATTERNS } from './patterns.js';
import { MAN, report, WOMAN } from './testing/report.js';
import { writeAnalysis } from './wording.js';

const analyte = z.string().refine((name) => findByName(name) !== null, 'is a known analyte');
const limits = {
  at_least: z.number().optional(),
  above: z.number().optional(),
  at_most: z.number().optional(),
  below: z.number().optional(),
};
const names = z.union([analyte, z.array(analyte).min(1)]);
const patient = z.strictObject({
  sex: z.enum(['male', 'female']).optional(),
  age_from: z.number().optional(),
  pregnant: z.boolean().optional(),
});
const condition: z.ZodType = z.lazy(() =>
  z.union([
    z.strictObject({ all: z.array(condition).min(1) }),
    z.strictObject({ any: z.array(condition).min(1) }),
    z.strictObject({
      patient,
    }),
    z.strictObject({ analyte: names, flag: z.enum(['low', 'normal', 'high']) }),
    z.strictObject({ analyte: names, unit: z.string(), specimen: z.literal('other').optional(), ...limits }),
    z.strictObject({ ratio: z.tuple([analyte, analyte]), ...limits }),
    z.strictObject({ upper_limit_ratio: z.tuple([analyte, analyte]), ...limits }),
  ]),
);
const patternFile = z.strictObject({
  $schema: z.literal('../patterns-schema.json'),
  specialist: z.enum(CATEGORIES),
  patterns: z.array(
    z.strictObject({
      id: z.string().regex(/^[a-z0-9-]+$/),
      title: z.string().min(1),
      severity: z.enum(['info', 'attention', 'urgent']),
      patient: patient.optional(),
      when: condition,
      unless: z.array(z.string()).optional(),
      text: z.string().min(1),
      ask: z.string().endsWith('?'),
      source: z
        .string()
        .refine((key) => key in SOURCES, 'is in sources.json')
        .nullable(),
      where: z.string().nullable(),
    }),
  ),
});

describe('patterns as data', () => {
  it('have the form that their schema says, with known analytes and sources', () => {
    for (const file of loadFolder('../knowledge/patterns'))
      expect(patternFile.safeParse(file).error?.issues ?? []).toEqual([]);
  });

  it('have ids of their own and name only patterns that exist', () => {
    const ids = PATTERNS.map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    for (const { unless = [] } of PATTERNS) for (const id of unless) expect(ids).toContain(id);
  });
});

function rulesOf(...input: Parameters<typeof report>): string[] {
  return findPatterns(report(...input)).map(({ rule }) => rule);
}

const upTo = (high: number): Partial<AnalyteResult> => ({
  reference: { low: null, high, text: `< ${high}`, source: 'report' },
});

describe('pictures', () => {
  it.each<[string, string[], Parameters<typeof report>]>([
    [
      'microcytic anaemia with iron deficiency',
      ['anaemia-microcytic', 'iron-deficiency-anaemia'],
      [WOMAN, ['Hemoglobin', 105, 'g/L', 'low'], ['MCV', 72, 'fL', 'low'], ['Ferritin', 8, 'ug/L', 'low']],
    ],
    [
      'macrocytic anaemia',
      ['anaemia-macrocytic'],
      [MAN, ['Hemoglobin', 11, 'g/dL', 'low'], ['MCV', 112, 'fL', 'high']],
    ],
    ['no anaemia in a woman at 12.3', [], [WOMAN, ['Hemoglobin', 12.3, 'g/dL', 'normal']]],
    ['anaemia in a man at 12.3', ['anaemia'], [MAN, ['Hemoglobin', 12.3, 'g/dL', 'low']]],
    [
      'low haemoglobin without a printed sex',
      ['hemoglobin-low', 'microcytosis'],
      [{}, ['Hemoglobin', 11.2, 'g/dL', 'low'], ['MCV', 79, 'fL', 'low']],
    ],
    ['no anaemia without a printed sex', [], [{}, ['Hemoglobin', 12.3, 'g/dL', 'normal']]],
    ['severe anaemia', ['anaemia-severe', 'anaemia'], [MAN, ['Hemoglobin', 7.1, 'g/dL', 'low']]],
    [
      'iron held back by inflammation',
      ['iron-inflammation', 'crp-high'],
      [MAN, ['Iron', 30, 'ug/dL', 'low'], ['Ferritin', 280, 'ng/mL', 'normal'], ['CRP', 40, 'mg/L', 'high']],
    ],
    [
      'iron deficiency hidden by inflammation',
      ['iron-deficiency-inflammation', 'crp-high'],
      [WOMAN, ['Ferritin', 40, 'ng/mL', 'normal'], ['CRP', 40, 'mg/L', 'high']],
    ],
    ['prediabetes', ['prediabetes-range'], [MAN, ['HbA1c', 5.9, '%', 'high']]],
    ['prediabetes in IFCC units', ['prediabetes-range'], [MAN, ['HbA1c', 44, 'mmol/mol', 'high']]],
    [
      'diabetes by glucose in mmol/L',
      ['diabetes-range'],
      [MAN, ['Fasting glucose', 7.4, 'mmol/L', 'high'], ['HbA1c', 6.1, '%', 'high']],
    ],
    [
      'subclinical hypothyroidism',
      ['hypothyroidism-subclinical'],
      [WOMAN, ['TSH', 7, 'm[IU]/L', 'high'], ['Free T4', 1.2, 'ng/dL', 'normal']],
    ],
    [
      'overt hypothyroidism',
      ['hypothyroidism-overt'],
      [WOMAN, ['TSH', 40, 'm[IU]/L', 'high'], ['Free T4', 0.4, 'ng/dL', 'low']],
    ],
    [
      'overt hyperthyroidism',
      ['hyperthyroidism-overt'],
      [WOMAN, ['TSH', 0.01, 'm[IU]/L', 'low', { comparator: '<' }], ['Free T4', 3, 'ng/dL', 'high']],
    ],
    ['CKD category G3b', ['ckd-g3b'], [MAN, ['eGFR', 38, 'mL/min/{1.73_m2}', 'low']]],
    ['no CKD category from > 60', [], [MAN, ['eGFR', 60, 'mL/min/{1.73_m2}', 'normal', { comparator: '>' }]]],
    [
      'hepatocellular',
      ['liver-hepatocellular'],
      [MAN, ['ALT', 400, 'U/L', 'high', upTo(40)], ['ALP', 130, 'U/L', 'high', upTo(120)]],
    ],
    [
      'cholestatic',
      ['alp-liver'],
      [
        MAN,
        ['ALT', 45, 'U/L', 'high', upTo(40)],
        ['ALP', 380, 'U/L', 'high', upTo(120)],
        ['GGT', 300, 'U/L', 'high'],
      ],
    ],
    [
      'bile held back',
      ['bile-held-back'],
      [
        WOMAN,
        ['ALT', 45, 'U/L', 'high', upTo(40)],
        ['ALP', 480, 'U/L', 'high', upTo(120)],
        ['GGT', 610, 'U/L', 'high'],
        ['Bilirubin, total', 4.2, 'mg/dL', 'high'],
      ],
    ],
    [
      'severe hypercholesterolaemia in mmol/L',
      ['ldl-190'],
      [MAN, ['LDL cholesterol', 5.2, 'mmol/L', 'high'], ['Total cholesterol', 7.1, 'mmol/L', 'high']],
    ],
    ['vitamin D deficiency in nmol/L', ['vitamin-d-deficiency'], [MAN, ['Vitamin D', 30, 'nmol/L', 'low']]],
  ])('%s', (_name, expected, input) => {
    expect(rulesOf(...input).sort()).toEqual([...expected].sort());
  });

  it('rest on no result that needs review', () => {
    expect(rulesOf(MAN, ['HbA1c', 9, '%', 'high', { needs_review: true }])).toEqual([]);
  });

  it('name the results they rest on', () => {
    const [finding] = findPatterns(
      report(MAN, ['Sodium', 140, 'mmol/L', 'normal'], ['HbA1c', 7, '%', 'high']),
    );
    expect(finding).toMatchObject({ rests_on: [1], rule: 'diabetes-range' });
    expect(finding?.source).toMatch(/Diabetes.*2025.*https:\/\//);
  });
});

describe('the analysis', () => {
  it('puts a critical value first, whatever unit it is printed in', () => {
    const input = report(MAN, ['Glucose', 1.9, 'mmol/L', 'low'], ['LDL cholesterol', 140, 'mg/dL', 'high']);
    const findings = findAll(input);
    expect(findings[0]).toMatchObject({ rule: 'critical-limit', severity: 'urgent', rests_on: [0] });
    expect(convert(1.9, 'mmol/L', 'mg/dL', { molar_mass: 180.156 })).toBeLessThan(55);
    expect(writeAnalysis(input, findings, 'Summarise')).toMatch(/^Urgent:\n- Glucose: critical value/);
  });

  it.each([
    ['Hemoglobin', 6, 'g/dL', 'critical-limit'],
    ['Potassium', 6.1, 'mmol/L', 'outside-printed-interval'],
    ['Potassium', 6.2, 'mmol/L', 'critical-limit'],
    ['Carbon dioxide, total', 41, 'mmol/L', 'critical-limit'],
    ['Carbon dioxide, total', 40, 'mmol/L', 'outside-printed-interval'],
  ] as const)('takes %s of %s for what its list calls critical', (name, value, unit, rule) => {
    const input = report(MAN, [name, value, unit, value > 6 ? 'high' : 'low']);
    expect(findAll(input).map((finding) => finding.rule)).toContain(rule);
    expect(findAll(input).some((finding) => finding.rule === 'critical-limit')).toBe(
      rule === 'critical-limit',
    );
  });

  it('answers a question by its subject, and says so when the report holds nothing on it', () => {
    const input = report(WOMAN, ['TSH', 2, 'm[IU]/L', 'normal'], ['ALT', 90, 'U/L', 'high']);
    const thyroid = writeAnalysis(input, findAll(input), 'Is my thyroid working?');
    expect(thyroid).toContain(
      '"Is my thyroid working?" None of the results that bear on it is marked or out of range.',
    );
    expect(thyroid).toContain('- TSH 2 ');
    const unknown = report(WOMAN, ['TSH', 2, 'm[IU]/L', 'unknown']);
    expect(writeAnalysis(unknown, findAll(unknown), 'Is my thyroid working?')).toContain(
      'It cannot be answered: no reference could be applied to any result that bears on it.',
    );
    const vitamins = writeAnalysis(input, findAll(input), 'Do I lack vitamins?');
    expect(vitamins).toContain('The report holds no result that bears on it.');
  });

  it('names what was seen together of the results that were asked for', () => {
    const input = report(WOMAN, ['Ferritin', 6, 'ng/mL', 'low'], ['Sodium', 140, 'mmol/L', 'normal']);
    const iron = writeAnalysis(input, findAll(input), 'Is my iron low?');
    expect(iron).toContain('"Is my iron low?" It is out of range. See above: Iron deficiency.');
  });

  it.each(['Do I have cancer?', 'Habe ich Krebs?', 'Am I pregnant?', 'Do I have high blood pressure?'])(
    'does not answer %s with intervals',
    (query) => {
      const input = report(WOMAN, ['TSH', 2, 'm[IU]/L', 'normal']);
      expect(writeAnalysis(input, findAll(input), query)).toContain('this reading does not answer it');
    },
  );

  it.each(['Summarise my Blood Test Report', 'Is anything abnormal?', 'Was bedeuten meine Werte?', ''])(
    'answers %s with the whole report',
    (query) => {
      const input = report(WOMAN, ['TSH', 2, 'm[IU]/L', 'normal']);
      expect(writeAnalysis(input, findAll(input), query)).toContain(
        `"${query}" The one result that could be assessed is within its reference.`,
      );
    },
  );

  it('answers a question about change by the earlier values', () => {
    const previous = [{ value: 1.4, date: '10/09/2023' }];
    const input = report(MAN, ['Creatinine', 1.6, 'mg/dL', 'high', { previous }]);
    expect(writeAnalysis(input, findAll(input), 'What is the trend?')).toContain(
      '"What is the trend?" One result is compared with earlier values below.',
    );
    const alone = report(MAN, ['Creatinine', 1.6, 'mg/dL', 'high']);
    expect(writeAnalysis(alone, findAll(alone), 'What is the trend?')).toContain('prints no earlier values');
  });

  it('compares with earlier values', () => {
    const previous = [
      { value: 1.4, date: '10/09/2023' },
      { value: 1.2, date: '05/03/2023' },
    ];
    const input = report(MAN, ['Creatinine', 1.6, 'mg/dL', 'high', { previous }]);
    expect(writeAnalysis(input, findAll(input), 'Summarise')).toContain(
      'Creatinine was 1.2 (05/03/2023), 1.4 (10/09/2023), is now 1.6 mg/dL: rising each time.',
    );
  });
});
