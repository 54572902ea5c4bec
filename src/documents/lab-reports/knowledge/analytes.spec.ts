import { describe, expect, it } from '@jest/globals';
import { z } from 'zod';

import { CATEGORIES, type Property } from './analyte.js';
import { ANALYTES } from './analytes.js';
import { convert } from './convert.js';
import { loadFolder, loadJson } from './load-json.js';
import { isLoincCode } from './loinc.js';
import { aliasesOf, findAnalyte, findByName, isKnownName, loincOf, propertyOf } from './lookup.js';
import { builtinReference } from './reference.js';
import { SOURCES } from './sources.js';

const schema = loadJson('schema.json') as { $defs: { property: { enum: Property[] } } };
const property = z.enum(schema.$defs.property.enum as [Property, ...Property[]]);
const source = z.string().refine((key) => key in SOURCES, 'is in sources.json');
const limit = z
  .strictObject({
    value: z.number(),
    inclusive: z.literal(true).optional(),
    source,
    where: z.string().min(1),
  })
  .nullable();
const analyteFile = z.strictObject({
  $schema: z.literal('../schema.json'),
  analytes: z.array(
    z.strictObject({
      name: z.string().min(1),
      category: z.enum(CATEGORIES),
      aliases: z.partialRecord(
        z.enum(['en', 'de', 'es', 'fr', 'it', 'pt', 'tr', 'cs', 'nl', 'pl', 'ro', 'sv']),
        z.array(z.string().min(1)),
      ),
      loinc: z.partialRecord(property, z.string().refine(isLoincCode, 'carries the right check digit')),
      only: z.array(property).optional(),
      measures: z.array(property).min(1),
      unit: z.string(),
      molar_mass: z.number().positive().optional(),
      valence: z.number().int().positive().optional(),
      plausible: z
        .strictObject({ low: z.number(), high: z.number(), reason: z.enum(['wide', 'fraction']) })
        .nullable(),
      intervals: z.array(
        z
          .strictObject({
            sex: z.enum(['male', 'female']).nullable(),
            age_from: z.number().min(0),
            age_to: z.number().nullable(),
            low: z.number().nullable(),
            high: z.number().nullable(),
            high_inclusive: z.boolean().optional(),
            unit: z.string().optional(),
            fasting: z.boolean().optional(),
            source,
            where: z.string().min(1),
          })
          .refine(({ low, high }) => low !== null || high !== null, 'has a bound')
          .refine(({ low, high }) => low === null || high === null || low < high, 'is in order'),
      ),
      customary: z
        .array(
          z
            .strictObject({
              sex: z.enum(['male', 'female']).nullable(),
              low: z.number().nullable(),
              high: z.number().nullable(),
              unit: z.string().optional(),
              source,
              where: z.string().min(1),
            })
            .refine(({ low, high }) => low !== null || high !== null, 'has a bound'),
        )
        .optional(),
      taken_for: z
        .array(z.string().refine((name) => findByName(name) !== null, 'is a known analyte'))
        .optional(),
      critical: z.strictObject({ low: limit, high: limit }),
    }),
  ),
});

