import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text as textOf } from 'node:stream/consumers';

interface Received {
  headers: Record<string, string>;
  text: string;
}

/** A server that takes webhooks and hands them over one by one. */
export class Receiver {
  private readonly waiting: ((one: Received) => void)[] = [];
  private readonly received: Received[] = [];

  private constructor(private readonly server: Server) {
    server.on('request', (request, response) => {
      void textOf(request).then((text) => {
        response.writeHead(204).end();
        const one = { headers: request.headers as Record<string, string>, text };
        const take = this.waiting.shift();
        if (take) take(one);
        else this.received.push(one);
      });
    });
  }

  static async open(): Promise<Receiver> {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return new Receiver(server);
  }

  get port(): number {
    return (this.server.address() as AddressInfo).port;
  }

  /** The next one, or the first that nobody asked for yet. */
  next(): Promise<Received> {
    const one = this.received.shift();
    return one ? Promise.resolve(one) : new Promise((resolve) => this.waiting.push(resolve));
  }

  async close(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }
}
