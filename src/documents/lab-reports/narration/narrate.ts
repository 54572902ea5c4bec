import type { LanguageModel } from '../../../models/index.js';
import { describe, isOutOfRange } from '../interpretation/findings.js';
import { personNotes } from '../interpretation/person.js';
import { isPicture } from '../interpretation/pictures.js';
import type { AnalyteResult, Finding, LabReportResult } from '../lab-report.js';
import { checkNarration, type NarrationCheck } from './check-narration.js';
import { type NarrationFacts, narrationFacts } from './facts.js';
import { mismatch, type Mismatch } from './mismatch.js';
import { narrationPrompt } from './prompt.js';

const MAXIMUM_TOKENS = 2_048;
const MOST_QUOTED = 3;

/**
 * Lets a language model word a finished result. It is told the facts only, and its text is shown only if all of it is borne out by
 * them; otherwise the rules' analysis stays and a warning says what did not fit.
 *
 * @throws Failure `model_unavailable` where the model is away: a configured model is never silently left out.
 */
export async function narrate(
  result: LabReportResult,
  model: LanguageModel,
  signal?: AbortSignal,
): Promise<LabReportResult> {
  const facts = narrationFacts(result);
  // Nothing that a model may be told: nothing is asked.
  if (facts.results.length === 0) return result;
  const answer = await model.complete({ ...narrationPrompt(facts), maximumTokens: MAXIMUM_TOKENS, signal });
  const check = answer.finished ? checkNarration(answer.text, facts) : cutOff();
  const { accepted } = check;
  return {
    ...result,
    analysis: accepted ? assemble(check.text, facts, result) : result.analysis,
    models: [...result.models, { name: model.name, version: answer.model, kind: 'remote', accepted }],
    warnings: accepted ? result.warnings : [...result.warnings, refusalOf(check.mismatches)],
  };
}

function cutOff(): NarrationCheck {
  return { accepted: false, text: '', mismatches: [mismatch('length', 'cut off or withheld')] };
}

/** `The language model's text was not used: 2 statements do not fit the report (number: Potassium: 6.9; …).` */
function refusalOf(mismatches: readonly Mismatch[]): string {
  const count = mismatches.length;
  const quoted = mismatches.slice(0, MOST_QUOTED).map(({ kind, text }) => `${kind}: ${text}`);
  const more = count > MOST_QUOTED ? `; ${count - MOST_QUOTED} more` : '';
  const words = count === 1 ? '1 mismatch' : `${count} mismatches`;
  return `The language model's text was not used, the rules' own stands in its place: ${words} with the report (${quoted.join('; ')}${more}).`;
}

/** What is urgent and what the model was not told are always the rules' own words. */
function assemble(
  text: string,
  facts: NarrationFacts,
  { report, findings, disclaimer }: LabReportResult,
): string {
  const urgent = findings.filter(({ severity }) => severity === 'urgent');
  const untold = facts.leftOut.filter((analyte) => isOutOfRange(analyte) || analyte.needs_review);
  const settled = report.analytes.filter((analyte) => !analyte.needs_review);
  const normal = settled.filter(({ flag }) => flag === 'normal').map(({ name }) => name);
  const open = settled.filter(({ flag }) => flag === 'unknown').map(({ name }) => name);
  const parts = [
    listed('Urgent:', [...new Set(urgent.map((finding) => `${finding.title}. ${finding.text}`))]),
    text,
    listed('Also found by the rules:', untoldPictures(text, findings)),
    listed('Also in the report:', untold.map(withReasons)),
    listed(
      'Lines that look like results and could not be read:',
      report.unread.map(({ page, text: line }) => `page ${page}: "${line}"`),
    ),
    normal.length > 0 ? `Within the reference (${normal.length}): ${normal.join('; ')}.` : '',
    open.length > 0 ? `Not assessed (${open.length}): ${open.join('; ')}.` : '',
    personNotes(report).join(' '),
    text.includes(disclaimer) ? '' : disclaimer,
  ];
  return parts.filter((part) => part !== '').join('\n\n');
}

/** Findings that are more than one result out of range, and that the text does not name. */
function untoldPictures(text: string, findings: readonly Finding[]): string[] {
  return findings
    .filter((finding) => finding.severity !== 'urgent' && isPicture(finding) && !text.includes(finding.title))
    .map((finding) => `${finding.title}. ${finding.text}`);
}

function withReasons(analyte: AnalyteResult): string {
  return [describe(analyte), ...analyte.reasons].join(' ');
}

function listed(lead: string, lines: readonly string[]): string {
  return lines.length === 0 ? '' : [lead, ...lines.map((line) => `- ${line}`)].join('\n');
}
