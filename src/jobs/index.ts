export { newJobId } from './record/job-id.js';
export { JobCatalogue } from './declaration/catalogue.js';
export { defineJob, type InputOf, type JobDeclaration, type ResultOf } from './declaration/define-job.js';
export { Handles } from './declaration/handles.decorator.js';
export { JobAnswers } from './http/job-answers.js';
export {
  failureMembers,
  instant,
  JobView,
  jobWord,
  ProgressView,
  pythonInstant,
  viewJob,
  viewProgress,
} from './http/job-view.js';
export { SubmittedJob } from './http/jobs.dto.js';
export { submitAnswers } from './http/submit-answers.js';
export { SubmitRoute } from './http/submit-route.decorator.js';
export type { SubmitRequest } from './http/submit.guard.js';
export { Submissions, type SubmitAnswers } from './http/submissions.js';
export { filesOf, type InputFile } from './declaration/input-file.js';
export { Deliveries } from './deliveries/deliveries.js';
export { Delivery, DeliveryList } from './deliveries/deliveries.dto.js';
export { JobsModule } from './jobs.module.js';
export { Jobs } from './jobs.service.js';
export { QueueOverview, type Overview } from './statistics/queue-overview.js';
export { QUEUES } from './declaration/queues.js';
export { JOB_STATES, type JobRecord, type JobState } from './record/record.js';
export { Operator } from './operating/operator.js';
export type { ResultContext, ResultFormat, ResultFormats } from './declaration/result-format.js';
export { SharedState } from './housekeeping/shared-state.js';
export { Statistics, type JobStatistics } from './statistics/statistics.js';
export type { Task } from './declaration/task.js';
export { Worker, type WorkOptions } from './workers/worker.service.js';
