/**
 * Makes samples/lab-report.pdf and samples/lab-report.truth.json: an invented patient, an invented laboratory, invented values.
 * Run with `node tools/make-sample-lab-report.mjs`; the same bytes come out each time.
 */
import { createWriteStream } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { finished } from 'node:stream/promises';
import { fileURLToPath } from 'node:url';

import PDFDocument from 'pdfkit';

const samples = join(dirname(fileURLToPath(import.meta.url)), '..', 'samples');
const FIXED_DATE = new Date('2025-03-18T00:00:00Z');
const COLUMNS = { name: 40, result: 235, flag: 300, unit: 340, reference: 435 };

/** name, result, flag, unit, reference, then what a reader must make of it: value, comparator, low, high, flag. */
const SECTIONS = [
  {
    page: 1,
    title: 'COMPLETE BLOOD COUNT',
    rows: [
      ['Hemoglobin', '10.8', 'L', 'g/dL', '12.0 - 15.5', 10.8, null, 12, 15.5, 'low'],
      ['Hematocrit', '33.1', 'L', '%', '36.0 - 46.0', 33.1, null, 36, 46, 'low'],
      ['Red Blood Cells', '4.05', '', '10^6/µL', '3.90 - 5.20', 4.05, null, 3.9, 5.2, 'normal'],
      ['MCV', '76.4', 'L', 'fL', '80.0 - 100.0', 76.4, null, 80, 100, 'low'],
      ['MCH', '26.7', 'L', 'pg', '27.0 - 33.0', 26.7, null, 27, 33, 'low'],
      ['White Blood Cells', '7.20', '', '10^3/µL', '4.00 - 11.00', 7.2, null, 4, 11, 'normal'],
      ['Neutrophils', '58.0', '', '%', '40.0 - 75.0', 58, null, 40, 75, 'normal'],
      ['Lymphocytes', '31.0', '', '%', '20.0 - 45.0', 31, null, 20, 45, 'normal'],
      ['Neutrophils', '4.18', '', '10^3/µL', '1.80 - 7.50', 4.18, null, 1.8, 7.5, 'normal'],
      ['Lymphocytes', '2.23', '', '10^3/µL', '1.00 - 4.00', 2.23, null, 1, 4, 'normal'],
      [
        'Platelet Count',
        '1,32,000',
        'L',
        '/cumm',
        '1,50,000 - 4,10,000',
        132000,
        null,
        150000,
        410000,
        'low',
      ],
    ],
  },
  {
    page: 1,
    title: 'KIDNEY AND ELECTROLYTES',
    rows: [
      ['Creatinine', '0.78', '', 'mg/dL', '0.50 - 1.10', 0.78, null, 0.5, 1.1, 'normal', '(Enzymatic)'],
      ['eGFR (CKD-EPI 2021)', '> 90', '', 'mL/min/1.73m2', '> 59', 90, '>', 59, null, 'normal'],
      ['Sodium', '139', '', 'mmol/L', '135 - 145', 139, null, 135, 145, 'normal'],
      ['Potassium', '6.8', 'HH', 'mmol/L', '3.5 - 5.1', 6.8, null, 3.5, 5.1, 'critical_high'],
    ],
  },
  {
    page: 2,
    title: 'LIVER',
    rows: [
      ['ALT (SGPT)', '62', 'H', 'U/L', 'Up to 41', 62, null, null, 41, 'high', '(IFCC)'],
      ['Alkaline Phosphatase', '88', '', 'U/L', '35 - 104', 88, null, 35, 104, 'normal'],
      ['Bilirubin, Total', '0.6', '', 'mg/dL', '0.2 - 1.2', 0.6, null, 0.2, 1.2, 'normal'],
    ],
  },
  {
    page: 2,
    title: 'LIPIDS AND METABOLISM',
    rows: [
      [
        'Cholesterol, Total',
        '228',
        'H',
        'mg/dL',
        ['Desirable: < 200', 'Borderline: 200 - 239', 'High: >= 240'],
        228,
        null,
        null,
        200,
        'high',
      ],
      ['HDL Cholesterol', '55', '', 'mg/dL', '> 40', 55, null, 40, null, 'normal'],
      ['HbA1c', '5.4', '', '%', '4.0 - 5.6', 5.4, null, 4, 5.6, 'normal', '(HPLC)'],
    ],
  },
  {
    page: 2,
    title: 'VITAMINS, HORMONES, SEROLOGY',
    rows: [
      ['Ferritin', '6.2', 'L', 'ng/mL', '13.0 - 150.0', 6.2, null, 13, 150, 'low'],
      ['Vitamin B12', '312', '', 'pg/mL', '197 - 771', 312, null, 197, 771, 'normal'],
      [
        'Thyroid Stimulating Hormone (TSH)',
        '<0.01',
        'L',
        'µIU/mL',
        '0.40 - 4.50',
        0.01,
        '<',
        0.4,
        4.5,
        'low',
      ],
      ['C-Reactive Protein', '3.1', '', 'mg/L', '< 5.0', 3.1, null, null, 5, 'normal'],
      ['HBsAg', 'Non Reactive', '', '', 'Non Reactive', null, null, null, null, 'normal'],
    ],
  },
];

