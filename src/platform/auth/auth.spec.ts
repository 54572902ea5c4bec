import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { Controller, Get, type INestApplication } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import {
  exportJWK,
  exportSPKI,
  generateKeyPair,
  type GenerateKeyPairResult,
  type JWTPayload,
  SignJWT,
} from 'jose';

import { type Environment, loadConfiguration } from '../config/index.js';
import { createLogger } from '../logging/index.js';
import { PlatformModule } from '../platform.module.js';
import { Owner, Public } from './index.js';

@Controller()
class WhoController {
  @Get('who')
  who(@Owner() owner: string) {
    return { owner };
  }

  @Public()
  @Get('open')
  open() {
    return { open: true };
  }
}

const SECRET = 'Zx8kq3vN1pLr7tYw0sBd5fGh2jKm9cQe';
const secretKey = new TextEncoder().encode(SECRET);
const applications: INestApplication[] = [];

async function start(environment: Environment): Promise<(path: string, token?: string) => Promise<Answer>> {
  const { configuration } = loadConfiguration(environment);
  const logger = createLogger({ level: 'silent', format: 'json', file: null }, { write: () => {} });
  const root = {
    module: class Root {},
    imports: [PlatformModule.forRoot(configuration, logger)],
    controllers: [WhoController],
  };
  const app = await NestFactory.create(root, { logger: false });
  applications.push(app);
  await app.listen(0, '127.0.0.1');
  const { port } = app.getHttpServer().address() as AddressInfo;
  return async (path, token) => {
    const headers: Record<string, string> = token === undefined ? {} : { Authorization: token };
    const response = await fetch(`http://127.0.0.1:${port}${path}`, { headers });
    const body = (await response.json()) as Record<string, unknown>;
    return {
      status: response.status,
      body,
      challenge: response.headers.get('www-authenticate'),
      headers: response.headers,
    };
  };
}

interface Answer {
  status: number;
  body: Record<string, unknown>;
  challenge: string | null;
  headers: Headers;
}

function token(claims: JWTPayload = {}, expires: string | null = '5m') {
  const jwt = new SignJWT({ sub: 'ann', ...claims });
  return expires === null ? jwt : jwt.setExpirationTime(expires);
}

const withSecret = async (jwt: SignJWT, algorithm = 'HS256', key: Uint8Array = secretKey) =>
  `Bearer ${await jwt.setProtectedHeader({ alg: algorithm }).sign(key)}`;

afterEach(async () => {
  await Promise.all(applications.splice(0).map((app) => app.close()));
});

describe('AUTH=off', () => {
  it('has one owner and ignores any Bearer header', async () => {
    const get = await start({});
    expect((await get('/who')).body).toEqual({ owner: 'anonymous' });
    expect((await get('/who', 'Bearer nonsense')).body).toEqual({ owner: 'anonymous' });
  });
});

