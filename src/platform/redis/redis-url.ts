import type { RedisOptions } from 'ioredis';

const DEFAULT_PORT = 6379;

/**
 * Connection options of a Redis address: `redis://user:password@host:port/db`, `rediss://` for TLS, `unix:///socket?db=0`.
 * Database and password may also stand in the query (`?db=1&password=…`), and Celery's `?ssl_cert_reqs=none` is honoured.
 * Parsed here once, because Bull drops the TLS of an address that it parses itself.
 *
 * @param certificateAuthority PEM text of the authority that signed the server's certificate; public ones by default
 * @throws Error without any part of the address in its message: the address holds a password
 */
export function redisOptions(address: string, certificateAuthority?: string): RedisOptions {
  const url = parseAddress(address);
  return {
    ...endpoint(url),
    ...credentials(url),
    db: database(url),
    ...(url.protocol === 'rediss:' && { tls: tlsOptions(url, certificateAuthority) }),
  };
}

function parseAddress(address: string): URL {
  const url = URL.canParse(address) ? new URL(address) : undefined;
  const known = url && ['redis:', 'rediss:', 'unix:'].includes(url.protocol);
  if (!known || (url.protocol === 'unix:' ? url.pathname.length < 2 : url.hostname === '')) {
    throw new Error('The Redis address must be redis://host:port/db, rediss://host:port/db or unix:///path.');
  }
  return url;
}

function endpoint(url: URL): RedisOptions {
  if (url.protocol === 'unix:') return { path: decodePart(url.pathname) };
  return { host: hostName(url), port: url.port === '' ? DEFAULT_PORT : Number(url.port) };
}

/** IPv6 addresses stand in brackets in a URL, and without them everywhere else. */
function hostName(url: URL): string {
  return decodePart(url.hostname.replace(/^\[|\]$/g, ''));
}

function credentials(url: URL): RedisOptions {
  const username = decodePart(url.username) || url.searchParams.get('username');
  const password = decodePart(url.password) || url.searchParams.get('password');
  return { ...(username && { username }), ...(password && { password }) };
}

function database(url: URL): number {
  const inPath = url.protocol === 'unix:' ? '' : url.pathname.slice(1);
  const text = inPath || url.searchParams.get('db') || '0';
  if (!/^\d{1,5}$/.test(text)) throw new Error('The database of the Redis address must be a number.');
  return Number(text);
}

function tlsOptions(url: URL, certificateAuthority: string | undefined): NonNullable<RedisOptions['tls']> {
  const unchecked = /^(cert_)?none$/i.test(url.searchParams.get('ssl_cert_reqs') ?? '');
  const host = hostName(url);
  return {
    // Server Name Indication carries names only, never addresses (RFC 6066, 3).
    ...(/^[\d.]+$|:/.test(host) ? {} : { servername: host }),
    ...(certificateAuthority && { ca: certificateAuthority }),
    ...(unchecked && { rejectUnauthorized: false }),
  };
}

function decodePart(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    throw new Error('The Redis address holds a % that starts no valid escape.');
  }
}
