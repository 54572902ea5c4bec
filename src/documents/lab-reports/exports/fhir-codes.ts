import type { AnalyteFlag } from '../lab-report.js';
import type { CodeableConcept, Coding } from './fhir-types.js';

export const LOINC = 'http://loinc.org';
export const UCUM = 'http://unitsofmeasure.org';
const TERMINOLOGY = 'http://terminology.hl7.org/CodeSystem';

/** Extensions of Assay, described in docs/fhir.md. */
const EXTENSIONS = 'urn:x-assay:fhir:';
export const extensionUrl = (name: string): string => EXTENSIONS + name;

/** LOINC 11502-2, Laboratory report (loinc.org/11502-2). */
export const LABORATORY_REPORT: Coding = { system: LOINC, code: '11502-2', display: 'Laboratory report' };
/** LOINC 30525-0, Age (loinc.org/30525-0). */
export const AGE: Coding = { system: LOINC, code: '30525-0', display: 'Age' };

/** hl7.org/fhir/R4/valueset-diagnostic-service-sections.html */
export const LABORATORY_SERVICE: CodeableConcept = {
  coding: [{ system: `${TERMINOLOGY}/v2-0074`, code: 'LAB', display: 'Laboratory' }],
};

/** hl7.org/fhir/R4/valueset-observation-category.html */
export const LABORATORY: CodeableConcept = {
  coding: [{ system: `${TERMINOLOGY}/observation-category`, code: 'laboratory', display: 'Laboratory' }],
};

/** hl7.org/fhir/R4/valueset-provenance-agent-type.html */
export const ASSEMBLER: CodeableConcept = {
  coding: [{ system: `${TERMINOLOGY}/provenance-participant-type`, code: 'assembler', display: 'Assembler' }],
};

/** hl7.org/fhir/R4/valueset-data-absent-reason.html */
export const NOT_READ: CodeableConcept = {
  coding: [{ system: `${TERMINOLOGY}/data-absent-reason`, code: 'unknown', display: 'Unknown' }],
};

const INTERPRETATIONS: Record<Exclude<AnalyteFlag, 'unknown'>, [code: string, display: string]> = {
  low: ['L', 'Low'],
  normal: ['N', 'Normal'],
  high: ['H', 'High'],
  critical_low: ['LL', 'Critical low'],
  critical_high: ['HH', 'Critical high'],
  abnormal: ['A', 'Abnormal'],
};

/** hl7.org/fhir/R4/valueset-observation-interpretation.html; a result that was not assessed has none. */
export function interpretationOf(flag: AnalyteFlag): CodeableConcept[] | undefined {
  if (flag === 'unknown') return undefined;
  const [code, display] = INTERPRETATIONS[flag];
  return [{ coding: [{ system: `${TERMINOLOGY}/v3-ObservationInterpretation`, code, display }] }];
}
