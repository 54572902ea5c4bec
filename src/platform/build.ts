import { readFileSync } from 'node:fs';

const manifest = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as {
  version: string;
};

/** What program this is, for receipts and `/health`. */
export const build = { version: manifest.version, node: process.versions.node } as const;
