import { describe, expect, it } from '@jest/globals';
import { viewStatus } from '../src/documents/lab-reports/lab-reports.presenter.js';
import { viewTask } from '../src/documents/ingestion/ingestion.presenter.js';
import { viewStatus as viewProduct } from '../src/image-indexing/image-indexing.presenter.js';
import { jobWord, viewJob } from '../src/jobs/http/job-view.js';
import { JOB_STATES, type JobRecord, type JobState, type Progress } from '../src/jobs/record/record.js';
import { newJob } from '../src/jobs/testing/new-job.js';

const PROGRESS: Progress = { percent: 40, words: 'Reading', step: 'read', current: 2, total: 5 };

/** The contract's table: canonical state, whether progress was reported, and the word of each surface. */
const TABLE: [state: JobState, reported: boolean, labReports: string, jobs: string][] = [
  ['waiting', false, 'queued', 'PENDING'],
  ['delayed', false, 'queued', 'PENDING'],
  ['active', false, 'processing', 'STARTED'],
  ['active', true, 'processing', 'PROGRESS'],
  ['retrying', false, 'queued', 'RETRY'],
  ['retrying', true, 'queued', 'RETRY'],
  ['completed', true, 'completed', 'SUCCESS'],
  ['failed', true, 'failed', 'FAILURE'],
  ['cancelled', true, 'cancelled', 'REVOKED'],
];
/** Words of the old stores, which no client may ever see. */
const NEVER = ['pending', 'running', 'success'];

const record = (state: JobState, reported: boolean, values: Partial<JobRecord> = {}): JobRecord => ({
  ...newJob({ createdAt: Date.UTC(2024, 0, 27, 12), updatedAt: Date.UTC(2024, 0, 27, 12, 0, 0, 123) }),
  ...{ sequence: 1, events: 1, state, progress: reported ? PROGRESS : null },
  ...values,
});

describe('status words', () => {
  it('are said of every state', () => {
    expect([...new Set(TABLE.map(([state]) => state))].sort()).toEqual([...JOB_STATES].sort());
  });

  it.each(TABLE)(
    '%s (progress: %s) is "%s" for lab reports and "%s" for /jobs',
    (state, reported, lab, jobs) => {
      const job = record(state, reported);
      expect(viewStatus(job, {}).status).toBe(lab);
      // The image index says what the lab reports say.
      expect(viewProduct(job, 'p', null).status).toBe(lab);
      expect(jobWord(job)).toBe(jobs);
      expect(viewJob(job).status).toBe(jobs);
      expect(NEVER).not.toContain(viewStatus(job, {}).status);
    },
  );
});

describe('status words of the document ingestion', () => {
  it.each([
    ['waiting', 'pending'],
    ['delayed', 'pending'],
    ['retrying', 'pending'],
    ['active', 'processing'],
    ['completed', 'completed'],
    ['failed', 'failed'],
    ['cancelled', 'cancelled'],
  ] as const)('%s is "%s"', (state, word) => {
    const origin = { document_id: 'd', user_id: 'u', file_name: 'f' };
    expect(viewTask(record(state, false), origin, null).status).toBe(word);
  });
});

describe('the view of /jobs', () => {
  it('has progress while the word is PROGRESS, and 100 % only on SUCCESS', () => {
    expect(viewJob(record('active', true)).progress).toEqual({
      percent: 40,
      status: 'Reading',
      current: 2,
      total: 5,
    });
    expect(viewJob(record('waiting', false)).progress).toBeNull();
    expect(viewJob(record('completed', true)).progress!.percent).toBe(100);
  });

  it('always has the five words of a failure on FAILURE, also when the record lost its sentence', () => {
    const failed = viewJob(record('failed', false, { failureClass: 'time_limit', error: null }));
    expect(failed).toMatchObject({
      error: expect.stringMatching(/./),
      error_type: 'TimeLimitExceeded',
      failure_class: 'time_limit',
      retry_helps: false,
      advice: expect.stringMatching(/./),
    });
  });

  it('has no failure on a job that is running again, was cancelled or succeeded', () => {
    for (const state of ['active', 'cancelled', 'completed', 'waiting'] as const)
      expect(viewJob(record(state, false, { failureClass: 'bug', error: 'x' }))).not.toHaveProperty('error');
  });

  it('writes instants with a zone', () => {
    expect(viewJob(record('waiting', false)).created_at).toBe('2024-01-27T12:00:00.000Z');
  });
});

describe('the view of /status', () => {
  it('writes times as the old service did, without a zone', () => {
    expect(viewStatus(record('active', true), null)).toMatchObject({
      created_at: '2024-01-27T12:00:00.000000',
      updated_at: '2024-01-27T12:00:00.123000',
    });
  });

  it('has a result only when completed and an error only when failed', () => {
    for (const [state, reported] of TABLE) {
      const view = viewStatus(record(state, reported, { failureClass: 'unreadable', error: 'No text.' }), {
        a: 1,
      });
      expect('result' in view).toBe(state === 'completed');
      expect('error' in view).toBe(state === 'failed');
      if (state === 'completed') expect(view.result).toEqual({ status: 'success', a: 1 });
    }
  });
});
