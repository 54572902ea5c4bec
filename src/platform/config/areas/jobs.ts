import { decimalNumber } from '../schemas.js';
import { defineArea, optionalSetting, setting } from '../setting.js';

export const jobsArea = defineArea('Jobs', {
  JOB_SOFT_TIME_LIMIT: optionalSetting(decimalNumber(0.1, 604_800), {
    shownDefault: '120, at most two thirds of the hard limit',
    description: 'Seconds after which a job is told that its time is nearly over.',
    oldNames: ['CELERY_TASK_SOFT_TIME_LIMIT'],
  }),
  JOB_HARD_TIME_LIMIT: setting(decimalNumber(0.1, 604_800), {
    defaultText: '180',
    description: 'Seconds after which the compute of a job is ended and the job fails as time_limit.',
    oldNames: ['CELERY_TASK_TIME_LIMIT'],
  }),
  JOB_RETENTION_HOURS: setting(decimalNumber(0.001, 876_000), {
    defaultText: '24',
    description: 'Hours for which finished jobs and their files are kept.',
    oldNames: ['TASK_STATUS_EXPIRY_HOURS'],
  }),
});
