import { createHash } from 'node:crypto';
import type { JobRecord } from '../record/record.js';

const VERSION_CUSTOM = '8';
const VARIANT = '8';

/**
 * The id of a delivery: the same in every process for the same end of a job, so that a crash between the end and the submit,
 * or two processes at once, make one delivery. A UUID of version 8 (RFC 9562) that begins with the job's time.
 */
export function deliveryId({ id, round }: Pick<JobRecord, 'id' | 'round'>, replay = 0): string {
  const hash = createHash('sha256').update(`delivery ${id} ${round} ${replay}`).digest('hex');
  const time = id.slice(0, 13);
  return `${time}-${VERSION_CUSTOM}${hash.slice(0, 3)}-${VARIANT}${hash.slice(3, 6)}-${hash.slice(6, 18)}`;
}
