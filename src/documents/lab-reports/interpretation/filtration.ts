import { convert } from '../knowledge/convert.js';
import { findByName } from '../knowledge/lookup.js';
import { cite } from '../knowledge/sources.js';
import type { Finding, LabReport } from '../lab-report.js';

/** Below this the kidneys filter less than they should at any age (KDIGO 2024, GFR categories G3a to G5). */
const DECREASED = 60;

/**
 * Glomerular filtration rate in mL/min/1.73 m² by the CKD-EPI creatinine equation of 2021, for adults who are not pregnant.
 * `creatinine` in mg/dL, `age` in years. Source: Inker et al., N Engl J Med 2021; 385:1737–1749, doi:10.1056/NEJMoa2102953.
 */
export function estimateFiltration(creatinine: number, age: number, sex: 'male' | 'female'): number {
  const [kappa, alpha, factor] = sex === 'female' ? [0.7, -0.241, 1.012] : [0.9, -0.302, 1];
  const relative = creatinine / kappa;
  return 142 * Math.min(relative, 1) ** alpha * Math.max(relative, 1) ** -1.2 * 0.9938 ** age * factor;
}

/** A decreased filtration rate that creatinine, age and sex imply, where the report prints creatinine but no filtration rate. */
export function findDecreasedFiltration({ analytes, patient }: LabReport): Finding[] {
  const { age, sex } = patient;
  const isPrinted = analytes.some((one) => one.canonical_name?.startsWith('Glomerular filtration rate'));
  if (isPrinted || patient.pregnant || age === undefined || age < 18 || sex === undefined) return [];
  const known = findByName('Creatinine');
  const index = analytes.findIndex(
    (one) => one.canonical_name === 'Creatinine' && !one.specimen && !one.needs_review && !one.comparator,
  );
  const creatinine = analytes[index];
  if (!known || !creatinine || creatinine.value === null || creatinine.ucum_unit === null) return [];
  const milligrams = convert(creatinine.value, creatinine.ucum_unit, 'mg/dL', known);
  const rate = milligrams === null ? null : Math.round(estimateFiltration(milligrams, age, sex));
  if (rate === null || rate >= DECREASED) return [];
  return [
    {
      specialist: 'nephrology',
      title: 'Kidney filtration calculated from creatinine is decreased',
      severity: 'attention',
      text: `The report prints no filtration rate. From creatinine, age and sex it is about ${rate} mL/min/1.73 m² (CKD-EPI 2021), below ${DECREASED}. Chronic kidney disease is diagnosed only if this lasts for three months or more.`,
      rests_on: [index],
      rule: 'filtration-calculated',
      source: cite('ckd-epi-2021', 'creatinine equation of 2021'),
      ask: 'Is this new, should it be repeated within three months, and should albumin in the urine be measured?',
    },
  ];
}
