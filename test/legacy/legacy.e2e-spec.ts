import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { SETTINGS } from '../../src/platform/config/areas/index.js';
import { renderMigration } from '../../tools/migration-docs.mjs';
import type { Answer, Client } from '../support/client.js';
import { forEachEngine } from '../support/engines.js';
import { eventually } from '../support/eventually.js';
import { Instance } from '../support/instance.js';
import { legacy, type LegacyRequest } from './services.js';

const PROJECT = new URL('../../', import.meta.url);

forEachEngine('clients of the old services', (engine) => {
  let instance: Instance;
  let client: Client;

  beforeAll(async () => {
    instance = await Instance.create(engine);
    ({ client } = await instance.api());
  });
  afterAll(() => instance.close());

  describe.each(legacy.services)('$title', ({ requests }) => {
    const kept = new Map<string, string>();

    it.each(requests)('$title', async (request) => {
      const answer = await replay(client, request, kept);
      expect(answer.status).toBe(request.code);
      for (const path of request.members)
        expect([path, memberAt(answer.body, path)]).not.toEqual([path, undefined]);
      for (const [path, value] of Object.entries(request.values ?? {}))
        expect([path, memberAt(answer.body, path)]).toEqual([path, value]);
      for (const [path, name] of Object.entries(request.keep ?? {}))
        kept.set(name, memberAt(answer.body, path));
    });
  });
});

describe('docs/migrating.md', () => {
  it('is made from this data; `node tools/migration-docs.mjs` writes it', () => {
    expect(readFileSync(new URL('docs/migrating.md', PROJECT), 'utf8')).toBe(renderMigration(legacy));
  });

  it('names only settings that exist', () => {
    const named = legacy.services
      .flatMap(({ settings }) => settings.map((setting) => setting.new))
      .filter(Boolean);
    expect(named.filter((name) => !(name in SETTINGS))).toEqual([]);
  });
});

/** Sends the request as the old client does, polling where it polls. */
async function replay(
  client: Client,
  request: LegacyRequest,
  kept: ReadonlyMap<string, string>,
): Promise<Answer> {
  const path = request.path.replace(/\$([A-Z_]+)/g, (_all, name: string) => kept.get(name) ?? `$${name}`);
  const send = () =>
    client.request(request.method, path, {
      ...(request.json ? { json: request.json } : {}),
      ...(request.form ? { form: formOf(request.form) } : {}),
    });
  let answer = await send();
  const { until } = request;
  if (!until) return answer;
  await eventually(async () => {
    answer = await send();
    const word = memberAt(answer.body, until.member);
    expect([...until.among, ...until.meanwhile]).toContain(word);
    return until.among.includes(word);
  });
  return answer;
}

function formOf(fields: Record<string, string>): FormData {
  const form = new FormData();
  for (const [name, value] of Object.entries(fields)) {
    if (!value.startsWith('@')) form.append(name, value);
    else form.append(name, new Blob([readFileSync(new URL(value.slice(1), PROJECT))]), basename(value));
  }
  return form;
}

function memberAt(body: any, path: string): any {
  return path.split('.').reduce((value, name) => value?.[name], body);
}
