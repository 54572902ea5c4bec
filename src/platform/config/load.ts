import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import { parse } from 'dotenv';

import { IGNORED_SETTINGS, SETTINGS, type SettingName, type SettingValues } from './areas/index.js';
import { buildConfiguration, contradictions } from './build-configuration.js';
import { type Configuration, ConfigurationError } from './configuration.js';
import type { Setting } from './setting.js';

export type Environment = Readonly<Record<string, string | undefined>>;

/** Settings given on the command line, by the names of the environment; `undefined` means not given. */
export type Overrides = { readonly [Name in SettingName]?: string | number | boolean | undefined };

export interface LoadedConfiguration {
  readonly configuration: Configuration;
  /** Sentences for the operator: old names, ignored names, settings without effect. */
  readonly warnings: readonly string[];
}

/**
 * The process environment over the file `.env` of a folder: a variable that is really set wins.
 * The only place that reads `process.env`.
 */
export function readEnvironment(directory = process.cwd()): Environment {
  const file = join(directory, '.env');
  const fromFile = existsSync(file) ? parse(readFileSync(file)) : {};
  return { ...fromFile, ...process.env };
}

/**
 * Reads all settings once. Overrides win over the environment, new names over old ones; blank means not set.
 *
 * @throws ConfigurationError naming every wrong setting at once, never a value
 */
export function loadConfiguration(environment: Environment, overrides: Overrides = {}): LoadedConfiguration {
  const warnings = ignoredSettings(environment);
  const problems: string[] = [];
  const values: Record<string, unknown> = {};

  for (const [name, setting] of Object.entries<Setting>(SETTINGS)) {
    const found = findText(name as SettingName, setting, environment, overrides, warnings);
    const result = readValue(found.text, setting);
    if ('problem' in result) problems.push(`${found.name} ${result.problem}`);
    else values[name] = result.value;
  }
  if (problems.length > 0) throw new ConfigurationError(problems);

  // Every name of the table has been read by its own schema, so the record is complete.
  const complete = values as SettingValues;
  const contradicting = contradictions(complete);
  if (contradicting.length > 0) throw new ConfigurationError(contradicting);

  const configuration = buildConfiguration(complete);
  return { configuration, warnings: [...warnings, ...withoutEffect(configuration)] };
}

interface FoundText {
  /** The name under which the operator set it: the one that an error has to name. */
  readonly name: string;
  readonly text: string | null;
  readonly isGiven: boolean;
}

function findText(
  name: SettingName,
  setting: Setting,
  environment: Environment,
  overrides: Overrides,
  warnings: string[],
): FoundText {
  const given = overrides[name] === undefined ? undefined : String(overrides[name]);
  const candidates = [
    { name, text: clean(given, setting), old: false },
    { name, text: clean(environment[name], setting), old: false },
    ...setting.oldNames.map((old) => {
      const text = clean(environment[old.name], setting);
      return { name: old.name, text: text && old.convert ? old.convert(text) : text, old: true };
    }),
  ].filter((candidate) => candidate.text !== undefined);

  const [chosen, ...others] = candidates;
  if (chosen?.old) warnings.push(`${chosen.name} is an old name: use ${name}.`);
  for (const other of others) {
    if (other.old) warnings.push(`${other.name} is ignored: ${chosen!.name} is set and wins.`);
  }
  return {
    name: chosen?.name ?? name,
    text: chosen?.text ?? setting.defaultText,
    isGiven: chosen !== undefined,
  };
}

/** Blank text is no value (`FOO=` in a compose file); only secrets keep blanks around them. */
function clean(text: string | undefined, setting: Setting): string | undefined {
  const trimmed = text?.trim();
  if (!trimmed) return undefined;
  return setting.secret ? text : trimmed;
}

function readValue(text: string | null, setting: Setting): { value: unknown } | { problem: string } {
  if (text === null) return { value: null };
  const result = setting.schema.safeParse(text);
  if (result.success) return { value: result.data };
  return { problem: result.error.issues.map((issue) => issue.message).join('; ') };
}

function ignoredSettings(environment: Environment): string[] {
  return Object.entries(IGNORED_SETTINGS)
    .filter(([name]) => environment[name]?.trim())
    .map(([name, reason]) => `${name} is ignored: ${reason}.`);
}

function withoutEffect({ auth, queue }: Configuration): string[] {
  const warnings: string[] = [];
  if (auth.mode === 'off' && (auth.jwtSecret || auth.jwksUrl)) {
    warnings.push('JWT settings have no effect while AUTH is off: set AUTH=on to check tokens.');
  }
  if (queue.redisCaFile && !queue.redisUrl?.startsWith('rediss:')) {
    warnings.push('REDIS_CA_FILE has no effect: REDIS_URL does not start with rediss://.');
  }
  return warnings;
}
