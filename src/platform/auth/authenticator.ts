import { Inject, Injectable } from '@nestjs/common';
import { createRemoteJWKSet, errors, jwtVerify, type JWTPayload, type JWTVerifyOptions } from 'jose';

import { type AuthConfiguration, CONFIGURATION, type Configuration } from '../config/index.js';
import { Problem } from '../http/index.js';

/** Owner of all jobs while authentication is off. */
export const ANONYMOUS = 'anonymous';

const SECRET_ALGORITHMS = ['HS256', 'HS384', 'HS512'];
/** Public keys only ever verify these: a token signed with a public key as an HMAC secret must not pass. */
const PUBLIC_KEY_ALGORITHMS = [
  'RS256',
  'RS384',
  'RS512',
  'PS256',
  'PS384',
  'PS512',
  'ES256',
  'ES384',
  'ES512',
  'EdDSA',
  'Ed25519',
];
const CLOCK_TOLERANCE_SECONDS = 5;
const LONGEST_OWNER = 255;

type Verify = (token: string) => Promise<JWTPayload>;

/** Finds out on whose behalf a request comes, from its `Authorization` header. */
@Injectable()
export class Authenticator {
  private readonly auth: AuthConfiguration;
  private verify?: Verify;

  constructor(@Inject(CONFIGURATION) configuration: Pick<Configuration, 'auth'>) {
    this.auth = configuration.auth;
  }

  /**
   * The owner: the token's `sub`, or {@link ANONYMOUS} while authentication is off (the header is then ignored).
   *
   * @throws Problem 401 without a valid token, 503 while the issuer's keys cannot be fetched
   */
  async ownerOf(authorization: string | undefined): Promise<string> {
    if (this.auth.mode === 'off') return ANONYMOUS;
    const token = /^Bearer +([\w.~+/=-]+)$/i.exec(authorization ?? '')?.[1];
    if (!token) throw missingToken();
    this.verify ??= verifierFor(this.auth);
    return ownerIn(await this.verify(token).catch(refuse));
  }
}

function verifierFor({ jwtSecret, jwksUrl, issuer, audience }: AuthConfiguration): Verify {
  const claims: JWTVerifyOptions = {
    requiredClaims: ['exp', 'sub'],
    clockTolerance: CLOCK_TOLERANCE_SECONDS,
    ...(issuer && { issuer }),
    ...(audience && { audience }),
  };
  if (jwksUrl) {
    const keys = createRemoteJWKSet(new URL(jwksUrl));
    const options = { ...claims, algorithms: PUBLIC_KEY_ALGORITHMS };
    return async (token) => (await jwtVerify(token, keys, options)).payload;
  }
  if (!jwtSecret) throw new Error('Authentication is on without JWT_SECRET or JWT_JWKS_URL.');
  const secret = new TextEncoder().encode(jwtSecret);
  const options = { ...claims, algorithms: SECRET_ALGORITHMS };
  return async (token) => (await jwtVerify(token, secret, options)).payload;
}

/** `anonymous` is refused as a name: it would own what was submitted while authentication was off. */
function ownerIn({ sub }: JWTPayload): string {
  if (typeof sub !== 'string' || sub === '' || sub.length > LONGEST_OWNER || sub === ANONYMOUS) {
    throw invalidToken('The token names no usable subject (sub).');
  }
  return sub;
}

/** Faults of the token itself; whatever else fails is the key server's. */
const TOKEN_FAULTS = [
  errors.JWTClaimValidationFailed,
  errors.JWTExpired,
  errors.JWTInvalid,
  errors.JWSInvalid,
  errors.JWSSignatureVerificationFailed,
  errors.JOSEAlgNotAllowed,
  errors.JOSENotSupported,
  errors.JWKSNoMatchingKey,
  errors.JWKSMultipleMatchingKeys,
];

function refuse(error: unknown): never {
  if (error instanceof errors.JWTExpired) throw invalidToken('The token has expired.', error);
  if (error instanceof errors.JWTClaimValidationFailed) {
    throw invalidToken(`The token's claim ${error.claim} is missing or not accepted here.`, error);
  }
  if (TOKEN_FAULTS.some((fault) => error instanceof fault))
    throw invalidToken('The token is not valid here.', error);
  throw new Problem(503, 'Keys unavailable', 'The keys that tokens are checked with cannot be fetched now.', {
    headers: { 'Retry-After': '10' },
    cause: error,
  });
}

function missingToken(): Problem {
  return new Problem(401, 'Authentication required', 'Send a token: Authorization: Bearer <token>.', {
    headers: { 'WWW-Authenticate': 'Bearer realm="assay"' },
  });
}

function invalidToken(detail: string, cause?: unknown): Problem {
  return new Problem(401, 'Invalid token', detail, {
    headers: { 'WWW-Authenticate': 'Bearer realm="assay", error="invalid_token"' },
    cause,
  });
}
