import { readEvents, type ServerSentEvent } from './server-sent-events.js';

/** What the server answered; `body` is the parsed JSON, or the text of anything else. */
export interface Answer {
  status: number;
  headers: Headers;
  body: any;
  text: string;
}

export interface RequestOptions {
  headers?: Record<string, string>;
  json?: unknown;
  form?: FormData;
  signal?: AbortSignal;
}

const ENDED = ['SUCCESS', 'FAILURE', 'REVOKED'];
/** Traces of the inside that no answer may carry. */
const LEAKS = /\bat .+:\d+:\d+|node_modules|\/src\/|\/dist\/|\.[jt]s:\d+|assay-e2e-|ioredis|SQLITE|ECONN/;

/**
 * Talks to an instance as its clients do. Every error answer is checked on the way: a problem document without the
 * member `status`, with words for people, and without a trace of the server's inside.
 */
export class Client {
  constructor(
    readonly url: string,
    private readonly headers: Record<string, string> = {},
  ) {}

  /** The same server with further headers on every request. */
  with(headers: Record<string, string>): Client {
    return new Client(this.url, { ...this.headers, ...headers });
  }

  get(path: string, headers: Record<string, string> = {}): Promise<Answer> {
    return this.request('GET', path, { headers });
  }

  post(path: string, options: RequestOptions = {}): Promise<Answer> {
    return this.request('POST', path, options);
  }

  delete(path: string): Promise<Answer> {
    return this.request('DELETE', path);
  }

  async request(method: string, path: string, options: RequestOptions = {}): Promise<Answer> {
    const answer = await this.send(method, path, options);
    if (answer.status >= 400) assertProblem(answer, `${method} ${path}`);
    return answer;
  }

  /** Submits a ping and gives back its id. */
  async ping(json: object = {}, headers: Record<string, string> = {}): Promise<string> {
    const answer = await this.post('/jobs/submit/ping', { json, headers });
    if (answer.status >= 300) throw new Error(`Ping was refused: ${answer.status} ${answer.text}`);
    return answer.body.job_id as string;
  }

  /** The status view. */
  async status(id: string): Promise<any> {
    return (await this.get(`/jobs/status/${id}`)).body;
  }

  /** The view of the job once it has ended, however long that takes within the test's own limit. */
  async ended(id: string): Promise<any> {
    for (;;) {
      const { status, body, text } = await this.get(`/jobs/result/${id}?wait=true&timeout=60`);
      if (status >= 300) throw new Error(`Waiting for ${id} ended with ${status} ${text}`);
      if (ENDED.includes(body.status)) return body;
    }
  }

  /** Waits, by the event stream, until the job has one of these status words; the event that brought it. */
  async until(id: string, ...words: string[]): Promise<any> {
    for await (const event of this.events(id)) if (words.includes(event.data.status)) return event.data;
    throw new Error(
      `Job ${id} ended without being ${words.join(' or ')}: ${JSON.stringify(await this.status(id))}`,
    );
  }

  /** The events of a job until the server ends the stream; leaving the loop hangs up. */
  async *events(id: string, headers: Record<string, string> = {}): AsyncGenerator<ServerSentEvent> {
    const hangUp = new AbortController();
    const response = await fetch(`${this.url}/jobs/events/${id}`, {
      headers: { ...this.headers, ...headers },
      signal: hangUp.signal,
    });
    if (response.status !== 200) throw new Error(`No event stream for ${id}: ${response.status}`);
    try {
      yield* readEvents(response.body!);
    } finally {
      hangUp.abort();
    }
  }

  /** Names of the events in a job's timeline, in order. */
  async timeline(id: string): Promise<any[]> {
    return (await this.get(`/jobs/timeline/${id}`)).body.events;
  }

  private async send(
    method: string,
    path: string,
    { headers, json, form, signal }: RequestOptions,
  ): Promise<Answer> {
    const response = await fetch(this.url + path, {
      method,
      headers: {
        ...this.headers,
        ...(json === undefined ? {} : { 'Content-Type': 'application/json' }),
        ...headers,
      },
      ...(json === undefined ? {} : { body: JSON.stringify(json) }),
      ...(form ? { body: form } : {}),
      ...(signal ? { signal } : {}),
    });
    const text = await response.text();
    const isJson = /json/.test(response.headers.get('content-type') ?? '');
    return {
      status: response.status,
      headers: response.headers,
      body: isJson && text ? JSON.parse(text) : text,
      text,
    };
  }
}

function assertProblem({ status, headers, body, text }: Answer, request: string): void {
  const fault = (what: string): Error => new Error(`${request} answered ${status} ${what}: ${text}`);
  if (LEAKS.test(text)) throw fault('with something of the inside');
  if (/^\/health/.test(request.split(' ')[1]!)) return;
  if (!headers.get('content-type')?.startsWith('application/problem+json'))
    throw fault('without a problem document');
  if ('status' in body) throw fault('with the member "status"');
  for (const member of ['type', 'title', 'detail', 'instance'])
    if (typeof body[member] !== 'string' || body[member] === '') throw fault(`without "${member}"`);
}
