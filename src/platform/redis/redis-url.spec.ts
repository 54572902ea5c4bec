import { describe, expect, it } from '@jest/globals';

import { redisOptions } from './redis-url.js';

describe('redisOptions', () => {
  it.each([
    ['redis://localhost', { host: 'localhost', port: 6379, db: 0 }],
    ['redis://cache:7000/3', { host: 'cache', port: 7000, db: 3 }],
    ['redis://:pa%40ss@cache', { host: 'cache', port: 6379, db: 0, password: 'pa@ss' }],
    ['redis://me:pass@cache/1', { host: 'cache', port: 6379, db: 1, username: 'me', password: 'pass' }],
    ['redis://cache?password=p%23q&db=2', { host: 'cache', port: 6379, db: 2, password: 'p#q' }],
    ['redis://[::1]:7000', { host: '::1', port: 7000, db: 0 }],
    ['rediss://cache:6380/0', { host: 'cache', port: 6380, db: 0, tls: { servername: 'cache' } }],
    ['rediss://10.0.0.1', { host: '10.0.0.1', port: 6379, db: 0, tls: {} }],
    [
      'rediss://cache?ssl_cert_reqs=CERT_NONE',
      { host: 'cache', port: 6379, db: 0, tls: { servername: 'cache', rejectUnauthorized: false } },
    ],
    [
      'rediss://cache?ssl_cert_reqs=required',
      { host: 'cache', port: 6379, db: 0, tls: { servername: 'cache' } },
    ],
    ['unix:///run/redis.sock?db=4', { path: '/run/redis.sock', db: 4 }],
  ])('reads %s', (address, expected) => {
    expect(redisOptions(address)).toEqual(expected);
  });

  it('takes a private certificate authority for TLS only', () => {
    expect(redisOptions('rediss://cache', 'PEM').tls).toEqual({ servername: 'cache', ca: 'PEM' });
    expect(redisOptions('redis://cache', 'PEM')).not.toHaveProperty('tls');
  });

  it.each([
    '',
    'cache:6379',
    'http://:hunter2@cache',
    'redis://',
    'redis://:hunter2@cache/x',
    'redis://:%hunter2@cache',
  ])('refuses %j without showing a password', (address) => {
    expect(() => redisOptions(address)).toThrow(/Redis address/);
    expect(() => redisOptions(address)).not.toThrow(/hunter2/);
  });
});
