import { lookup as resolveName, type LookupAddress } from 'node:dns';
import { request as requestHttp, type IncomingMessage, type RequestOptions } from 'node:http';
import { request as requestHttps } from 'node:https';
import type { LookupFunction } from 'node:net';
import { build } from '../platform/build.js';
import { Failure } from '../platform/failure.js';
import { type AddressPolicy, checkAddress, isPublic, notPublic } from './callback-address.js';
import type { SigningSecrets } from './signing-secrets.js';

/** A message to a callback address. The id is the same at every attempt, so that the receiver can tell a repetition. */
export interface WebhookMessage {
  readonly id: string;
  readonly url: string;
  readonly body: string;
}

/** How the receiver answered. */
export interface WebhookAnswer {
  readonly status: number;
  readonly milliseconds: number;
}

export type Resolve = (
  hostname: string,
  callback: (error: NodeJS.ErrnoException | null, addresses: LookupAddress[]) => void,
) => void;

const TIMEOUT_MS = 15_000;

/**
 * Posts signed messages. Connects to nothing but the addresses that it has just checked, whatever a name resolved to before;
 * follows no redirects; reads no more of an answer than its head.
 */
export class WebhookSender {
  constructor(
    private readonly policy: AddressPolicy,
    private readonly secrets: SigningSecrets,
    private readonly resolve: Resolve = (hostname, callback) =>
      resolveName(hostname, { all: true }, callback),
  ) {}

  /** Why an address is refused, as far as its text tells; null when it is not. */
  faultOf(url: string): string | null {
    const checked = checkAddress(url, this.policy);
    return 'fault' in checked ? checked.fault : null;
  }

  /**
   * Sends a message once. Resolves with the receiver's answer, whatever its status.
   *
   * @throws Failure `bad_input` for a refused address, `dependency_down` when nobody answers in time
   */
  async send(message: WebhookMessage, signal?: AbortSignal): Promise<WebhookAnswer> {
    const checked = checkAddress(message.url, this.policy);
    if ('fault' in checked) throw refused(checked.fault);
    const { url, mayBePrivate } = checked;
    const began = performance.now();
    const options: RequestOptions = {
      method: 'POST',
      agent: false,
      signal: AbortSignal.any([AbortSignal.timeout(TIMEOUT_MS), ...(signal ? [signal] : [])]),
      lookup: mayBePrivate ? this.lookup(() => true) : this.lookup(isPublic),
      headers: {
        'content-type': 'application/json',
        'content-length': Buffer.byteLength(message.body),
        'user-agent': `assay/${build.version}`,
        ...this.secrets.headers(message.id, message.body, new Date()),
      },
    };
    const status = await post(url, options, message.body);
    return { status, milliseconds: Math.round(performance.now() - began) };
  }

  private lookup(isAllowed: (address: string) => boolean): LookupFunction {
    return (hostname, { all }, callback) =>
      this.resolve(hostname, (error, addresses) => {
        if (error) return callback(error, []);
        const allowed = addresses.filter(({ address }) => isAllowed(address));
        const [first] = allowed;
        if (!first) return callback(refused(notPublic(hostname)) as NodeJS.ErrnoException, []);
        if (all) callback(null, allowed);
        else callback(null, first.address, first.family);
      });
  }
}

function post(url: URL, options: RequestOptions, body: string): Promise<number> {
  const request = url.protocol === 'https:' ? requestHttps : requestHttp;
  return new Promise((resolve, reject) => {
    const sent = request(url, options, (answer: IncomingMessage) => {
      resolve(answer.statusCode ?? 0);
      sent.destroy();
    });
    sent.on('error', (error: NodeJS.ErrnoException) =>
      reject(error instanceof Failure ? error : away(error)),
    );
    sent.end(body);
  });
}

function away(cause: NodeJS.ErrnoException): Failure {
  const isLate = cause.name === 'TimeoutError' || cause.cause instanceof DOMException;
  const words = isLate ? `did not answer within ${TIMEOUT_MS / 1000} s` : 'could not be reached';
  return new Failure('dependency_down', `The callback address ${words} (${cause.code ?? cause.name}).`, {
    cause,
  });
}

function refused(fault: string): Failure {
  return new Failure('bad_input', `The callback address ${fault}.`);
}
