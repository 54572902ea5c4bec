import { readFileSync } from 'node:fs';

import { describe, expect, it } from '@jest/globals';

import { scoreReport, summarize } from './lab-scoring.mjs';
import { renderSources } from './lab-sources.mjs';

describe('docs/models/lab-sources.md', () => {
  it('is what the knowledge files say (else run node tools/lab-sources.mjs)', () => {
    const page = readFileSync(new URL('../docs/models/lab-sources.md', import.meta.url), 'utf8');
    expect(renderSources()).toBe(page);
  });
});

const sodium = {
  name: 'Sodium',
  value: 140,
  comparator: null,
  unit: 'mmol/L',
  low: 135,
  high: 145,
  flag: 'normal',
};

function found(changes: object = {}): object {
  return {
    name: 'SODIUM',
    value: 140,
    value_text: '140',
    comparator: null,
    unit: 'mmol / L',
    reference: { low: 135, high: 145, source: 'report' },
    flag: 'normal',
    needs_review: false,
    ...changes,
  };
}

describe('scoring a report', () => {
  it('counts a row that agrees in name, value, unit and range, whatever its case and spaces', () => {
    const total = summarize([scoreReport([sodium], [found()])]);
    expect(total).toMatchObject({ recall: 1, precision: 1, flags: 1, silentlyWrong: 0, invented: 0 });
  });

  it('calls a wrong number silent unless it is marked for review', () => {
    const wrong = { value: 14, value_text: '14' };
    expect(summarize([scoreReport([sodium], [found(wrong)])])).toMatchObject({ recall: 0, silentlyWrong: 1 });
    const marked = { ...wrong, needs_review: true };
    expect(summarize([scoreReport([sodium], [found(marked)])])).toMatchObject({
      recall: 0,
      silentlyWrong: 0,
    });
  });

  it('counts what is missing against recall, what is invented against precision', () => {
    const other = found({ name: 'Room', value: 12, value_text: '12' });
    const total = summarize([
      scoreReport([sodium, { ...sodium, name: 'Chloride', value: 101 }], [found(), other]),
    ]);
    expect(total).toMatchObject({ recall: 0.5, precision: 0.5, invented: 1, silentlyWrong: 1 });
  });

  it('pairs rows of one name by their values', () => {
    const percent = { ...sodium, name: 'Neutrophils', value: 58, unit: '%' };
    const absolute = { ...sodium, name: 'Neutrophils', value: 4.2, unit: '10^9/L' };
    const rows = [
      found({ name: 'Neutrophils', value: 4.2, value_text: '4.2', unit: '10^9/L' }),
      found({ name: 'Neutrophils', value: 58, value_text: '58', unit: '%' }),
    ];
    expect(summarize([scoreReport([percent, absolute], rows)])).toMatchObject({ recall: 1, precision: 1 });
  });

  it('does not take a published interval for a printed one', () => {
    const published = found({ reference: { low: 136, high: 145, source: 'builtin' } });
    const truth = { ...sodium, low: null, high: null, flag: 'unknown' };
    expect(summarize([scoreReport([truth], [published])])).toMatchObject({ recall: 1, flags: null });
  });
});
