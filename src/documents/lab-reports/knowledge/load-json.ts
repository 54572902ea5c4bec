import { readdirSync, readFileSync } from 'node:fs';

/** A data file that stands beside this module; the build copies it. */
export function loadJson(name: string): unknown {
  return JSON.parse(readFileSync(new URL(name, import.meta.url), 'utf8')) as unknown;
}

/** All data files of a folder beside this module, in the order of their names. */
export function loadFolder(folder: string): unknown[] {
  return readdirSync(new URL(`${folder}/`, import.meta.url))
    .filter((name) => name.endsWith('.json'))
    .sort()
    .map((name) => loadJson(`${folder}/${name}`));
}
