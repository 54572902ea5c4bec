import {
  createServer,
  type IncomingHttpHeaders,
  type IncomingMessage,
  type Server,
  type ServerResponse,
} from 'node:http';
import type { AddressInfo } from 'node:net';

/** A request as the server got it. */
export interface Received {
  path: string;
  headers: IncomingHttpHeaders;
  body: Record<string, unknown>;
  /** The bytes of the body, for what must not be in them. */
  raw: string;
}

/** What the stub does with a request: answers in the protocol that was spoken, with a raw reply, or not at all. */
export type Reply =
  | { text: string; model?: string; finish?: string }
  | { status: number; headers?: Record<string, string>; raw?: string }
  | 'silence'
  | 'trickle'
  | 'hang up';

/** A server on a free port that speaks Gemini's `generateContent` and OpenAI's chat completions. Replies are used in order, the last one for good. */
export class StubModelServer {
  readonly received: Received[] = [];
  private readonly server: Server;
  private waiting: (() => void)[] = [];

  private constructor(private replies: Reply[]) {
    this.server = createServer((request, response) => void this.handle(request, response));
  }

  static async start(...replies: Reply[]): Promise<StubModelServer> {
    const stub = new StubModelServer(replies);
    await new Promise<void>((resolve) => stub.server.listen(0, '127.0.0.1', resolve));
    return stub;
  }

  get address(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  reply(...replies: Reply[]): void {
    this.replies = replies;
    this.received.length = 0;
  }

  /** Resolves with the next request's arrival. */
  nextRequest(): Promise<void> {
    return new Promise((resolve) => this.waiting.push(resolve));
  }

  async close(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  private async handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const raw = Buffer.concat(chunks).toString('utf8');
    this.received.push({ path: request.url ?? '', headers: request.headers, body: JSON.parse(raw), raw });
    for (const tell of this.waiting.splice(0)) tell();
    const [reply = { status: 500 }, ...later] = this.replies;
    if (later.length > 0) this.replies = later;
    this.send(reply, request, response);
  }

  private send(reply: Reply, request: IncomingMessage, response: ServerResponse): void {
    if (reply === 'silence') return;
    if (reply === 'hang up') return void request.socket.destroy();
    if (reply === 'trickle') {
      response.writeHead(200, { 'content-type': 'application/json' });
      response.write('{');
      return;
    }
    if ('status' in reply) {
      response.writeHead(reply.status, { 'content-type': 'application/json', ...reply.headers });
      response.end(reply.raw ?? '{"error":{"message":"no"}}');
      return;
    }
    response.writeHead(200, { 'content-type': 'application/json' });
    response.end(JSON.stringify(this.inProtocol(reply, request.url ?? '')));
  }

  private inProtocol({ text, model, finish }: Extract<Reply, { text: string }>, path: string): object {
    if (path.endsWith('/chat/completions')) {
      const asked = this.received.at(-1)!.body.model;
      return {
        id: 'chatcmpl-1',
        object: 'chat.completion',
        model: model ?? asked,
        choices: [
          { index: 0, message: { role: 'assistant', content: text }, finish_reason: finish ?? 'stop' },
        ],
        usage: { prompt_tokens: 12, completion_tokens: 34, total_tokens: 46 },
      };
    }
    const asked = /models\/([^:]+):/.exec(path)?.[1];
    return {
      candidates: [
        {
          content: { role: 'model', parts: [{ text: 'Let me see …', thought: true }, { text }] },
          finishReason: finish ?? 'STOP',
          index: 0,
        },
      ],
      usageMetadata: { promptTokenCount: 12, candidatesTokenCount: 34, totalTokenCount: 46 },
      modelVersion: model ?? asked,
    };
  }
}
