import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { ANALYTES } from '../knowledge/analytes.js';
import type { AnalyteFlag } from '../lab-report.js';
import { checkNarration } from './check-narration.js';
import { narrationFacts } from './facts.js';
import { analyte, between, resultOf } from './testing/example-result.js';

const NAMES = ANALYTES.map(({ name }) => name);
const UNITS = ['mmol/L', 'g/dL', 'U/L', '%', 'ng/mL', '10^3/µL'];
const WORDS: Record<string, string[]> = {
  low: ['low', 'decreased', 'below the reference range', 'outside the normal range'],
  high: ['high', 'elevated', 'raised', 'above the upper limit', 'outside its range'],
  normal: ['normal', 'within the reference range', 'within normal limits'],
  critical_low: ['critically low'],
  critical_high: ['critically high'],
};
const FLAGS = Object.keys(WORDS) as AnalyteFlag[];

interface Told {
  name: string;
  value: number;
  low: number;
  high: number;
  unit: string;
  flag: AnalyteFlag;
  word: string;
  form: number;
}

/** Results with numbers that no other result has, so that every exchange makes the text untrue. */
const report = fc
  .record({
    names: fc.uniqueArray(fc.constantFrom(...NAMES), { minLength: 3, maxLength: 8 }),
    numbers: fc.uniqueArray(fc.integer({ min: 11, max: 99_999 }), { minLength: 24, maxLength: 24 }),
    details: fc.array(
      fc.record({
        flag: fc.constantFrom(...FLAGS),
        word: fc.nat(),
        unit: fc.constantFrom(...UNITS),
        form: fc.nat(5),
        scale: fc.constantFrom(1, 10, 100, 1000),
      }),
      { minLength: 8, maxLength: 8 },
    ),
  })
  .map(({ names, numbers, details }) =>
    names.map((name, at): Told => {
      const { flag, word, unit, form, scale } = details[at]!;
      const [value, a, b] = numbers.slice(3 * at, 3 * at + 3).map((number) => number / scale) as [
        number,
        number,
        number,
      ];
      const words = WORDS[flag]!;
      return {
        name,
        value,
        low: Math.min(a, b),
        high: Math.max(a, b),
        unit,
        flag,
        word: words[word % words.length]!,
        form,
      };
    }),
  );

/** Parts of a sentence, so that a mutation can exchange one of them. */
interface Part {
  kind: 'name' | 'number' | 'unit' | 'flag' | 'text';
  text: string;
  of: Told;
}

function sentence(one: Told): Part[] {
  const part = (kind: Part['kind'], text: string | number): Part => ({ kind, text: String(text), of: one });
  const name = part('name', one.name);
  const value = [part('number', one.value), part('text', ' '), part('unit', one.unit)];
  const flag = part('flag', one.word);
  const text = (words: string): Part => part('text', words);
  const range = [part('number', one.low), text(' to '), part('number', one.high)];
  const forms = [
    [name, text(' is '), ...value, text(', '), flag, text('.\n')],
    [text('Your '), name, text(' is '), flag, text('.\n')],
    [text('- '), name, text(': '), ...value, text(', '), flag, text(' (reference '), ...range, text(').\n')],
    [name, text(' ('), ...value, text(') is '), flag, text('; ')],
    [name, text(' of '), ...value, text(' is '), flag, text(', with a reference of '), ...range, text('. ')],
    [name, text(' is '), flag, text(' and '), name, text(' is '), ...value, text('. ')],
  ];
  return forms[one.form]!;
}

const write = (parts: readonly Part[]): string => parts.map(({ text }) => text).join('');
const factsOf = (told: readonly Told[]) =>
  narrationFacts(
    resultOf(
      told.map(({ name, value, low, high, unit, flag }) =>
        analyte({ name, value, unit, flag, reference: between(low, high) }),
      ),
    ),
  );

/** What a part becomes: something of its kind that makes the text untrue. */
function mutate(part: Part, told: readonly Told[], choice: number): string {
  const { of: one } = part;
  if (part.kind === 'number') {
    const numbers = [
      ...told.flatMap(({ value, low, high }) => [value, low, high]),
      one.value * 10,
      one.value / 10,
      one.value + 1,
      Math.round(one.value) + 0.5,
    ];
    const others = numbers.filter((number) => number !== Number(part.text));
    return String(others[choice % others.length]);
  }
  if (part.kind === 'flag') {
    const others = FLAGS.filter((flag) => flag !== one.flag).flatMap((flag) => WORDS[flag]!);
    const untrue = others.filter(
      (word) =>
        !(word.startsWith('outside') && /low|high/.test(one.flag)) && !WORDS[one.flag]!.includes(word),
    );
    return untrue[choice % untrue.length]!;
  }
  if (part.kind === 'unit') {
    const others = [...UNITS, 'mg/dL', 'mmol/mL', 'units', `k${one.unit}`, `${one.unit}/h`].filter(
      (unit) => unit !== one.unit,
    );
    return others[choice % others.length]!;
  }
  const others = [
    ...told.filter(({ flag }) => flag !== one.flag).map(({ name }) => name),
    ...NAMES.filter((name) => !told.some((known) => known.name === name)),
    'Zorblatt factor',
  ];
  return others[choice % others.length]!;
}

describe('a narration of any report', () => {
  it('is accepted as long as it is true', () => {
    fc.assert(
      fc.property(report, (told) => {
        const text = write(told.flatMap(sentence));
        expect({ text, found: checkNarration(text, factsOf(told)).mismatches }).toMatchObject({ found: [] });
      }),
      { numRuns: 150 },
    );
  });

  it('is refused once any one number, unit, flag or name in it is another', () => {
    fc.assert(
      fc.property(report, fc.nat(), fc.nat(), (told, at, choice) => {
        const parts = told.flatMap(sentence);
        const places = parts.flatMap(({ kind }, index) => (kind === 'text' ? [] : [index]));
        const place = places[at % places.length]!;
        const other = mutate(parts[place]!, told, choice);
        const text = write(parts.with(place, { ...parts[place]!, text: other }));
        expect({ text, accepted: checkNarration(text, factsOf(told)).accepted }).toMatchObject({
          accepted: false,
        });
      }),
      { numRuns: 1_000 },
    );
  });
});
