/**
 * Why a job or a request cannot succeed. One vocabulary for views, metrics, dead letters and HTTP answers.
 *
 * `retryHelps` decides whether a failed attempt is tried again; `status` is the HTTP code of a route that
 * waited for the job; `advice` is one plain sentence for the person who submitted it.
 */
export const FAILURES = {
  bad_input: {
    retryHelps: false,
    status: 422,
    advice: 'Check the file and the form fields, then submit again.',
  },
  unreadable: {
    retryHelps: false,
    status: 422,
    advice: 'Send a file that opens without a password and contains readable content.',
  },
  unsupported: { retryHelps: false, status: 415, advice: 'Convert the file to one of the supported types.' },
  too_large: { retryHelps: false, status: 413, advice: 'Send a smaller file, or split it.' },
  model_unavailable: {
    retryHelps: true,
    status: 503,
    advice: 'The model server is away; the job is tried again by itself, or retry it later.',
  },
  dependency_down: {
    retryHelps: true,
    status: 503,
    advice: 'A service that this job needs is away; it is tried again by itself, or retry it later.',
  },
  time_limit: {
    retryHelps: false,
    status: 504,
    advice: 'The job took longer than its limit; send less at once, or ask the operator to raise the limit.',
  },
  out_of_memory: {
    retryHelps: false,
    status: 422,
    advice: 'The file needs more memory than a job may use; send a smaller or simpler one.',
  },
  cancelled: {
    retryHelps: false,
    status: 409,
    advice: 'The job was cancelled; submit it again if it is still wanted.',
  },
  worker_lost: {
    retryHelps: true,
    status: 500,
    advice:
      'The worker that ran the job went away; retry the job, and tell the operator if it happens again.',
  },
  bug: {
    retryHelps: true,
    status: 500,
    advice: 'This is a defect; retry once, then report it with the job id.',
  },
} as const satisfies Record<string, { retryHelps: boolean; status: number; advice: string }>;

export type FailureClass = keyof typeof FAILURES;

/** An expected failure with its class. Its message is shown to clients: no paths, no stack, no personal data. */
export class Failure extends Error {
  constructor(
    readonly failureClass: FailureClass,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
    this.name = 'Failure';
  }
}

/** The failure that an arbitrary thrown value stands for: a {@link Failure} as it is, anything else a `bug`. */
export function toFailure(error: unknown): Failure {
  if (error instanceof Failure) return error;
  return new Failure('bug', 'The job failed because of an unexpected error.', { cause: error });
}

/** The class as old clients read it in `error_type`: `bad_input` → `BadInput`, `time_limit` → `TimeLimitExceeded`. */
export function errorType(failureClass: FailureClass): string {
  if (failureClass === 'time_limit') return 'TimeLimitExceeded';
  return failureClass.replace(/(^|_)([a-z])/g, (_match, _gap, letter: string) => letter.toUpperCase());
}
