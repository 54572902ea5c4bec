/**
 * Renders the knowledge about laboratory analytes as docs/models/lab-sources.md, for physicians to read and correct:
 * `node tools/lab-sources.mjs` writes it, a test checks that it is up to date.
 */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const knowledge = new URL('../src/documents/lab-reports/knowledge/', import.meta.url);
const page = new URL('../docs/models/lab-sources.md', import.meta.url);

/** The page as it should be. */
export function renderSources() {
  const { sources } = read('sources.json');
  const { reasons } = read('plausibility.json');
  const analytes = readFolder('analytes').flatMap((file) => file.analytes);
  const patterns = readFolder('patterns').flatMap((file) =>
    file.patterns.map((pattern) => ({ ...pattern, specialist: file.specialist })),
  );
  return [
    '# What is known of laboratory analytes, and from where',
    '',
    'Made by `node tools/lab-sources.mjs` from `src/documents/lab-reports/knowledge/`. To correct something, change the JSON file there and run it again.',
    '',
    'How it is used: the interval that the laboratory prints always wins. A published interval is applied only where the report prints none and no mark, and where the',
    'age (and the sex, if it matters) of an adult is printed; it is then given as `reference.source: "builtin"` with its citation. Critical limits make a finding urgent. Plausibility limits make a person',
    'look at the value, nothing else. Intervals that are also printed judge no value; they tell when a printed interval was meant in another unit. An empty cell means that no source was certain enough.',
    '',
    `${analytes.length} analytes, ${analytes.reduce((sum, one) => sum + Object.keys(one.loinc).length, 0)} LOINC codes, ${analytes.filter((one) => one.intervals.length > 0).length} with intervals, ${patterns.length} patterns.`,
    '',
    '## Second reading',
    '',
    'Each row was read again by a second engineer, who is no doctor either: LOINC code against analyte, property and specimen; unit and molar mass; plausibility limits; intervals against transcriptions of the',
    'ABIM list (January 2026 and 2024), which agree in all they hold; not found there, and judged from memory: thyrotropin, total T3, transferrin, zinc, corticotropin, alpha-fetoprotein. Critical limits were compared with both lists. Changed:',
    '',
    '- 14 LOINC codes added (tumour markers, T3 and T4 in moles, iron binding capacities, osmolality and others), each found under the same name in public tables; the code of post-prandial glucose taken out, because it stands for two hours after a meal;',
    '- MCHC may be given in mmol/L;',
    '- critical limits that are reached at the limit itself say so, and the ARUP list of 2017 gave way to that of 2024, whose limit for glucose is 55 instead of 40 mg/dL;',
    '- intervals that are also printed, of glucose, LDL and non-HDL cholesterol, urea, vitamin D, folate and testosterone, added from memory of their sources and of what their units make of each other;',
    '- seven patterns without a source were given one, judged from memory, and low folate one whose text was read;',
    '- the haemoglobin limits of the WHO for adults and in pregnancy were compared with a transcription of its guideline of 2024, and agree.',
    '',
    '## Third reading',
    '',
    "An engineer, who is no doctor, looked up the sources' own text in November 2026, by searches in stored copies of public pages: where the text itself could be read, in it, else in transcriptions and quotations that name",
    'the source. Most copies show only the beginning of a document. That a limit agrees says that it was copied rightly, not that it is right for a patient; no physician has read this page yet.',
    '',
    '- Critical limits: 30 were compared with the two lists (21 of ARUP, 9 of Mayo Clinic), and all agree. Added: those of ARUP for bicarbonate also hold for total carbon dioxide, which is what that test measures.',
    '  The upper limit of haemoglobin is that of people older than seven weeks. ARUP also calls for lactate of 5 mmol/L or more, which is not applied here.',
    '- Patterns, 68: the limits or the sense of 38 agree with the text. Of these, LDL cholesterol of 190 mg/dL now says that the advice is for adults up to 75 years, and the guideline of the WHO of 2024 gives its haemoglobin',
    '  cutoffs for adults of 15 to 65 years; for older people the same ones rest on its summary of 2011. The criteria for diabetes of 2025, the categories of filtration and albumin of 2024 and the limits of vitamin D of 2011 were read in works that cite them. Low folate was read before.',
    '- Six patterns were cited from pages in whose text what they say was not found; they were given a source whose text was read: `leukocytosis-neutrophils`, `neutropenia`, `eosinophilia`, `thrombocytopenia`, `thrombocytosis`,',
    '  `inflammation-bacterial`. Not in the text read, and from memory: inherited low neutrophils, steroid medicines as a cause of high ones, platelets that clump in the tube, and that inflammation with high white cells is often bacterial.',
    '- `natriuretic-high` agrees with the table of the edition of 2016; that of 2021 was not found.',
    '- Of `liver-hepatocellular`, `liver-cholestatic` and `liver-mixed` the sense agrees with the abstract of the guideline; the limits 2 and 5 of R were found elsewhere, not in its text, and whether 2 and 5 themselves belong to the mixed kind is told in both ways.',
    '- Not found, unchanged and judged from memory (19 patterns): `tsh-high`, `tsh-low`, `hyperthyroidism-overt`, `hyperthyroidism-subclinical`, `thyroid-central`, `microcytosis`, `macrocytosis`, `pancytopenia`, `bile-held-back`, `alp-liver`,',
    '  `alp-bone`, `ast-alt-2`, `bilirubin-isolated`, `hyperkalaemia`, `hypokalaemia`, `hyponatraemia`, `hypernatraemia`, `hypercalcaemia-pth`, `iron-overload`. So are the causes that the texts about anaemia name, and what raises albumin in the urine for a while.',
    '- Intervals that are also printed, 13: 9 agree. Not found: testosterone of women of 15 to 70 ng/dL (an older page of the same source is quoted with 20 to 80) and vitamin D of 30 to 100 ng/mL. Two that rest on the ABIM list were not compared again.',
    '- Adult intervals, 95: the three of ATP III agree; the number of a table of triglycerides, which could not be confirmed, was taken out. The 92 of the ABIM list were compared in the second reading only.',
    '- Limits below 18 years are those of haemoglobin from 15 and ferritin from 10 years; limits in pregnancy are 7.0 and 10.5 g/dL of haemoglobin. All agree.',
    '- For a physician to decide: whether the cutoffs of ferritin hold after the first third of pregnancy and beside a raised CRP in pregnancy, and whether `iron-overload` should wait for a higher ferritin when CRP is raised.',
    '- The years of MedlinePlus pages could not be checked.',
    '',
    '## Sources',
    '',
    '| key | title | organisation | year | address |',
    '|---|---|---|---|---|',
    ...Object.entries(sources).map(([key, one]) =>
      row([key, one.title, one.organisation, one.year, one.url]),
    ),
    '',
    'Plausibility limits:',
    '',
    ...Object.entries(reasons).map(([key, text]) => `- \`${key}\`: ${text}`),
    '',
    ...[...new Set(analytes.map((one) => one.category))].flatMap((category) => [
      `## Analytes: ${category}`,
      '',
      '| analyte | unit | adult reference interval | also printed, not applied | critical | plausible | LOINC | printed as |',
      '|---|---|---|---|---|---|---|---|',
      ...analytes.filter((one) => one.category === category).map(analyteRow),
      '',
    ]),
    '## Patterns',
    '',
    'A pattern is told when its condition holds for results that need no review; `low`, `high` and `normal` are by the interval that the report prints.',
    '',
    ...patterns.flatMap(patternSection),
  ].join('\n');
}