describe('knowledge of analytes', () => {
  it('has the form that its schema says', () => {
    for (const file of loadFolder('analytes'))
      expect(analyteFile.safeParse(file).error?.issues ?? []).toEqual([]);
  });

  it('knows at least 120 analytes, each once, and uses no LOINC code twice', () => {
    expect(ANALYTES.length).toBeGreaterThanOrEqual(120);
    expect(new Set(ANALYTES.map(({ name }) => name)).size).toBe(ANALYTES.length);
    const codes = ANALYTES.flatMap(({ loinc }) => Object.values(loinc));
    expect(new Set(codes).size).toBe(codes.length);
  });

  it('gives each printed name one meaning, or tells the meanings apart by the unit', () => {
    const owners = new Map<string, (typeof ANALYTES)[number][]>();
    for (const analyte of ANALYTES)
      for (const alias of new Set([analyte.name.toLowerCase(), ...aliasesOf(analyte)]))
        owners.set(alias, [...(owners.get(alias) ?? []), analyte]);
    const ambiguous = [...owners].filter(
      ([, [first, ...others]]) =>
        others.length > 0 &&
        others.some(
          (other) => !first?.only || !other.only || other.only.some((one) => first.only?.includes(one)),
        ),
    );
    expect(ambiguous.map(([alias]) => alias)).toEqual([]);
  });

  it.each(ANALYTES.map((analyte) => [analyte.name, analyte] as const))(
    '%s: limits, intervals and unit agree',
    (_name, analyte) => {
      const own = propertyOf(analyte.unit);
      if (own !== null) expect(analyte.measures).toContain(own);
      expect(convert(1, analyte.unit, analyte.unit)).toBe(1);
      for (const interval of [...analyte.intervals, ...(analyte.customary ?? [])])
        for (const bound of [interval.low, interval.high]) {
          if (bound === null || analyte.plausible === null) continue;
          const inUnit = convert(bound, interval.unit ?? analyte.unit, analyte.unit, analyte);
          expect(inUnit).toBeGreaterThanOrEqual(analyte.plausible.low);
          expect(inUnit).toBeLessThanOrEqual(analyte.plausible.high);
        }
      for (const critical of [analyte.critical.low, analyte.critical.high]) {
        if (critical === null || analyte.plausible === null) continue;
        expect(critical.value).toBeGreaterThan(analyte.plausible.low);
        expect(critical.value).toBeLessThan(analyte.plausible.high);
      }
    },
  );

  it('names for every source a title, a year and an address', () => {
    for (const entry of Object.values(SOURCES)) {
      expect(entry.title).not.toBe('');
      expect(entry.year).toBeGreaterThan(1990);
      expect(entry.url).toMatch(/^https:\/\//);
    }
  });
});

describe('finding an analyte', () => {
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
    ['E.S.R', 'mm/h', '30341-2'],
    ['V.G.M.', 'fL', '787-2'],
    ['S-Ferritina', 'ng/mL', '2276-4'],
    ['Velocidad de sedimentación (VSG)', 'mm/h', '30341-2'],
    ['Gesamt-Bilirubin', 'mg/dL', '1975-2'],
    ['Polynucléaires neutrophiles', '%', '770-8'],
    ['Hormônio tireoestimulante (TSH)', 'u[IU]/mL', '3016-3'],
    ['25-Hidroksi Vitamin D', 'ng/mL', '62292-8'],
    ['Leucociti', '10*3/uL', '6690-2'],
  ])('knows %s in %s', (name, ucum, code) => {
    const analyte = findAnalyte(name, ucum);
    expect(analyte && loincOf(analyte, ucum)).toBe(code);
  });

  it('gives no code where the unit measures something that the code is not for', () => {
    const analyte = findAnalyte('Hemoglobin', 'mmol/L');
    expect(analyte && loincOf(analyte, 'mmol/L')).toBeNull();
  });

  it('does not take a qualified analyte for the plain one', () => {
    expect(isKnownName('Calcium (dialysate)')).toBe(false);
    expect(findAnalyte('Calcium (dialysate)', 'mmol/L')).toBeNull();
  });
});

describe('conversion', () => {
  it.each([
    [5.55, 'mmol/L', 'mg/dL', 'Glucose', 100],
    [88.4, 'umol/L', 'mg/dL', 'Creatinine', 1],
    [140, 'meq/L', 'mmol/L', 'Sodium', 140],
    [2.5, 'mmol/L', 'mg/dL', 'Calcium', 10],
    [2, 'u[IU]/mL', 'm[IU]/L', 'Thyrotropin', 2],
    [12.9, 'pmol/L', 'ng/dL', 'Thyroxine (T4), free', 1],
    [75, 'nmol/L', 'ng/mL', 'Vitamin D, 25-hydroxy', 30],
    [5.2, 'mmol/L', 'mg/dL', 'Cholesterol, total', 201],
    [1, 'ukat/L', 'U/L', 'Alanine aminotransferase', 60],
  ])('%d %s is about %s of %s', (value, from, to, name, expected) => {
    const analyte = ANALYTES.find((one) => one.name === name);
    const converted = convert(value, from, to, analyte) ?? NaN;
    expect(Math.abs(converted - expected) / expected).toBeLessThan(0.01);
  });

  it('refuses what cannot be converted', () => {
    expect(convert(1, 'g/L', 's')).toBeNull();
  });
});

describe('published intervals', () => {
  const hemoglobin = ANALYTES.find(({ name }) => name === 'Hemoglobin');

  it('hold only for a person whose sex and age are known as far as they matter', () => {
    if (!hemoglobin) throw new Error('no hemoglobin');
    expect(builtinReference(hemoglobin, 'g/L', { sex: 'female', age: 40 })).toMatchObject({
      low: 120,
      high: 160,
    });
    expect(builtinReference(hemoglobin, 'g/dL', { sex: null, age: 40 })).toBeNull();
    expect(builtinReference(hemoglobin, 'g/dL', { sex: 'male', age: null })).toBeNull();
    expect(builtinReference(hemoglobin, 'g/dL', { sex: 'male', age: 9 })).toBeNull();
  });
});
