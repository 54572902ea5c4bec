import { fileURLToPath } from 'node:url';

import { beforeAll, describe, expect, it } from '@jest/globals';

import { analyzeLabReport } from '../analyze-lab-report.js';
import type { ExportedReport } from './exported-report.js';
import { toHtml } from './html.js';
import { CONTEXT, exampleAnalyte, exampleReport, ODD_ANALYTES } from './testing/example-report.js';

/** The words that a reader sees, one space between them. */
function wordsOf(html: string): string {
  return html
    .replace(/<(style|title)>.*?<\/\1>/gs, ' ')
    .replace(/<[^>]*>/g, ' ')
    .replace(/&lt;/g, '<')
    .replace(/&gt;/g, '>')
    .replace(/&quot;/g, '"')
    .replace(/&#39;/g, "'")
    .replace(/&amp;/g, '&')
    .replace(/\s+/g, ' ');
}

describe('toHtml on the sample report', () => {
  let result: ExportedReport;
  let html: string;
  let words: string;

  beforeAll(async () => {
    const path = fileURLToPath(new URL('../../../../samples/lab-report.pdf', import.meta.url));
    const receipt = {
      input_sha256: { file: 'ab'.repeat(32) },
      build: { version: '0.1.0', node: '20.20.2' },
      finished_at: '2025-03-18T14:45:00.123Z',
    };
    result = {
      ...(await analyzeLabReport({ path, query: 'Summarise', filename: 'lab-report.pdf' })),
      receipt,
    };
    html = toHtml(result, CONTEXT);
    words = wordsOf(html);
  });

  it('shows every value with its printed reference, and what is said about it', () => {
    for (const { name, value_text: value, unit, reference } of result.report.analytes) {
      expect(words).toContain(name);
      expect(words).toContain([value, unit].filter(Boolean).join(' '));
      expect(words).toContain(reference.text.replace(/\s+/g, ' '));
    }
    expect(html).toContain('aria-label="critically high, 1.7 mmol/L above the upper limit"');
    expect(words).toContain(result.disclaimer);
  });

  it('draws one bar for each number', () => {
    const numbers = result.report.analytes.filter(({ value }) => value !== null).length;
    expect(html.match(/<svg /g)).toHaveLength(numbers);
  });

  it('tells each finding once, and leaves single results to the table', () => {
    const told = [...html.matchAll(/<h3><bdi>([^<]*)/g)].map(([, title]) => title);
    expect(told).toEqual([
      'Potassium: critical value',
      'TSH below the interval',
      'Anaemia with small red cells (microcytic)',
      'Few platelets',
      'Iron deficiency with anaemia',
      'Borderline high total cholesterol',
    ]);
    expect(words).toContain('Potassium: critical value Urgent Potassium 6.8 mmol/L');
  });

  it('puts the findings before the table, and the receipt at the end', () => {
    const order = ['What matters', 'Your question', 'All results', 'Questions', 'Sources', 'Receipt'].map(
      (title) => html.indexOf(`<h2>${title}`),
    );
    expect(order).toEqual([...order].sort((a, b) => a - b));
    expect(order).not.toContain(-1);
    for (const proof of ['ab'.repeat(32), 'Assay 0.1.0', '2025-03-18T14:45:00.123Z', CONTEXT.jobId])
      expect(words).toContain(proof);
  });

  it('numbers its sources, each once', () => {
    const notes = [...html.matchAll(/class="note">\[(\d+)\]/g)].map(([, number]) => Number(number));
    const sources = /<ol>(.*)<\/ol>/s.exec(html)?.[1]?.match(/<li>/g)?.length ?? 0;
    expect(Math.max(...notes)).toBe(sources);
    expect(new Set(notes).size).toBe(sources);
  });

  it('can be read by a screen reader', () => {
    expect(html).toContain('<html lang="en">');
    expect(html.match(/<h1>/g)).toHaveLength(1);
    expect(html).toMatch(/<th scope="col">Test<\/th>/);
    expect(html).toMatch(/<th scope="row"><bdi>Hemoglobin/);
    expect(html).toContain('<th scope="rowgroup" colspan="5">');
  });
});

describe('toHtml on odd results', () => {
  const html = toHtml(
    exampleReport(ODD_ANALYTES, {
      analysis: '</p><img src=x onerror=alert(1)>',
      models: [{ name: 'm', version: '1', kind: 'remote', accepted: true }],
    }),
    CONTEXT,
  );

  it('lets nothing of the document become markup', () => {
    expect(html).not.toMatch(/<script|<img|<i>|<b>[^\d]/);
    expect(html).toContain('&lt;script&gt;alert(&quot;x&quot;)&lt;/script&gt;');
    expect(html).toContain('&lt;/p&gt;&lt;img src=x onerror=alert(1)&gt;');
  });

  it('loads and runs nothing, and says so to the browser', () => {
    expect(html).toContain('content="default-src &#39;none&#39;; style-src &#39;sha256-');
    expect(html).not.toMatch(/<[^>]*\s(?:src|href|style|on\w+)=|url\(|@import/);
  });

  it('spells out what could hide or reorder text', () => {
    expect(html).toContain('[U+0000][U+202E]evil &amp; &#39;co&#39;');
    for (const hidden of ['\u0000', '\u202e']) expect(html.includes(hidden)).toBe(false);
  });

  it('marks what needs review, in the table and in a list of its own', () => {
    expect(wordsOf(html)).toContain(
      'Please check against the original Page 1: Unread not read: not assessed',
    );
    expect(html.match(/<span class="tag">check<\/span>/g)).toHaveLength(1);
    expect(toHtml(exampleReport([exampleAnalyte()]), CONTEXT)).not.toContain('Please check');
  });

  it('says where an interval comes from that is not printed, and shows earlier values', () => {
    const reference = {
      low: 3.5,
      high: 5.1,
      text: '',
      source: 'builtin' as const,
      citation: 'Example tables, 2024',
    };
    const analyte = exampleAnalyte({ reference, previous: [{ value: 5.4, date: '01/02/2024' }] });
    const words = wordsOf(toHtml(exampleReport([analyte]), CONTEXT));
    expect(words).toContain('3.5 - 5.1 not printed; published interval [1]');
    expect(words).toContain('earlier: 5.4 (01/02/2024)');
    expect(words).toMatch(/Sources .* Example tables, 2024 Receipt/);
  });

  it('says so when there is nothing to show', () => {
    const words = wordsOf(toHtml(exampleReport([]), CONTEXT));
    expect(words).toContain('No laboratory results were read.');
    expect(words).not.toContain('LOINC');
  });
});