function analyteRow(one) {
  return row([
    one.name,
    one.unit,
    one.intervals.map(interval).join('; '),
    (one.customary ?? []).map(interval).join('; '),
    [
      one.critical.low &&
        `${one.critical.low.inclusive ? '≤' : '<'} ${one.critical.low.value} (${one.critical.low.source}, ${one.critical.low.where})`,
      one.critical.high &&
        `${one.critical.high.inclusive ? '≥' : '>'} ${one.critical.high.value} (${one.critical.high.source}, ${one.critical.high.where})`,
    ]
      .filter(Boolean)
      .join('; '),
    one.plausible ? `${one.plausible.low} to ${one.plausible.high} (${one.plausible.reason})` : '',
    Object.entries(one.loinc)
      .map(([property, code]) => `${code} (${property.replaceAll('_', ' ')})`)
      .join(', '),
    Object.entries(one.aliases)
      .map(([language, names]) => `${language}: ${names.join(', ')}`)
      .join('; '),
  ]);
}

function interval(one) {
  const who = [
    one.sex,
    one.age_from === undefined ? '' : `from ${one.age_from} years`,
    one.age_to ? `to ${one.age_to}` : '',
    one.fasting ? 'fasting' : '',
  ]
    .filter(Boolean)
    .join(', ');
  const high = `${one.high_inclusive === false ? '<' : '≤'} ${one.high}`;
  const bounds = one.low === null ? high : one.high === null ? `≥ ${one.low}` : `${one.low} to ${one.high}`;
  return `${bounds}${one.unit ? ` ${one.unit}` : ''} (${who ? `${who}; ` : ''}${one.source}, ${one.where})`;
}

