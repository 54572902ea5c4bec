import { describe, expect, it } from '@jest/globals';

import { assertMayListen, SAMPLE_JWT_SECRET } from './listen.js';
import { type Environment, loadConfiguration } from './load.js';

const STRONG = 'Zx8kq3vN1pLr7tYw0sBd5fGh2jKm9cQe';
const JWKS = 'https://issuer.example/keys';
const check = (environment: Environment) => assertMayListen(loadConfiguration(environment).configuration);

describe('assertMayListen', () => {
  it.each<[string, Environment]>([
    ['loopback by default', {}],
    ['loopback by name', { HOST: 'localhost' }],
    ['loopback with a strong secret', { AUTH: 'on', JWT_SECRET: STRONG }],
    ['all addresses with a strong secret', { HOST: '0.0.0.0', JWT_SECRET: STRONG }],
    ['all addresses with public keys', { HOST: '::', AUTH: 'on', JWT_JWKS_URL: JWKS }],
  ])('allows %s, without a warning', (_case, environment) => {
    expect(check(environment)).toEqual([]);
  });

  it('allows an open port only with both words, and warns', () => {
    const warnings = check({ HOST: '0.0.0.0', AUTH: 'off', ALLOW_UNAUTHENTICATED: 'yes' });
    expect(warnings).toEqual([expect.stringContaining('AUTH is off and HOST is not loopback')]);
  });

  it.each<[string, Environment, RegExp]>([
    ['all addresses without keys', { HOST: '0.0.0.0' }, /set JWT_SECRET or JWT_JWKS_URL/],
    ['AUTH=on without keys', { AUTH: 'on' }, /set JWT_SECRET or JWT_JWKS_URL/],
    ['one word of the two', { HOST: '0.0.0.0', AUTH: 'off' }, /ALLOW_UNAUTHENTICATED=yes/],
    ['the other word alone', { HOST: '0.0.0.0', ALLOW_UNAUTHENTICATED: 'yes' }, /both AUTH=off/],
    [
      'a host name that only looks like loopback',
      { HOST: '127.0.0.1.example', AUTH: 'off' },
      /not a loopback/,
    ],
    ['both kinds of keys', { AUTH: 'on', JWT_SECRET: STRONG, JWT_JWKS_URL: JWKS }, /exclude each other/],
    ['a short secret', { AUTH: 'on', JWT_SECRET: STRONG.slice(1) }, /at least 32 bytes/],
    ['a secret of one letter', { AUTH: 'on', JWT_SECRET: 'a'.repeat(64) }, /easy to guess/],
    ['the sample secret', { AUTH: 'on', JWT_SECRET: SAMPLE_JWT_SECRET }, /is the sample/],
  ])('refuses %s', (_case, environment, reason) => {
    expect(() => check(environment)).toThrow(reason);
  });

  it('never shows the secret', () => {
    expect(() => check({ AUTH: 'on', JWT_SECRET: 'tooshort' })).not.toThrow(/tooshort/);
  });
});
