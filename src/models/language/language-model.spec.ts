import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { loadConfiguration } from '../../platform/config/index.js';
import { describeLanguageModel, languageModelFrom } from './choose.js';
import { Gemini } from './gemini.js';
import type { LanguageModel } from './language-model.js';
import { OpenAiCompatible } from './openai-compatible.js';
import { StubModelServer } from './testing/stub-model-server.js';

/** `fetch` loses the signals of requests that are collected. */
setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

const KEY = 'sk-very-secret-key';
const PATIENCE = { attemptMs: 250, attempts: 3, pauseMs: 5, longestPauseMs: 2_000 };
const REQUEST = { system: 'Be brief.', prompt: 'Say hello.', maximumTokens: 100 };

const protocols: [string, (address: string) => LanguageModel][] = [
  ['Gemini', (address) => new Gemini(KEY, 'gemini-3.5-flash', address, PATIENCE)],
  ['OpenAI-compatible', (address) => new OpenAiCompatible(`${address}/v1`, 'local-model', KEY, PATIENCE)],
];

describe.each(protocols)('%s', (_protocol, create) => {
  let server: StubModelServer;
  let model: LanguageModel;
  beforeAll(async () => {
    server = await StubModelServer.start();
    model = create(server.address);
  });
  afterAll(() => server.close());

  const failure = (): Promise<Error> =>
    model.complete(REQUEST).then(
      () => Promise.reject(new Error('it succeeded')),
      (error: Error) => error,
    );

  it('gives the text, the model that answered and the tokens', async () => {
    server.reply({ text: 'Hello.' });
    expect(await model.complete(REQUEST)).toEqual({
      text: 'Hello.',
      model: model.name,
      finished: true,
      tokens: { input: 12, output: 34 },
    });
  });

  it('keeps the key in a header, never in the address or the body', async () => {
    server.reply({ text: 'Hello.' });
    await model.complete(REQUEST);
    const [{ path, headers, raw }] = server.received as [(typeof server.received)[0]];
    expect(JSON.stringify(headers)).toContain(KEY);
    expect(path + raw).not.toContain(KEY);
  });

  it('says when a text was cut off', async () => {
    server.reply({ text: 'Hel', finish: _protocol === 'Gemini' ? 'MAX_TOKENS' : 'length' });
    expect(await model.complete(REQUEST)).toMatchObject({ text: 'Hel', finished: false });
  });

  it('asks again after 429 as Retry-After says, and after 503', async () => {
    server.reply({ status: 429, headers: { 'retry-after': '1' } }, { status: 503 }, { text: 'Hello.' });
    const startedAt = Date.now();
    expect((await model.complete(REQUEST)).text).toBe('Hello.');
    expect(Date.now() - startedAt).toBeGreaterThanOrEqual(990);
    expect(server.received).toHaveLength(3);
  });

  it('leaves a long Retry-After to the job', async () => {
    server.reply({ status: 429, headers: { 'retry-after': new Date(Date.now() + 60_000).toUTCString() } });
    expect(await failure()).toMatchObject({
      failureClass: 'model_unavailable',
      message: expect.stringContaining('429'),
    });
    expect(server.received).toHaveLength(1);
  });

  it.each([
    ['always 500', { status: 500 }, /HTTP 500/, 3],
    ['silence', 'silence', /in time/, 3],
    ['an answer that never ends', 'trickle', /in time/, 3],
    ['hanging up', 'hang up', /could not be reached/, 3],
    ['a refused key', { status: 401, raw: `{"error":"${KEY}"}` }, /accept the key \(HTTP 401\)/, 1],
    ['an unknown model', { status: 404 }, /knows no such model/, 1],
    ['malformed JSON', { status: 200, raw: '{"choices": [' }, /not in its protocol/, 1],
    [
      'JSON of another kind',
      { status: 200, raw: '{"choices":[],"candidates":"none"}' },
      /not in its protocol/,
      1,
    ],
    ['an enormous answer', { status: 200, raw: `"${'x'.repeat(1_200_000)}"` }, /larger/, 1],
    ['a redirect', { status: 307, headers: { location: '/elsewhere' } }, /could not be reached/, 3],
  ] as const)('fails as model_unavailable after %s', async (_what, reply, words, requests) => {
    server.reply(reply);
    const error = await failure();
    expect(error).toMatchObject({ failureClass: 'model_unavailable', message: expect.stringMatching(words) });
    expect(`${error.message}${error.stack}${JSON.stringify(error)}${String(error.cause)}`).not.toContain(KEY);
    expect(error.message).not.toContain(server.address);
    expect(server.received).toHaveLength(requests);
  });

  it('gives up in time also when garbage is collected while an answer comes', async () => {
    server.reply('trickle');
    const collecting = setInterval(collectGarbage, 15);
    const errors = await Promise.all(Array.from({ length: 10 }, failure));
    clearInterval(collecting);
    expect(errors.map(({ message }) => message)).toEqual(
      Array.from({ length: 10 }, () => 'The language model did not answer in time.'),
    );
  });

  it('fails so too where nothing listens', async () => {
    const gone = await StubModelServer.start();
    const { address } = gone;
    await gone.close();
    await expect(create(address).complete(REQUEST)).rejects.toMatchObject({
      failureClass: 'model_unavailable',
      message: 'The language model could not be reached (ECONNREFUSED).',
    });
  });

  it('ends with the reason of its signal', async () => {
    server.reply('silence');
    const controller = new AbortController();
    const arrived = server.nextRequest();
    const answer = model.complete({ ...REQUEST, signal: controller.signal });
    await arrived;
    controller.abort(new Error('cancelled'));
    await expect(answer).rejects.toThrow('cancelled');
  });
});

