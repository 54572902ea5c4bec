import { type AuthConfiguration, type Configuration, ConfigurationError } from './configuration.js';
import { isLoopback } from './loopback.js';

/** HS256 asks for a key at least as long as its hash (RFC 7518, 3.2). */
const MINIMUM_SECRET_BYTES = 32;
const MINIMUM_DISTINCT_CHARACTERS = 10;

/** The secret that `.env.example` shows; whoever copies the file must not run with it. */
export const SAMPLE_JWT_SECRET = 'replace-this-with-the-output-of-openssl-rand-base64-48';

/**
 * Whether the API may open its port with these settings: on loopback always, elsewhere only with authentication or with
 * the double word that none is wanted; with authentication only when its keys are there and strong.
 *
 * @returns warnings to print at each start and to show in `/health`
 * @throws ConfigurationError with every reason against it
 */
export function assertMayListen({ auth, server }: Pick<Configuration, 'auth' | 'server'>): readonly string[] {
  const problems = auth.mode === 'on' ? keyProblems(auth) : exposureProblems(auth, server.host);
  if (problems.length > 0) throw new ConfigurationError(problems);
  if (auth.mode === 'on' || isLoopback(server.host)) return [];
  return [
    'AUTH is off and HOST is not loopback: everyone who reaches this port can read and submit everything.',
  ];
}

function exposureProblems(auth: AuthConfiguration, host: string): string[] {
  if (isLoopback(host) || auth.allowUnauthenticated) return [];
  return [
    'HOST is not a loopback address: set AUTH=on with JWT_SECRET or JWT_JWKS_URL, ' +
      'or both AUTH=off and ALLOW_UNAUTHENTICATED=yes',
  ];
}

function keyProblems({ jwtSecret, jwksUrl }: AuthConfiguration): string[] {
  if (!jwtSecret && !jwksUrl) {
    return [
      'authentication is on (AUTH=on, or HOST is not loopback): set JWT_SECRET or JWT_JWKS_URL, ' +
        'or both AUTH=off and ALLOW_UNAUTHENTICATED=yes',
    ];
  }
  if (jwtSecret && jwksUrl) return ['JWT_SECRET and JWT_JWKS_URL exclude each other: set one of them'];
  return jwtSecret ? secretProblems(jwtSecret) : [];
}

function secretProblems(secret: string): string[] {
  if (secret === SAMPLE_JWT_SECRET) return ['JWT_SECRET is the sample of .env.example: make your own'];
  if (Buffer.byteLength(secret) < MINIMUM_SECRET_BYTES) {
    return [`JWT_SECRET must have at least ${MINIMUM_SECRET_BYTES} bytes`];
  }
  if (new Set(secret).size < MINIMUM_DISTINCT_CHARACTERS) {
    return ['JWT_SECRET is too easy to guess: it repeats a few characters'];
  }
  return [];
}
