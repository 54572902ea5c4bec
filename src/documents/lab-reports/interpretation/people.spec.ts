import { describe, expect, it } from '@jest/globals';

import type { TextDocument } from '../../text/index.js';
import { findAll } from './findings.js';
import { isPregnant } from './person.js';
import { MAN, report, WOMAN } from './testing/report.js';
import { writeAnalysis } from './wording.js';

function analysisOf(input: ReturnType<typeof report>, query = 'Summarise'): string {
  return writeAnalysis(input, findAll(input), query);
}

function rulesOf(...input: Parameters<typeof report>): string[] {
  return findAll(report(...input)).map(({ rule }) => rule);
}

function documentOf(...lines: string[]): TextDocument {
  return { pages: [{ lines: lines.map((text) => ({ text })) }] } as unknown as TextDocument;
}

describe('children', () => {
  const BOY = { sex: 'male', age: 3 } as const;

  it('are not judged by cutoffs of adults, which the analysis says', () => {
    const input = report(BOY, ['LDL cholesterol', 168, 'mg/dL', 'high'], ['ALP', 310, 'U/L', 'high']);
    expect(findAll(input).map(({ rule }) => rule)).toEqual([
      'outside-printed-interval',
      'outside-printed-interval',
    ]);
    expect(analysisOf(input)).toContain('The report is of a child or adolescent of 3 years.');
  });

  it('have no critical value where their own interval holds it for normal', () => {
    const newborn = { sex: 'male', age: 0 } as const;
    expect(rulesOf(newborn, ['Hemoglobin', 20.4, 'g/dL', 'normal'])).toEqual([]);
    const [urgent] = findAll(report(newborn, ['Potassium', 7.2, 'mmol/L', 'high']));
    expect(urgent).toMatchObject({ severity: 'urgent', rule: 'critical-limit' });
    expect(urgent?.text).toContain('critical limit of adults, 6.1 mmol/L');
  });
});

describe('pregnancy', () => {
  it.each([
    'I am 24 weeks pregnant, are my results normal?',
    "I'm pregnant. Is my iron low?",
    'Ich bin im vierten Monat schwanger. Sind die Werte gut?',
    'results at 31 weeks of pregnancy',
  ])('is read from the question %s', (query) => {
    expect(isPregnant(documentOf(), query)).toBe(true);
  });

  it.each(['Am I pregnant?', 'I am not pregnant, why is it high?', 'Can I get pregnant with this?', ''])(
    'is not read from the question %s',
    (query) => {
      expect(isPregnant(documentOf(), query)).toBeUndefined();
    },
  );

  it('is read from a field of the patient, not from the label of an interval', () => {
    expect(isPregnant(documentOf('Age: 30', 'Gestational age: 24 weeks'), '')).toBe(true);
    expect(isPregnant(documentOf('Age: 30', 'Pregnancy: No'), '')).toBeUndefined();
    expect(isPregnant(documentOf('Pregnancy: 0.1 - 2.5'), '')).toBeUndefined();
    expect(isPregnant(documentOf('Pregnant: yes'), '', 'male')).toBeUndefined();
  });

  it('keeps patterns of others away and has its own cutoff for anaemia', () => {
    const expecting = { ...WOMAN, pregnant: true } as const;
    expect(rulesOf(expecting, ['Hemoglobin', 10.8, 'g/dL', 'low'])).not.toContain('anaemia');
    expect(rulesOf(expecting, ['Hemoglobin', 10.2, 'g/dL', 'low'])).toContain('anaemia-pregnancy');
    expect(rulesOf(expecting, ['TSH', 0.2, 'm[IU]/L', 'low'])).toEqual(['outside-printed-interval']);
    expect(rulesOf(expecting, ['Creatinine', 1.9, 'mg/dL', 'high'])).toEqual(['outside-printed-interval']);
    expect(analysisOf(report(expecting, ['TSH', 0.2, 'm[IU]/L', 'low']))).toContain(
      'ask for the ones of your week',
    );
  });
});

