import { loadJson } from './load-json.js';

/** A publication that a reader can open. */
export interface Source {
  title: string;
  organisation: string;
  year: number;
  url: string;
}

export const SOURCES = (loadJson('sources.json') as { sources: Record<string, Source> }).sources;

/** `ABIM Laboratory Test Reference Ranges (American Board of Internal Medicine, 2026), list …, https://…` */
export function cite(key: string, where: string): string {
  const source = SOURCES[key];
  if (!source) throw new Error(`knowledge/sources.json has no entry "${key}"`);
  return `${source.title} (${source.organisation}, ${source.year}), ${where}, ${source.url}`;
}
