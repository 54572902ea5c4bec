import { v5 as uuidV5 } from 'uuid';
import type { ExportContext, ExportedReport } from './exported-report.js';
import { AGE, ASSEMBLER, extensionUrl, LABORATORY_REPORT, LABORATORY_SERVICE, UCUM } from './fhir-codes.js';
import { narrative, type SharedMembers, toObservation } from './fhir-observation.js';
import type {
  Bundle,
  Device,
  DiagnosticReport,
  ExportedResource,
  Extension,
  Observation,
  Patient,
  Provenance,
  Reference,
} from './fhir-types.js';
import { visible, visibleLine } from './visible-text.js';

type Entry = Bundle['entry'][number];

/**
 * The result as a FHIR R4 Bundle (`collection`): a DiagnosticReport, an Observation per result, a Patient with no more
 * than the printed sex, and the Provenance that names the program and the file's hash. The addresses of the resources
 * follow from the job's id, so that exporting twice gives the same Bundle.
 */
export function toFhirBundle(result: ExportedReport, context: ExportContext): Bundle {
  const enter = (name: string, resource: ExportedResource): Entry => ({
    fullUrl: `urn:uuid:${uuidV5(name, context.jobId)}`,
    resource,
  });
  const patient = patientOf(result).map((resource) => enter('patient', resource));
  const shared = sharedMembers(result, context, patient[0]);
  const observations = result.report.analytes.map((analyte, index) =>
    enter(`observation/${index}`, toObservation(analyte, shared)),
  );
  const report = enter('report', toReport(result, shared, observations.map(referTo)));
  const age = ageOf(result, shared).map((resource) => enter('age', resource));
  const device = enter('device', toDevice(result));
  const derived = [report, ...observations, ...age];
  const provenance = enter(
    'provenance',
    toProvenance(result, context, derived.map(referTo), referTo(device)),
  );
  return {
    resourceType: 'Bundle',
    id: context.jobId,
    identifier: { system: 'urn:ietf:rfc:3986', value: `urn:uuid:${context.jobId}` },
    type: 'collection',
    timestamp: context.issued.toISOString(),
    entry: [report, ...observations, ...age, ...patient, device, provenance],
  };
}

function referTo({ fullUrl, resource }: Entry): Reference {
  return { reference: fullUrl, type: resource.resourceType };
}

function sharedMembers(
  { report }: ExportedReport,
  { issued }: ExportContext,
  patient?: Entry,
): SharedMembers {
  const laboratory = visibleLine(report.laboratory ?? '');
  return {
    ...(patient && { subject: referTo(patient) }),
    ...effectiveAt(report.collected_at),
    issued: issued.toISOString(),
    ...(laboratory && { performer: [{ type: 'Organization', display: laboratory }] }),
  };
}

/** FHIR allows a time of day only with a zone, which reports do not print: the date, and the local time beside it. */
function effectiveAt(collected?: string): Pick<SharedMembers, 'effectiveDateTime' | '_effectiveDateTime'> {
  if (!collected) return {};
  const [date = ''] = collected.split('T');
  if (date === collected) return { effectiveDateTime: date };
  return { effectiveDateTime: date, _effectiveDateTime: { extension: [localTime(collected)] } };
}

function localTime(text: string): Extension {
  return { url: extensionUrl('local-time'), valueString: text };
}

/**
 * `partial`, because R4 says of it: "data in the report may be incomplete or unverified"; its `preliminary` means
 * "verified early results", which a reading by software is not.
 */
function toReport(result: ExportedReport, shared: SharedMembers, results: Reference[]): DiagnosticReport {
  const extension = reportExtensions(result);
  const { performer, ...dated } = shared;
  return {
    resourceType: 'DiagnosticReport',
    text: narrative(
      `Laboratory report with ${results.length} results, read by software. ${result.disclaimer}`,
    ),
    ...(extension.length > 0 && { extension }),
    status: 'partial',
    category: [LABORATORY_SERVICE],
    code: { coding: [LABORATORY_REPORT], text: 'Laboratory report' },
    ...dated,
    ...(performer && { performer }),
    ...(results.length > 0 && { result: results }),
    conclusion: visible(result.analysis),
  };
}

/** What would be lost otherwise: lines that could not be read, pages without text, the printed report time. */
function reportExtensions({ report, warnings }: ExportedReport): Extension[] {
  return [
    ...warnings.map((warning) => ({ url: extensionUrl('warning'), valueString: visibleLine(warning) })),
    ...report.unread.map(({ page, text }) => ({
      url: extensionUrl('unread-line'),
      extension: [
        { url: 'page', valuePositiveInt: page },
        { url: 'printed-row', valueString: visibleLine(text) },
      ],
    })),
    ...(report.reported_at ? [{ url: extensionUrl('reported'), valueString: report.reported_at }] : []),
  ];
}

/** No name, number or birth date is carried over: the receiver knows whose report was sent. */
function patientOf({ report: { patient } }: ExportedReport): Patient[] {
  if (patient.sex === undefined && patient.age === undefined) return [];
  const sentence = 'The person named on the report; the identity is deliberately not carried over.';
  return [
    { resourceType: 'Patient', text: narrative(sentence), ...(patient.sex && { gender: patient.sex }) },
  ];
}

/** The printed age as an observation of its own: a birth date would have to be invented. */
function ageOf(
  { report: { patient } }: ExportedReport,
  { performer: _laboratory, ...dated }: SharedMembers,
): Observation[] {
  if (patient.age === undefined) return [];
  return [
    {
      resourceType: 'Observation',
      text: narrative(`Age as printed on the report: ${patient.age} years.`),
      status: 'preliminary',
      code: { coding: [AGE], text: 'Age as printed on the report' },
      ...dated,
      valueQuantity: { value: patient.age, unit: 'years', system: UCUM, code: 'a' },
    },
  ];
}

function toDevice({ models, receipt }: ExportedReport): Device {
  const used = models.filter(({ accepted }) => accepted !== false);
  const names = used.map(({ name, version }) => visibleLine(`${name} ${version}`));
  return {
    resourceType: 'Device',
    text: narrative(`Assay, the program that read the report, with ${names.join(', ') || 'no model'}.`),
    deviceName: [
      { name: 'Assay', type: 'user-friendly-name' },
      ...names.map((name) => ({ name, type: 'user-friendly-name' as const })),
    ],
    ...(receipt?.build && { version: [{ value: receipt.build.version }] }),
  };
}

function toProvenance(
  { receipt }: ExportedReport,
  { issued }: ExportContext,
  target: Reference[],
  who: Reference,
): Provenance {
  const hashes = Object.values(receipt?.input_sha256 ?? {});
  return {
    resourceType: 'Provenance',
    text: narrative('Read by software from an uploaded PDF; not yet compared with it by a person.'),
    target,
    recorded: issued.toISOString(),
    agent: [{ type: ASSEMBLER, who }],
    ...(hashes.length > 0 && {
      entity: hashes.map((hash) => ({
        role: 'source' as const,
        what: { type: 'DocumentReference', identifier: { system: extensionUrl('sha-256'), value: hash } },
      })),
    }),
  };
}
