import { jobWord, viewJob } from './job-view.js';
import type { SubmittedJob } from './jobs.dto.js';
import type { SubmitAnswers } from './submissions.js';

/** How `/jobs/submit/*` answers: the poll and result addresses, or the finished job's view. */
export function submitAnswers(estimateSeconds: () => Promise<number>): SubmitAnswers {
  return {
    location: (id) => `/jobs/status/${id}`,
    accepted: async (record): Promise<SubmittedJob> => ({
      job_id: record.id,
      status: jobWord(record),
      message: 'Job submitted. Poll poll_url, or fetch result_url?wait=true.',
      poll_url: `/jobs/status/${record.id}`,
      result_url: `/jobs/result/${record.id}`,
      estimated_time_seconds: await estimateSeconds(),
      queue: record.queue,
    }),
    completed: (record, result) => viewJob(record, { result }),
  };
}
