/** The command line was not understood. */
export class UsageError extends Error {}

const [FAILED, MISUSED] = [1, 2];

/** The code that the program ends with: 0 after help that was asked for, 2 for misuse, 1 for what was not possible. */
export function exitOf(error: Error): number {
  if ('exitCode' in error) return error.exitCode === 0 ? 0 : MISUSED;
  return error instanceof UsageError ? MISUSED : FAILED;
}
