import Table from 'cli-table3';
import type { AnalyteResult, LabReportResult } from '../documents/lab-reports/lab-report.js';
import { PLAIN_TABLE, say, type Stage } from './stage.js';

/** A blood-test report from upload to table, with the timeline of its job. */
export async function showLabReport(stage: Stage): Promise<void> {
  say('POST /analyze-async with samples/lab-report.pdf (a fictitious patient)');
  const job = await stage.run<LabReportResult>(
    '/analyze-async',
    { name: 'lab-report.pdf', type: 'application/pdf' },
    { query: 'What stands out in my blood test?' },
  );
  printFindings(job.result);
  const timeline = await fetch(`${stage.url}/jobs/timeline/${job.job_id}`);
  printTimeline((await timeline.json()) as Parameters<typeof printTimeline>[0]);
  say(`\nStatus      ${stage.url}/jobs/status/${job.job_id}`);
  say(`Result      ${stage.url}/jobs/result/${job.job_id}`);
  say(`Old client  ${stage.url}/status/${job.job_id}`);
}

/** The values against their intervals, what needs review, and the analysis in words. */
function printFindings(result: LabReportResult): void {
  const table = new Table({
    head: ['Analyte', 'Value', 'Unit', 'Reference', 'Flag', 'Lab', 'Page'],
    style: PLAIN_TABLE,
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
function printTimeline({ events }: { events: { at: string; event: string; details?: object }[] }): void {
  const start = Date.parse(events[0]!.at);
  say('\nTimeline');
  for (const { at, event, details } of events) {
    const after = `+${Date.parse(at) - start} ms`.padStart(10);
    say(`${after}  ${event.padEnd(9)} ${details ? JSON.stringify(details) : ''}`.trimEnd());
  }
}