function patternSection(one) {
  return [
    `### ${one.title}`,
    '',
    `\`${one.id}\`, ${one.specialist}, ${one.severity}. Condition: ${condition(one.when)}.${one.patient ? ` Only: ${condition({ patient: one.patient })}.` : ''}${one.unless ? ` Not told beside: ${one.unless.join(', ')}.` : ''}`,
    '',
    `> ${one.text}`,
    '',
    `Asks: ${one.ask}`,
    '',
    one.source
      ? `Source: ${one.source}, ${one.where}`
      : 'Source: none; it rests on the interval that the report prints.',
    '',
  ];
}

/** The condition in words. */
function condition(one) {
  if (one.all) return one.all.map(inBrackets).join(' and ');
  if (one.any) return one.any.map(inBrackets).join(' or ');
  if (one.patient)
    return [
      one.patient.sex,
      one.patient.age_from === undefined ? '' : `from ${one.patient.age_from} years`,
      one.patient.pregnant === undefined
        ? ''
        : one.patient.pregnant
          ? 'pregnant'
          : 'not known to be pregnant',
    ]
      .filter(Boolean)
      .join(', ');
  const name = one.ratio
    ? `${one.ratio[0]} divided by ${one.ratio[1]}`
    : one.upper_limit_ratio
      ? `(${one.upper_limit_ratio[0]} / its upper limit) divided by (${one.upper_limit_ratio[1]} / its upper limit)`
      : [one.analyte].flat().join(' or ');
  if (one.flag) return `${name} is ${one.flag}`;
  const limits = [
    ['at_least', '≥'],
    ['above', '>'],
    ['at_most', '≤'],
    ['below', '<'],
  ]
    .filter(([key]) => one[key] !== undefined)
    .map(([key, sign]) => `${sign} ${one[key]}`);
  return `${name} ${limits.join(' and ')}${one.unit ? ` ${one.unit}` : ''}`;
}

function inBrackets(one) {
  return one.all || one.any ? `(${condition(one)})` : condition(one);
}

function row(cells) {
  return `| ${cells.map((cell) => String(cell).replaceAll('|', '\\|')).join(' | ')} |`;
}

function read(name) {
  return JSON.parse(readFileSync(new URL(name, knowledge), 'utf8'));
}

function readFolder(name) {
  return readdirSync(new URL(`${name}/`, knowledge))
    .filter((file) => file.endsWith('.json'))
    .sort()
    .map((file) => read(`${name}/${file}`));
}

if (process.argv[1] === fileURLToPath(import.meta.url)) writeFileSync(page, renderSources());
