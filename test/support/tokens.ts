import { SignJWT } from 'jose';

export const JWT_SECRET = 'only-for-tests-0123456789-0123456789-0123456789';

/** A token of this owner, as the issuer that shares the secret would make it. */
export function createToken(owner: string, secret = JWT_SECRET, expires = '10m'): Promise<string> {
  return new SignJWT({})
    .setProtectedHeader({ alg: 'HS256' })
    .setSubject(owner)
    .setExpirationTime(expires)
    .sign(new TextEncoder().encode(secret));
}
