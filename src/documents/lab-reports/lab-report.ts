import type { Box } from '../text/text-document.js';

/** The steps of an analysis, in order. */
export const LAB_REPORT_STEPS = ['read', 'rows', 'analytes', 'interpret'] as const;

export type AnalyteFlag =
  'low' | 'normal' | 'high' | 'critical_low' | 'critical_high' | 'abnormal' | 'unknown';

/**
 * What the value was compared with; `low` and `high` are null where nothing applies. The printed reference always wins; `builtin` is a
 * published interval for this person, with its citation, where the report prints none.
 */
export interface Reference {
  low: number | null;
  high: number | null;
  text: string;
  source: 'report' | 'builtin';
  citation?: string;
}

export interface EarlierValue {
  value: number;
  date: string | null;
}

/** One result of a laboratory report. Members are those of the HTTP contract. */
export interface AnalyteResult {
  /** As printed. */
  name: string;
  canonical_name: string | null;
  /** LOINC code for blood, serum or plasma, only where name and unit settle it. */
  loinc: string | null;
  value: number | null;
  value_text: string;
  comparator: '<' | '>' | null;
  /** As printed. */
  unit: string | null;
  ucum_unit: string | null;
  reference: Reference;
  /** The mark that the laboratory printed, as printed. */
  lab_flag: string | null;
  /** The value compared with the printed interval; without one, what the laboratory's mark says. */
  flag: AnalyteFlag;
  needs_review: boolean;
  reasons: string[];
  /** 0–1: how sure the reading of the row is. Nothing about the health of the patient. */
  confidence: number;
  page: number;
  box: Box;
  section: string | null;
  /** Present where name or section say that the sample was not blood. */
  specimen?: 'other';
  /** Earlier values that the report prints beside this one, newest first; dates as printed. */
  previous?: EarlierValue[];
  raw: string;
}

export interface LabReport {
  /** Local time of the laboratory without a zone, `2023-05-14T11:03:00`, or a date alone; absent where the order of day and month is open. */
  collected_at?: string;
  reported_at?: string;
  laboratory?: string;
  /** `pregnant` only where the report or the question says so. */
  patient: { age?: number; sex?: 'male' | 'female'; pregnant?: true };
  analytes: AnalyteResult[];
  /** Lines that look like results and could not be read with certainty. */
  unread: { page: number; text: string; box: Box }[];
}

export type Severity = 'info' | 'attention' | 'urgent';

export interface Finding {
  specialist: string;
  title: string;
  severity: Severity;
  text: string;
  /** Indexes into `report.analytes`. */
  rests_on: number[];
  rule: string;
  /** Where the rule comes from, for a reader to open. */
  source: string;
  /** A question to take to the doctor. */
  ask?: string;
}

/** A model that took part in a result; `accepted` says whether a language model's text is the one that is shown. */
export interface ResultModel {
  name: string;
  version: string;
  kind: 'rules' | 'remote';
  accepted?: boolean;
}

export interface LabReportResult {
  query: string;
  analysis: string;
  specialists_consulted: string[];
  file_processed: string;
  report: LabReport;
  findings: Finding[];
  models: ResultModel[];
  warnings: string[];
  disclaimer: string;
}
