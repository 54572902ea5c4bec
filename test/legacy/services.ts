import { readFileSync } from 'node:fs';

/** A request as a client of the old service sends it, and what it relies on in the answer. */
export interface LegacyRequest {
  title: string;
  method: 'GET' | 'POST' | 'DELETE';
  /** `$NAME` stands for a value that an earlier answer gave. */
  path: string;
  /** Fields of a multipart form; `@path` is a file of the project. */
  form?: Record<string, string>;
  json?: object;
  code: number;
  /** The client repeats the request until the member has one of these words; `meanwhile` it may have those. */
  until?: { member: string; among: string[]; meanwhile: string[] };
  /** Paths of members that must be there. */
  members: string[];
  /** Members that must have exactly this value. */
  values?: Record<string, unknown>;
  /** Members whose value later requests use, by the name that they use. */
  keep?: Record<string, string>;
}

export interface LegacyService {
  id: string;
  title: string;
  requests: LegacyRequest[];
  notes: string[];
  commands: { task: string; old: string; new: string; why?: string }[];
  harmful: { old: string; why: string; instead: string }[];
  settings: { old: string; new: string; note: string }[];
}

export interface LegacyServices {
  title: string;
  preface: string[];
  everywhere: string[];
  services: LegacyService[];
}

/** What the clients of the old services do, as data; `docs/migrating.md` is made from it too. */
export const legacy = JSON.parse(
  readFileSync(new URL('services.json', import.meta.url), 'utf8'),
) as LegacyServices;
