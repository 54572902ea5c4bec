import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { JOB_STATES } from './record.js';
import { drawStateMachine, TRANSITIONS } from './transition.js';

const page = readFileSync('docs/jobs.md', 'utf8');

describe('docs/jobs.md', () => {
  it('draws the state machine of the table; `npm run build && node tools/jobs-docs.mjs` writes it', () => {
    const block = /<!-- state machine: made by tools\/jobs-docs\.mjs -->([\s\S]*?)<!-- end -->/.exec(
      page,
    )?.[1];
    expect(block?.trim()).toBe(`\`\`\`mermaid\n${drawStateMachine()}\n\`\`\``);
  });

  it('explains every state and every event', () => {
    for (const name of [...JOB_STATES, ...Object.keys(TRANSITIONS)]) expect(page).toContain(`| \`${name}\` `);
  });
});
