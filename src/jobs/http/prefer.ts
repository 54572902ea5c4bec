/** What a client asked for in `Prefer` (RFC 7240); unknown preferences are ignored. */
export interface Preference {
  respondAsync: boolean;
  /** Seconds. */
  wait: number | null;
}

/** `respond-async, wait=10` → `{ respondAsync: true, wait: 10 }`. */
export function parsePrefer(header: string | string[] | undefined): Preference {
  const tokens = [header ?? []]
    .flat()
    .join(',')
    .split(/[,;]/)
    .map((token) => token.trim().toLowerCase());
  const wait = tokens
    .map((token) => /^wait\s*=\s*"?(\d{1,6})"?$/.exec(token)?.[1])
    .find((seconds) => seconds);
  return { respondAsync: tokens.includes('respond-async'), wait: wait === undefined ? null : Number(wait) };
}
