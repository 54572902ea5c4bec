import { loadJson } from './load-json.js';

const TABLE = loadJson('not-laboratory.json') as { names: string[]; units: string[] };
const NAMES = new RegExp(`^(?:${TABLE.names.join('|')})(?![\\p{L}\\p{N}])`, 'u');
const UNITS = new Set(TABLE.units);

/** True for what no laboratory measured, such as blood pressure, weight or an amount of money, by its printed name or unit. */
export function isNotLaboratory(name: string, unit: string | null): boolean {
  const plain = name
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim();
  return NAMES.test(plain) || (unit !== null && UNITS.has(unit.trim().toLowerCase()));
}