describe('AUTH=on with JWT_SECRET', () => {
  const on = { AUTH: 'on', JWT_SECRET: SECRET };

  it.each(['HS256', 'HS384', 'HS512'])('takes the owner from a token signed with %s', async (algorithm) => {
    const get = await start(on);
    expect(await get('/who', await withSecret(token(), algorithm))).toMatchObject({
      status: 200,
      body: { owner: 'ann' },
    });
  });

  it('asks for a token with a challenge and a problem', async () => {
    const get = await start(on);
    const { status, body, challenge, headers } = await get('/who');
    expect(status).toBe(401);
    expect(challenge).toBe('Bearer realm="assay"');
    expect(headers.get('content-type')).toMatch(/^application\/problem\+json/);
    expect(body).toMatchObject({ title: 'Authentication required', detail: expect.any(String) });
    expect(body).not.toHaveProperty('status');
  });

  it('leaves public routes open', async () => {
    const get = await start(on);
    expect(await get('/open')).toMatchObject({ status: 200, body: { open: true } });
  });

  it('refuses every token that is not quite right', async () => {
    const get = await start({ ...on, JWT_ISSUER: 'https://issuer.example', JWT_AUDIENCE: 'assay' });
    const right = { iss: 'https://issuer.example', aud: 'assay' };
    const unsigned = `${btoa('{"alg":"none"}')}.${btoa('{"sub":"ann","exp":9999999999}')}.`.replaceAll(
      '=',
      '',
    );
    const cases: Record<string, string> = {
      'other key': await withSecret(token(right), 'HS256', new TextEncoder().encode(SECRET.toUpperCase())),
      expired: await withSecret(token(right, '-1m')),
      'without exp': await withSecret(token(right, null)),
      'without sub': await withSecret(token({ ...right, sub: undefined })),
      'empty sub': await withSecret(token({ ...right, sub: '' })),
      'the reserved sub': await withSecret(token({ ...right, sub: 'anonymous' })),
      'not yet valid': await withSecret(token(right).setNotBefore('1h')),
      'other issuer': await withSecret(token({ ...right, iss: 'https://evil.example' })),
      'other audience': await withSecret(token({ ...right, aud: 'other' })),
      'without issuer': await withSecret(token({ aud: 'assay' })),
      unsigned: `Bearer ${unsigned}`,
      'no token': 'Bearer nonsense',
      'other scheme': 'Basic YW5uOmh1bnRlcjI=',
    };
    for (const [name, header] of Object.entries(cases)) {
      const answer = await get('/who', header);
      expect([name, answer.status, answer.challenge?.startsWith('Bearer')]).toEqual([name, 401, true]);
    }
    expect((await get('/who', await withSecret(token(right)))).status).toBe(200);
  });

  it('refuses a public-key algorithm', async () => {
    const get = await start(on);
    const { privateKey } = await generateKeyPair('ES256');
    const jwt = await token().setProtectedHeader({ alg: 'ES256' }).sign(privateKey);
    expect((await get('/who', `Bearer ${jwt}`)).status).toBe(401);
  });
});

describe('AUTH=on with JWT_JWKS_URL', () => {
  let keys: GenerateKeyPairResult;
  let server: Server;
  let fetches = 0;
  let url: string;

  beforeAll(async () => {
    keys = await generateKeyPair('ES256', { extractable: true });
    const jwk = { ...(await exportJWK(keys.publicKey)), kid: 'k1', alg: 'ES256', use: 'sig' };
    server = createServer((_request, response) => {
      fetches++;
      response.setHeader('Content-Type', 'application/json').end(JSON.stringify({ keys: [jwk] }));
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/keys`;
  });

  afterAll(() => void server.close());

  const signed = async (kid = 'k1') =>
    `Bearer ${await token().setProtectedHeader({ alg: 'ES256', kid }).sign(keys.privateKey)}`;

  it('verifies with the published key, fetched once', async () => {
    const get = await start({ AUTH: 'on', JWT_JWKS_URL: url });
    fetches = 0;
    for (let turn = 0; turn < 3; turn++)
      expect((await get('/who', await signed())).body).toEqual({ owner: 'ann' });
    expect(fetches).toBe(1);
  });

  it('refuses an unknown key, and the public key used as a secret', async () => {
    const get = await start({ AUTH: 'on', JWT_JWKS_URL: url });
    expect((await get('/who', await signed('k2'))).status).toBe(401);
    const publicKey = new TextEncoder().encode(await exportSPKI(keys.publicKey));
    expect((await get('/who', await withSecret(token(), 'HS256', publicKey))).status).toBe(401);
  });

  it('answers 503, not 401, while the keys cannot be fetched', async () => {
    const gone = createServer().listen(0, '127.0.0.1');
    await once(gone, 'listening');
    const { port } = gone.address() as AddressInfo;
    gone.close();
    await once(gone, 'close');
    const get = await start({ AUTH: 'on', JWT_JWKS_URL: `http://127.0.0.1:${port}/keys` });
    const answer = await get('/who', await signed());
    expect(answer.status).toBe(503);
    expect(answer.headers.get('retry-after')).toBe('10');
  });
});
