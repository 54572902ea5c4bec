import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { follow, type JobStatus } from './follow.js';

export const say = (words: string): void => void process.stdout.write(`${words}\n`);

/** Style of tables that stay readable when they are copied. */
export const PLAIN_TABLE = { head: [], border: [], compact: true };

/** Where the demo runs, and how it sends a sample and waits. */
export class Stage {
  /** @param directory data folder of the instance */
  constructor(
    readonly url: string,
    readonly directory: string,
  ) {}

  /**
   * Sends a file of samples/ with the other fields of its form, draws the job's progress, and gives the job with its result.
   *
   * @throws Error when the submit is refused or the job fails
   */
  async run<Result>(
    path: string,
    file: { field?: string; name: string; type: string },
    fields: Record<string, string>,
  ): Promise<Required<Pick<JobStatus<Result>, 'job_id' | 'result'>>> {
    const form = new FormData();
    const sample = new URL(`../../samples/${file.name}`, import.meta.url);
    form.append(
      file.field ?? 'file',
      new Blob([await readFile(sample)], { type: file.type }),
      basename(file.name),
    );
    for (const [name, value] of Object.entries(fields)) form.append(name, value);
    const answer = await fetch(`${this.url}${path}`, { method: 'POST', body: form });
    const submitted = (await answer.json()) as { job_id: string; detail?: string };
    if (!answer.ok) throw new Error(`The submit was refused: ${submitted.detail}`);
    say(`${answer.status}: job ${submitted.job_id}\n`);
    const job = await follow<Result>(this.url, submitted.job_id);
    if (job.status !== 'SUCCESS' || !job.result)
      throw new Error(`The job ended as ${job.status}: ${job.error}`);
    return { job_id: job.job_id, result: job.result };
  }
}
