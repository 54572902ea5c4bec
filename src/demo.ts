import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createApi } from './api.js';
import { Worker } from './jobs/index.js';
import { loadConfiguration } from './platform/config/index.js';
import { follow, type JobStatus } from './demo/follow.js';
import { printFindings, printTimeline } from './demo/print.js';

const SAMPLE = new URL('../samples/lab-report.pdf', import.meta.url);
const say = (words: string): void => void process.stdout.write(`${words}\n`);

/** Starts Assay with a folder of its own, sends it the sample report, shows what comes back; `--keep` leaves it running. */
async function demo(keep: boolean): Promise<void> {
  const directory = await mkdtemp(join(tmpdir(), 'assay-demo-'));
  const { configuration } = loadConfiguration({}, { PORT: 0, DATA_DIR: directory, LOG_LEVEL: 'error' });
  const app = await createApi(configuration);
  await app.get(Worker).start();
  await app.listen(0, '127.0.0.1');
  const url = await app.getUrl();
  const close = async (): Promise<void> => {
    await app.close();
    await rm(directory, { recursive: true, force: true });
  };
  try {
    say(`Assay runs at ${url}, with nothing but Node and the folder ${directory}\n`);
    await showLabReport(url, keep);
    say(`API docs    ${url}/docs`);
  } catch (error) {
    await close();
    throw error;
  }
  if (!keep) return close();
  say('\nIt keeps running (--keep). Stop it with Ctrl-C.');
  process.once('SIGINT', () => void close().then(() => process.exit(0)));
}

async function showLabReport(url: string, keep: boolean): Promise<void> {
  const form = new FormData();
  form.append('file', new Blob([await readFile(SAMPLE)], { type: 'application/pdf' }), 'lab-report.pdf');
  form.append('query', 'What stands out in my blood test?');
  say('POST /analyze-async with samples/lab-report.pdf (a fictitious patient)');
  const answer = await fetch(`${url}/analyze-async`, { method: 'POST', body: form });
  const submitted = (await answer.json()) as { job_id: string; detail?: string };
  if (!answer.ok) throw new Error(`The submit was refused: ${submitted.detail}`);
  say(`${answer.status}: job ${submitted.job_id}\n`);
  const job: JobStatus = await follow(url, submitted.job_id);
  if (job.status !== 'SUCCESS' || !job.result)
    throw new Error(`The job ended as ${job.status}: ${job.error}`);
  printFindings(job.result);
  const timeline = await fetch(`${url}/jobs/timeline/${job.job_id}`);
  printTimeline((await timeline.json()) as Parameters<typeof printTimeline>[0]);
  say(
    `\nThese addresses answer ${keep ? 'until you stop it' : 'while it runs; start it with --keep to open them'}:`,
  );
  say(`Status      ${url}/jobs/status/${job.job_id}`);
  say(`Result      ${url}/jobs/result/${job.job_id}`);
  say(`Old client  ${url}/status/${job.job_id}`);
}

try {
  await demo(process.argv.includes('--keep'));
} catch (error) {
  process.stderr.write(`The demo failed: ${(error as Error).message}\n`);
  process.exitCode = 1;
}
