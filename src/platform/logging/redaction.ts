/** Members of logged objects whose values are replaced, wherever they stand down to the second level. */
const SECRET_MEMBERS = [
  'authorization',
  'cookie',
  'password',
  'secret',
  'token',
  'apiKey',
  'api_key',
  'key',
  'jwtSecret',
  'redisUrl',
  'secretAccessKey',
  'sessionToken',
];

/** Pino's `redact` paths for {@link SECRET_MEMBERS}. */
export const REDACTED_PATHS: string[] = SECRET_MEMBERS.flatMap((member) => [
  member,
  `*.${member}`,
  `*.*.${member}`,
]);

const SECRET_TEXTS: readonly (readonly [pattern: RegExp, replacement: string])[] = [
  [/(\w:\/\/)[^\s"\\/@]*@/g, '$1[hidden]@'],
  [/\b(Bearer\s+)[\w.~+/=-]+/gi, '$1[hidden]'],
  [/\bwhsec_[\w+/=-]+/g, '[hidden]'],
  [/\beyJ[\w-]{5,}\.[\w-]+\.[\w-]*/g, '[hidden]'],
];

/** A line without the passwords of addresses, bearer tokens and signing secrets that messages of libraries quote. */
export function hideSecrets(line: string): string {
  return SECRET_TEXTS.reduce((text, [pattern, replacement]) => text.replace(pattern, replacement), line);
}

export interface LoggedError {
  readonly type: string;
  readonly message: string;
  readonly stack?: string;
  readonly code?: string | number;
  readonly cause?: LoggedError;
}

/**
 * The parts of an error that are safe to log. Never its other members: those of Redis errors hold the command with the
 * job's data, those of HTTP clients the request.
 */
export function loggedError(error: unknown, depth = 0): LoggedError {
  if (!(error instanceof Error))
    return { type: typeof error, message: 'a value that is no Error was thrown' };
  const { code } = error as { code?: unknown };
  return {
    type: error.constructor.name,
    message: error.message,
    ...(error.stack && { stack: error.stack }),
    ...((typeof code === 'string' || typeof code === 'number') && { code }),
    ...(error.cause instanceof Error && depth < 3 && { cause: loggedError(error.cause, depth + 1) }),
  };
}
