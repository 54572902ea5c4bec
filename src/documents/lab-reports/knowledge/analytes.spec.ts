import { describe, expect, it } from '@jest/globals';

import { ANALYTES } from './analytes.js';
import { findAnalyte, isKnownName, loincOf } from './lookup.js';

/** LOINC check digit: mod 10 (Luhn) over the digits before the hyphen. */
function checkDigit(code: string): number {
  const digits = [...code].reverse().map(Number);
  const sum = digits.reduce((total, digit, index) => {
    const doubled = index % 2 === 0 ? digit * 2 : digit;
    return total + (doubled > 9 ? doubled - 9 : doubled);
  }, 0);
  return (10 - (sum % 10)) % 10;
}

describe('analytes', () => {
  const codes = ANALYTES.flatMap((analyte) => Object.values(analyte.loinc));

  it.each(codes)('%s carries the right check digit', (code) => {
    const [number = '', digit = ''] = code.split('-');
    expect(checkDigit(number)).toBe(Number(digit));
  });

  it('uses no code twice', () => {
    expect(new Set(codes).size).toBe(codes.length);
  });

  it('tells percent from absolute counts by the unit, and not at all without one', () => {
    expect(findAnalyte('Neutrophils', '%')?.name).toBe('Neutrophils, percent');
    expect(findAnalyte('Neutrophils', '10*3/uL')?.name).toBe('Neutrophils, absolute');
    expect(findAnalyte('Neutrophils', null)).toBeNull();
  });

  it.each([
    ['Packed Cell Volume (PCV)', '%', '4544-3'],
    ['HEMOGLOBIN', 'g/dL', '718-7'],
    ['Serum Creatinine', 'umol/L', '14682-9'],
    ['Sodium (Na⁺)', 'mmol/L', '2951-2'],
    ['Creatinine, Serum', 'mg/dL', '2160-0'],
    ['GLUCOSE, FASTING (F), PLASMA', 'mg/dL', '1558-6'],
  ])('knows %s in %s', (name, ucum, code) => {
    const analyte = findAnalyte(name, ucum);
    expect(analyte && loincOf(analyte, ucum)).toBe(code);
  });

  it('gives no code where the unit measures something else', () => {
    const analyte = findAnalyte('Hemoglobin', 'mmol/L');
    expect(analyte && loincOf(analyte, 'mmol/L')).toBeNull();
  });

  it('does not take a qualified analyte for the plain one', () => {
    expect(isKnownName('Calcium (dialysate)')).toBe(false);
    expect(findAnalyte('Calcium (dialysate)', 'mmol/L')).toBeNull();
  });
});
