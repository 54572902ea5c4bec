import Table from 'cli-table3';
import type { AnalyteResult, LabReportResult } from '../documents/lab-reports/lab-report.js';

const say = (words: string): void => void process.stdout.write(`${words}\n`);
const PLAIN = { head: [], border: [], compact: true };

/** The values against their intervals, what needs review, and the analysis in words. */
export function printFindings(result: LabReportResult): void {
  const table = new Table({
    head: ['Analyte', 'Value', 'Unit', 'Reference', 'Flag', 'Lab', 'Page'],
    style: PLAIN,
  });
  for (const analyte of result.report.analytes) table.push(rowOf(analyte));
  say(`\n${table.toString()}\n`);
  say(result.analysis);
}

function rowOf(analyte: AnalyteResult): string[] {
  const flag = analyte.flag === 'normal' ? '' : analyte.flag;
  return [
    analyte.name,
    analyte.value_text,
    analyte.unit ?? '',
    analyte.reference.text,
    analyte.needs_review ? `${flag} (review)`.trim() : flag,
    analyte.lab_flag ?? '',
    String(analyte.page),
  ];
}

/** What happened to the job, with the time since it was submitted. */
export function printTimeline({
  events,
}: {
  events: { at: string; event: string; details?: object }[];
}): void {
  const start = Date.parse(events[0]!.at);
  say('\nTimeline');
  for (const { at, event, details } of events) {
    const after = `+${Date.parse(at) - start} ms`.padStart(10);
    say(`${after}  ${event.padEnd(9)} ${details ? JSON.stringify(details) : ''}`.trimEnd());
  }
}
