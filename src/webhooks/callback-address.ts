import { isIP } from 'node:net';
import ipaddr from 'ipaddr.js';

/** Which addresses callbacks may go to. */
export interface AddressPolicy {
  /** `host` or `host:port` of those that may be private. */
  readonly allowedHosts: readonly string[];
  readonly requireHttps: boolean;
}

const DEFAULT_PORTS: Readonly<Record<string, string>> = { 'http:': '80', 'https:': '443' };

/** A callback's address as it will be asked, or why it is refused. What its name resolves to is checked when it is connected to. */
export type CheckedAddress = { url: URL; mayBePrivate: boolean } | { fault: string };

/** Checks all that can be seen in the text of an address. Numbers in any notation are read as the URL standard reads them. */
export function checkAddress(text: string, { allowedHosts, requireHttps }: AddressPolicy): CheckedAddress {
  if (!URL.canParse(text)) return { fault: 'is no absolute address' };
  const url = new URL(text);
  if (!(url.protocol in DEFAULT_PORTS)) return { fault: 'must begin with http:// or https://' };
  if (requireHttps && url.protocol !== 'https:') return { fault: 'must begin with https://' };
  if (url.username !== '' || url.password !== '') return { fault: 'must not contain a name or password' };
  const port = url.port || DEFAULT_PORTS[url.protocol]!;
  const mayBePrivate = allowedHosts.some((allowed) =>
    [url.hostname, `${url.hostname}:${port}`].includes(allowed),
  );
  const literal = url.hostname.replace(/^\[|\]$/gu, '');
  if (!mayBePrivate && (isLocalName(literal) || (isIP(literal) !== 0 && !isPublic(literal))))
    return { fault: notPublic(url.hostname) };
  return { url, mayBePrivate };
}

/** Whether an IP address is one of the public Internet (IANA special-purpose registries); IPv4 within IPv6 is looked through. */
export function isPublic(address: string): boolean {
  return ipaddr.isValid(address) && ipaddr.process(address).range() === 'unicast';
}

export function notPublic(host: string): string {
  return `must be a public address; ${host} is not, and is not in WEBHOOK_ALLOWED_HOSTS`;
}

const isLocalName = (host: string): boolean => /(?:^|\.)localhost\.?$/iu.test(host);