async function main() {
  await drawReport(join(samples, 'lab-report.pdf'));
  await writeFile(join(samples, 'lab-report.truth.json'), `${JSON.stringify(truth(), null, 2)}\n`);
}

async function drawReport(path) {
  const pdf = new PDFDocument({
    size: 'A4',
    margin: 0,
    autoFirstPage: false,
    info: { CreationDate: FIXED_DATE, ModDate: FIXED_DATE },
  });
  pdf.info.Title = 'Sample laboratory report (fictitious)';
  // pdfkit derives the file identifier from the information dictionary, so fixed dates fix it too.
  const file = createWriteStream(path);
  pdf.pipe(file);
  for (const page of [1, 2]) drawPage(pdf, page);
  pdf.end();
  await finished(file);
}

function drawPage(pdf, page) {
  pdf.addPage();
  drawLetterhead(pdf);
  let y = drawHeadings(pdf, 168);
  for (const section of SECTIONS.filter((candidate) => candidate.page === page))
    y = drawSection(pdf, section, y);
  if (page === 2) drawNotes(pdf, y + 14);
  write(pdf, 500, 805, `Page ${page} of 2`, 8);
}

function drawLetterhead(pdf) {
  write(pdf, 40, 36, 'Riverbend Example Laboratory', 15, 'Helvetica-Bold');
  write(
    pdf,
    40,
    56,
    'Fictitious: invented laboratory, invented patient, invented values. For demonstration only.',
    8,
  );
  const fields = [
    ['Patient', 'Alex Example', 'Lab No.', '000012345'],
    ['Age', '42 Years', 'Gender', 'Female'],
    ['Collected', '17 Mar 2025 08:15', 'Reported', '18 Mar 2025 14:40'],
  ];
  fields.forEach(([a, b, c, d], index) => {
    const y = 84 + index * 16;
    write(pdf, 40, y, `${a}:`);
    write(pdf, 110, y, b);
    write(pdf, 320, y, `${c}:`);
    write(pdf, 390, y, d);
  });
}

function drawHeadings(pdf, y) {
  const bold = 'Helvetica-Bold';
  write(pdf, COLUMNS.name, y, 'Test', 9, bold);
  write(pdf, COLUMNS.result, y, 'Result', 9, bold);
  write(pdf, COLUMNS.flag, y, 'Flag', 9, bold);
  write(pdf, COLUMNS.unit, y, 'Unit', 9, bold);
  write(pdf, COLUMNS.reference, y, 'Reference Range', 9, bold);
  pdf
    .moveTo(40, y + 13)
    .lineTo(555, y + 13)
    .lineWidth(0.5)
    .stroke();
  return y + 22;
}

function drawSection(pdf, section, top) {
  write(pdf, 40, top, section.title, 9, 'Helvetica-Bold');
  return section.rows.reduce((y, row) => drawRow(pdf, row, y), top + 18);
}

function drawRow(pdf, [name, result, flag, unit, reference, , , , , , method], y) {
  const references = [reference].flat();
  write(pdf, COLUMNS.name, y, name);
  write(pdf, COLUMNS.result, y, result, 9, flag ? 'Helvetica-Bold' : 'Helvetica');
  write(pdf, COLUMNS.flag, y, flag);
  write(pdf, COLUMNS.unit, y, unit);
  references.forEach((line, index) => write(pdf, COLUMNS.reference, y + index * 11, line));
  if (method) write(pdf, COLUMNS.name, y + 10, method, 7);
  return y + Math.max(method ? 26 : 20, references.length * 11 + 8);
}

function drawNotes(pdf, y) {
  const lines = [
    'Notes',
    '1. HbA1c of 6.5 % or more on two occasions is one of the criteria of diabetes mellitus.',
    '2. LDL cholesterol is not calculated when triglycerides are > 400 mg/dL.',
    'End of report. This sample was generated by a program and describes nobody.',
  ];
  lines.forEach((line, index) => write(pdf, 40, y + index * 13, line, 8));
}

function write(pdf, x, y, text, size = 9, font = 'Helvetica') {
  if (text) pdf.font(font).fontSize(size).text(text, x, y, { lineBreak: false });
}

function truth() {
  const analytes = SECTIONS.flatMap(({ page, rows }) =>
    rows.map(([name, text, labFlag, unit, , value, comparator, low, high, flag]) => ({
      name,
      value,
      value_text: text,
      comparator,
      unit: unit || null,
      low,
      high,
      lab_flag: labFlag || null,
      flag,
      page,
    })),
  );
  return {
    collected_at: '2025-03-17T08:15:00',
    reported_at: '2025-03-18T14:40:00',
    laboratory: 'Riverbend Example Laboratory',
    patient: { age: 42, sex: 'female' },
    analytes,
  };
}

await main();