describe('Gemini alone', () => {
  it.each([
    ['gemini-3.5-flash-001', true],
    ['gemini-3.5-flash-lite', false],
    ['gemini-3.8-flash', false],
  ])('is answered by %s: accepted %s', async (answering, accepted) => {
    const server = await StubModelServer.start({ text: 'Hello.', model: answering });
    const model = new Gemini(KEY, 'models/gemini-3.5-flash', server.address, PATIENCE);
    const outcome = await model.complete(REQUEST).then(
      ({ model: name }) => name,
      (error: Error) => error.message,
    );
    expect(outcome).toMatch(accepted ? answering : /another model/);
    await server.close();
  });

  it('takes a withheld answer for an empty one', async () => {
    const server = await StubModelServer.start({
      status: 200,
      raw: '{"promptFeedback":{"blockReason":"SAFETY"}}',
    });
    const model = new Gemini(KEY, undefined, server.address, PATIENCE);
    expect(await model.complete(REQUEST)).toMatchObject({ text: '', finished: false });
    await server.close();
  });
});

describe('OpenAI-compatible alone', () => {
  it('sends the limit as reasoning models want it, once they have refused the old one', async () => {
    const refused = { status: 400, raw: '{"error":{"message":"Unsupported parameter: max_tokens"}}' };
    const server = await StubModelServer.start(refused, { text: 'Hello.' });
    const model = new OpenAiCompatible(server.address, 'thinker', null, PATIENCE);
    await model.complete(REQUEST);
    await model.complete(REQUEST);
    expect(
      server.received.map(({ body }) =>
        ['max_tokens', 'max_completion_tokens'].filter((name) => name in body),
      ),
    ).toEqual([['max_tokens'], ['max_completion_tokens'], ['max_completion_tokens']]);
    expect(server.received[0]!.headers).not.toHaveProperty('authorization');
    await server.close();
  });

  it('leaves thoughts out of the text', async () => {
    const server = await StubModelServer.start({ text: '<think>Potassium?</think>Hello.' });
    const model = new OpenAiCompatible(server.address, 'thinker', null, PATIENCE);
    expect((await model.complete(REQUEST)).text).toBe('Hello.');
    await server.close();
  });
});

describe('choosing a language model', () => {
  const settings = (environment: Record<string, string>) =>
    loadConfiguration(environment).configuration.models;

  it('has none by default, and says nothing', () => {
    expect(languageModelFrom(settings({}))).toBeNull();
    expect(describeLanguageModel(settings({}))).toBeNull();
  });

  it('has Gemini with a key, under the given or its own name', () => {
    expect(languageModelFrom(settings({ GOOGLE_API_KEY: KEY }))).toBeInstanceOf(Gemini);
    expect(describeLanguageModel(settings({ GOOGLE_API_KEY: KEY, LLM_MODEL: 'gemini-x' }))).toMatch(
      /^gemini-x \(Gemini\) words/,
    );
  });

  it('prefers LLM_URL and says so, never with a key', () => {
    const both = settings({
      GOOGLE_API_KEY: KEY,
      LLM_URL: 'http://localhost:11434/v1',
      LLM_MODEL: 'm',
      LLM_API_KEY: KEY,
    });
    expect(languageModelFrom(both)).toBeInstanceOf(OpenAiCompatible);
    expect(describeLanguageModel(both)).toMatch(
      /^m \(localhost:11434, not encrypted\) .*GOOGLE_API_KEY is not used$/,
    );
    expect(describeLanguageModel(both)).not.toContain(KEY);
  });

  it('refuses LLM_URL without LLM_MODEL', () => {
    expect(() => languageModelFrom(settings({ LLM_URL: 'https://llm.example/v1' }))).toThrow(
      'LLM_MODEL is needed',
    );
  });
});
