import { boolean, commaList, textLike, wholeNumber } from '../schemas.js';
import { defineArea, optionalSetting, setting } from '../setting.js';

export const workerArea = defineArea('Workers', {
  WORKERS: setting(boolean(), {
    defaultText: 'on',
    description: 'Whether the API process works the queues too; off: only worker processes do.',
  }),
  WORKER_CONCURRENCY: setting(wholeNumber(1, 1000), {
    defaultText: '2',
    description: 'Jobs at once per worker process.',
    oldNames: ['WORKER_COUNT', 'CELERY_WORKER_CONCURRENCY'],
  }),
  WORKER_QUEUES: optionalSetting(commaList(/^[\w.-]{1,64}$/, 'must be queue names separated by commas'), {
    shownDefault: 'all',
    description: 'Queues that this process works, separated by commas.',
  }),
  WORKER_ID: optionalSetting(
    textLike(/^[\w.:@-]{1,128}$/, 'must be at most 128 letters, digits and any of _ . : @ -'),
    {
      shownDefault: 'host name and process id',
      description: 'Name of this worker in logs, health and job records.',
    },
  ),
  WORKER_HEALTH_PORT: optionalSetting(wholeNumber(0, 65_535), {
    description: 'Port on which a worker process answers `/health`; 0 takes a free one.',
  }),
  WORKER_MAX_TASKS_PER_CHILD: setting(wholeNumber(1, 1_000_000), {
    defaultText: '50',
    description: 'A compute child is replaced after so many jobs.',
    oldNames: ['worker_max_tasks_per_child', 'CELERY_WORKER_MAX_TASKS_PER_CHILD'],
  }),
  WORKER_CHILD_MEMORY_MB: setting(wholeNumber(64, 1_048_576), {
    defaultText: '1024',
    description: 'Memory in MiB at which a compute child is ended and its job fails as out_of_memory.',
  }),
  WORKER_BATCH_SIZE: setting(wholeNumber(1, 1024), {
    defaultText: '1',
    description:
      'Product images embedded per model call: those of jobs that run at the same time, so `WORKER_CONCURRENCY` must be at least as much. Meant for model servers with an accelerator; on a processor it is not faster.',
  }),
  WORKER_GRACE_SECONDS: setting(wholeNumber(0, 86_400), {
    defaultText: '30',
    description:
      'Time in seconds that running jobs have to finish when the process is asked to stop; then they go back to their queue.',
  }),
});
