import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { Webhook } from 'standardwebhooks';
import { SigningSecrets } from './signing-secrets.js';
import { WebhookSender, type Resolve } from './webhook-sender.js';

const [OLD, NEW] = ['a', 'b'].map((letter) => `whsec_${Buffer.from(letter.repeat(32)).toString('base64')}`);
const MESSAGE = { id: 'msg_1', body: '{"status":"completed"}' };

const resolvesTo =
  (...answers: string[][]): Resolve =>
  (_hostname, callback) =>
    callback(
      null,
      (answers.length > 1 ? answers.shift()! : answers[0]!).map((address) => ({
        address,
        family: address.includes(':') ? 6 : 4,
      })),
    );

describe('webhooks', () => {
  let server: Server;
  let port: number;
  let answer: { status: number; headers?: Record<string, string> };
  const received: { headers: IncomingHttpHeaders; body: string; url: string }[] = [];

  beforeEach(async () => {
    received.length = 0;
    answer = { status: 204 };
    server = createServer((request, response) => {
      let body = '';
      request.on('data', (chunk: Buffer) => (body += chunk.toString()));
      request.on('end', () => {
        received.push({ headers: request.headers, body, url: request.url! });
        if (answer.status > 0) response.writeHead(answer.status, answer.headers).end('x'.repeat(100_000));
      });
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    ({ port } = server.address() as AddressInfo);
  });
  afterEach(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });

  const sender = (allowedHosts: string[] = [], resolve?: Resolve, requireHttps = false): WebhookSender =>
    new WebhookSender({ allowedHosts, requireHttps }, new SigningSecrets([NEW!, OLD!]), resolve);

  it('signs by each secret, so that a receiver with either accepts it', async () => {
    const url = `http://localhost:${port}/hook?x=1`;
    const sent = await sender([`localhost:${port}`]).send({ ...MESSAGE, url });
    expect(sent).toEqual({ status: 204, milliseconds: expect.any(Number) });
    const [{ headers, body, url: path }] = received as [(typeof received)[0]];
    expect(path).toBe('/hook?x=1');
    expect(body).toBe(MESSAGE.body);
    expect(headers['webhook-id']).toBe('msg_1');
    for (const secret of [OLD!, NEW!])
      expect(new Webhook(secret).verify(body, headers as Record<string, string>)).toEqual({
        status: 'completed',
      });
    const changed = body.replace('completed', 'failed');
    expect(() => new Webhook(NEW!).verify(changed, headers as Record<string, string>)).toThrow();
  });

  it.each([
    'http://127.0.0.1/',
    'http://127.1/',
    'http://2130706433/',
    'http://0177.0.0.1/',
    'http://0x7f.1/',
    'http://localhost/',
    'http://a.localhost/',
    'http://0.0.0.0/',
    'http://10.0.0.1/',
    'http://172.16.3.4/',
    'http://192.168.1.1/',
    'http://169.254.169.254/latest/meta-data',
    'http://100.64.0.1/',
    'http://[::1]/',
    'http://[::ffff:10.0.0.1]/',
    'http://[::ffff:7f00:1]/',
    'http://[fd00::1]/',
    'http://[fe80::1]/',
    'http://[64:ff9b::a00:1]/',
    'http://224.0.0.1/',
    'http://255.255.255.255/',
    'ftp://example.com/',
    'file:///etc/passwd',
    'http://user:pass@example.com/',
    'example.com/hook',
    '',
  ])('refuses %s by its text', async (url) => {
    expect(sender().faultOf(url)).toEqual(expect.any(String));
    await expect(sender().send({ ...MESSAGE, url })).rejects.toMatchObject({ failureClass: 'bad_input' });
  });

  it.each([
    'http://example.com/',
    'https://example.com:8443/x',
    'http://93.184.216.34/',
    'http://[2606:4700::1]/',
  ])('has nothing against %s', (url) => expect(sender().faultOf(url)).toBeNull());

  it.each([['127.0.0.1'], ['169.254.169.254'], ['::ffff:10.0.0.1'], ['fd00::1'], ['0.0.0.0']])(
    'refuses a public name that resolves to %s, when it connects',
    async (address) => {
      const url = `http://hooks.example.com:${port}/`;
      const away = sender([], resolvesTo([address]));
      expect(away.faultOf(url)).toBeNull();
      await expect(away.send({ ...MESSAGE, url })).rejects.toMatchObject({
        failureClass: 'bad_input',
        message: expect.stringContaining('WEBHOOK_ALLOWED_HOSTS'),
      });
      expect(received).toEqual([]);
    },
  );

  it('connects to what it checked, also when the name changes its answer', async () => {
    const asked: string[] = [];
    const rebinding = resolvesTo(['93.184.216.34'], ['127.0.0.1']);
    const resolve: Resolve = (hostname, callback) => {
      asked.push(hostname);
      rebinding(hostname, callback);
    };
    const away = sender([], resolve);
    const url = `http://rebinding.example.com:${port}/`;
    const signal = AbortSignal.timeout(300);
    await expect(away.send({ ...MESSAGE, url }, signal)).rejects.toMatchObject({
      failureClass: 'dependency_down',
    });
    await expect(away.send({ ...MESSAGE, url })).rejects.toMatchObject({ failureClass: 'bad_input' });
    expect(asked).toHaveLength(2);
    expect(received).toEqual([]);
  });

  it('takes the public ones of several addresses only', async () => {
    const signal = AbortSignal.timeout(300);
    const url = `http://both.example.com:${port}/`;
    const away = sender([], resolvesTo(['127.0.0.1', '93.184.216.34']));
    await expect(away.send({ ...MESSAGE, url }, signal)).rejects.toMatchObject({
      failureClass: 'dependency_down',
    });
    expect(received).toEqual([]);
  });

  it('allows private hosts by name, and a port alone when one is named', () => {
    const named = sender(['localhost:3000', 'backend.internal', '[::1]:80', '10.0.0.1']);
    for (const url of [
      'http://localhost:3000/',
      'http://backend.internal:81/',
      'http://[::1]/',
      'http://10.0.0.1:9/',
    ])
      expect(named.faultOf(url)).toBeNull();
    for (const url of ['http://localhost/', 'http://localhost:3001/', 'http://[::1]:81/', 'http://10.0.0.2/'])
      expect(named.faultOf(url)).not.toBeNull();
  });

  it('wants TLS where it is told to', () => {
    expect(sender([], undefined, true).faultOf('http://example.com/')).toContain('https');
    expect(sender([], undefined, true).faultOf('https://example.com/')).toBeNull();
  });

  it('does not follow a redirect to the inside', async () => {
    answer = { status: 302, headers: { location: `http://127.0.0.1:${port}/inside` } };
    const url = `http://localhost:${port}/`;
    expect(await sender([`localhost:${port}`]).send({ ...MESSAGE, url })).toMatchObject({ status: 302 });
    expect(received.map((one) => one.url)).toEqual(['/']);
  });

  it('says that nobody is there, or answers in time', async () => {
    const allowed = sender(['localhost']);
    await expect(allowed.send({ ...MESSAGE, url: 'http://localhost:1/' })).rejects.toMatchObject({
      failureClass: 'dependency_down',
      message: expect.stringContaining('ECONNREFUSED'),
    });
    answer = { status: 0 };
    const late = allowed.send({ ...MESSAGE, url: `http://localhost:${port}/` }, AbortSignal.timeout(200));
    await expect(late).rejects.toMatchObject({ failureClass: 'dependency_down' });
  });
});