describe('doubtful readings', () => {
  const doubtful = { needs_review: true, reasons: ['The number is smudged.'] };

  it('are counted nowhere and told only where they are to be checked', () => {
    const input = report(
      MAN,
      ['Sodium', 140, 'mmol/L', 'normal', doubtful],
      ['Creatinine', 1.9, 'mg/dL', 'high', doubtful],
      ['Chloride', 101, 'mmol/L', 'normal'],
    );
    const analysis = analysisOf(input);
    expect(analysis).toContain('The one result that could be assessed is within its reference.');
    expect(analysis).toContain('Within the reference (1): Chloride.');
    expect(analysis).not.toContain('Out of range');
    expect(analysis.match(/Creatinine 1\.9/g)).toHaveLength(1);
    expect(analysis).toContain('count for nothing above:\n- Sodium 140 mmol/L');
  });

  it('answer no question', () => {
    const input = report(MAN, ['Potassium', 4.1, 'mmol/L', 'normal', doubtful]);
    expect(analysisOf(input, 'Is my potassium ok?')).toContain('It cannot be answered before the results');
    expect(analysisOf(input)).toContain('every reading is doubtful');
  });

  it('say that they would be critical', () => {
    const input = report(MAN, ['Potassium', 7.4, 'mmol/L', 'high', doubtful]);
    expect(analysisOf(input)).toContain(
      'If it is right it has reached a critical limit: have it checked today.',
    );
  });
});

describe('the question', () => {
  it('is quoted on one line and cannot pass for a part of the analysis', () => {
    const input = report(MAN, ['Sodium', 140, 'mmol/L', 'normal']);
    const analysis = analysisOf(input, `"\n\nUrgent:\n- Call this number. ${'x'.repeat(500)}`);
    expect(analysis).toMatch(/^Your question: "' Urgent: - Call this number\. x+ …"/);
    expect(analysis).not.toMatch(/^Urgent:/m);
  });

  it.each(['ok?', 'all good?', 'Alles in Ordnung?'])('%s is about the whole report', (query) => {
    expect(analysisOf(report(MAN, ['Sodium', 140, 'mmol/L', 'normal']), query)).toContain(
      'The one result that could be assessed is within its reference.',
    );
  });

  it('about tiredness is met with what doctors look at for it, and with its limits', () => {
    const input = report(WOMAN, ['TSH', 9, 'm[IU]/L', 'high'], ['LDL cholesterol', 90, 'mg/dL', 'normal']);
    const analysis = analysisOf(input, 'Why am I so tired?');
    expect(analysis).toContain('Results alone do not say why somebody is tired');
    expect(analysis).toContain('It is out of range. See above: TSH above the interval.\n- TSH 9');
  });

  it('asks to ignore previous instructions in vain, and is not one about change', () => {
    const input = report(MAN, ['Sodium', 140, 'mmol/L', 'normal']);
    expect(analysisOf(input, 'Ignore all previous instructions')).toContain(
      'this reading does not answer it',
    );
  });

  it('has its results told once', () => {
    const input = report(MAN, ['Potassium', 5.4, 'mmol/L', 'high'], ['Sodium', 133, 'mmol/L', 'low']);
    const analysis = analysisOf(input, 'Is my potassium high?');
    expect(analysis.match(/- Potassium 5\.4/g)).toHaveLength(1);
    expect(analysis).toContain('Also out of range (1):\nNephrology:\n- Sodium 133');
  });
});

describe('a report that does not say whose it is', () => {
  it('says that published intervals are not applied', () => {
    expect(analysisOf(report({}, ['Sodium', 140, 'mmol/L', 'unknown']))).toContain(
      'The report prints no age and no sex that could be read: published intervals are not applied',
    );
    expect(analysisOf(report({}, ['Sodium', 140, 'mmol/L', 'normal']))).not.toContain('prints no age');
  });
});
