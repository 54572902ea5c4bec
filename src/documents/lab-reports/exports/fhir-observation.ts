import { describe } from '../interpretation/findings.js';
import type { AnalyteResult, EarlierValue } from '../lab-report.js';
import { extensionUrl, interpretationOf, LABORATORY, LOINC, NOT_READ, UCUM } from './fhir-codes.js';
import type { Extension, Observation, Quantity, ReferenceRange } from './fhir-types.js';
import { escapeText } from './markup.js';
import { referenceOrigin, referenceText } from './reference-text.js';
import { visibleLine } from './visible-text.js';

/** What all results of a report share. */
export type SharedMembers = Pick<
  Observation,
  'issued' | 'subject' | 'performer' | 'effectiveDateTime' | '_effectiveDateTime'
>;

/**
 * One result as an Observation. `preliminary`, because R4 says of it: "data may be incomplete or unverified"; nobody has
 * compared the reading with the paper yet. What needs review says so in a note and keeps its value, without an interpretation and bounds that a
 * system could act on.
 */
export function toObservation(analyte: AnalyteResult, shared: SharedMembers): Observation {
  const interpretation = analyte.needs_review ? undefined : interpretationOf(analyte.flag);
  const referenceRange = referenceRangeOf(analyte);
  return {
    resourceType: 'Observation',
    text: narrative(describe(analyte)),
    extension: [sourceExtension(analyte)],
    status: 'preliminary',
    category: [LABORATORY],
    code: {
      ...(analyte.loinc && { coding: [{ system: LOINC, code: analyte.loinc }] }),
      text: visibleLine(analyte.name) || 'Test without a name',
    },
    ...shared,
    ...valueOf(analyte),
    ...(interpretation && { interpretation }),
    ...(analyte.needs_review && { note: [{ text: reviewNote(analyte) }] }),
    method: {
      text: 'Read by software from a printed report; the method of the laboratory is not stated here.',
    },
    ...(referenceRange && { referenceRange: [referenceRange] }),
  };
}

/** One paragraph of XHTML. */
export function narrative(sentence: string): Observation['text'] {
  const div = `<div xmlns="http://www.w3.org/1999/xhtml"><p>${escapeText(visibleLine(sentence))}</p></div>`;
  return { status: 'generated', div };
}

function valueOf(
  analyte: AnalyteResult,
): Pick<Observation, 'valueQuantity' | 'valueString' | 'dataAbsentReason'> {
  const text = visibleLine(analyte.value_text);
  if (analyte.value !== null)
    return {
      valueQuantity: {
        value: analyte.value,
        ...(analyte.comparator && { comparator: analyte.comparator }),
        ...unitOf(analyte),
      },
    };
  if (text === '') return { dataAbsentReason: NOT_READ };
  return { valueString: visibleLine([analyte.value_text, analyte.unit].filter(Boolean).join(' ')) };
}

function unitOf({ unit, ucum_unit: ucum }: AnalyteResult): Pick<Quantity, 'unit' | 'system' | 'code'> {
  const printed = visibleLine(unit ?? '');
  return { ...(printed && { unit: printed }), ...(ucum && { system: UCUM, code: ucum }) };
}

function referenceRangeOf(analyte: AnalyteResult): ReferenceRange | undefined {
  const { low, high } = analyte.reference;
  const origin = referenceOrigin(analyte.reference, analyte.reference.citation ?? null);
  const text = [referenceText(analyte.reference), origin && `(${origin})`].filter(Boolean).join(' ');
  if (low === null && high === null && text === '') return undefined;
  if (analyte.needs_review && text) return { text };
  return {
    ...(low !== null && { low: { value: low, ...unitOf(analyte) } }),
    ...(high !== null && { high: { value: high, ...unitOf(analyte) } }),
    ...(text && { text }),
  };
}

function reviewNote(analyte: AnalyteResult): string {
  return visibleLine(`Needs review against the original, page ${analyte.page}: ${analyte.reasons.join(' ')}`);
}

/** Where the result stands in the uploaded PDF and how it is printed there: trailing zeros and marks survive here. */
function sourceExtension(analyte: AnalyteResult): Extension {
  const [x0, y0, x1, y1] = analyte.box;
  const printed: [string, string | null][] = [
    ['printed-value', analyte.value_text],
    ['printed-flag', analyte.lab_flag],
    ['printed-row', analyte.raw],
  ];
  return {
    url: extensionUrl('source'),
    extension: [
      { url: 'page', valuePositiveInt: analyte.page },
      { url: 'x0', valueDecimal: x0 },
      { url: 'y0', valueDecimal: y0 },
      { url: 'x1', valueDecimal: x1 },
      { url: 'y1', valueDecimal: y1 },
      ...printed.flatMap(([url, text]) => {
        const shown = visibleLine(text ?? '');
        return shown === '' ? [] : [{ url, valueString: shown }];
      }),
      ...(analyte.previous ?? []).map(previousExtension),
      { url: 'confidence', valueDecimal: analyte.confidence },
      { url: 'needs-review', valueBoolean: analyte.needs_review },
    ],
  };
}

/** An earlier value that the report prints beside this one; its date is text, because nobody has settled its form. */
function previousExtension({ value, date }: EarlierValue): Extension {
  const printed = visibleLine(date ?? '');
  return {
    url: 'previous',
    extension: [
      { url: 'value', valueDecimal: value },
      ...(printed === '' ? [] : [{ url: 'printed-date', valueString: printed }]),
    ],
  };
}
