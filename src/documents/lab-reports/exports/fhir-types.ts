/** The part of FHIR R4 (hl7.org/fhir/R4) that an exported report uses. */
export interface Coding {
  system: string;
  code: string;
  display?: string;
}

export interface CodeableConcept {
  coding?: Coding[];
  text?: string;
}

export interface Quantity {
  value: number;
  comparator?: '<' | '>';
  unit?: string;
  system?: string;
  code?: string;
}

export interface Reference {
  reference?: string;
  type?: string;
  identifier?: { system: string; value: string };
  display?: string;
}

export interface Extension {
  url: string;
  valueString?: string;
  valueDecimal?: number;
  valuePositiveInt?: number;
  valueBoolean?: boolean;
  extension?: Extension[];
}

interface Resource {
  /** Narrative: XHTML. */
  text: { status: 'generated'; div: string };
  extension?: Extension[];
}

export interface ReferenceRange {
  low?: Quantity;
  high?: Quantity;
  text?: string;
}

interface Dated {
  effectiveDateTime?: string;
  _effectiveDateTime?: { extension: Extension[] };
}

export interface Observation extends Resource, Dated {
  resourceType: 'Observation';
  status: 'preliminary';
  category?: CodeableConcept[];
  code: CodeableConcept;
  subject?: Reference;
  issued: string;
  performer?: Reference[];
  valueQuantity?: Quantity;
  valueString?: string;
  dataAbsentReason?: CodeableConcept;
  interpretation?: CodeableConcept[];
  note?: { text: string }[];
  method?: CodeableConcept;
  referenceRange?: ReferenceRange[];
}

export interface DiagnosticReport extends Resource, Dated {
  resourceType: 'DiagnosticReport';
  status: 'partial';
  category: CodeableConcept[];
  code: CodeableConcept;
  subject?: Reference;
  issued: string;
  performer?: Reference[];
  result?: Reference[];
  conclusion: string;
}

export interface Patient extends Resource {
  resourceType: 'Patient';
  gender?: 'male' | 'female';
}

export interface Device extends Resource {
  resourceType: 'Device';
  deviceName: { name: string; type: 'user-friendly-name' }[];
  version?: { value: string }[];
}

export interface Provenance extends Resource {
  resourceType: 'Provenance';
  target: Reference[];
  recorded: string;
  agent: { type: CodeableConcept; who: Reference }[];
  entity?: { role: 'source'; what: Reference }[];
}

export type ExportedResource = DiagnosticReport | Observation | Patient | Device | Provenance;

export interface Bundle {
  resourceType: 'Bundle';
  id: string;
  identifier: { system: string; value: string };
  type: 'collection';
  timestamp: string;
  entry: { fullUrl: string; resource: ExportedResource }[];
}
