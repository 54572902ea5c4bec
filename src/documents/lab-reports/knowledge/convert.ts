import { createRequire } from 'node:module';

import type { Analyte } from './analyte.js';

interface Ucum {
  convertUnitTo(
    from: string,
    value: number,
    to: string,
    options: { molecularWeight?: number; charge?: number },
  ): { status: string; toVal: number | null };
}

let library: Ucum | undefined;

/** Loaded at the first conversion that needs it; most reports print the customary units. */
function ucum(): Ucum {
  const require = createRequire(import.meta.url);
  library ??= (
    require('@lhncbc/ucum-lhc') as { UcumLhcUtils: { getInstance(): Ucum } }
  ).UcumLhcUtils.getInstance();
  return library;
}

/**
 * A value in another UCUM unit; null where the units cannot be converted for this analyte. International units are
 * arbitrary, so UCUM converts them only by prefix and volume, which is done here as for enzyme units: laboratories print `IU/L`
 * and `U/L` for the same thing.
 */
export function convert(
  value: number,
  from: string,
  to: string,
  substance: Pick<Analyte, 'molar_mass' | 'valence'> = {},
): number | null {
  if (from === to) return value;
  const result = ucum().convertUnitTo(withoutArbitrary(from), value, withoutArbitrary(to), {
    ...(substance.molar_mass !== undefined && { molecularWeight: substance.molar_mass }),
    ...(substance.valence !== undefined && { charge: substance.valence }),
  });
  return result.status === 'succeeded' ? result.toVal : null;
}

function withoutArbitrary(unit: string): string {
  return unit.replace(/\[IU\]/g, 'U');
}
