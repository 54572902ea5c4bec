/**
 * Writes `docs/configuration.md` and `.env.example` from the table of settings. Needs a build:
 * `npm run build && node tools/configuration-docs.mjs`
 */
import { writeFileSync } from 'node:fs';

import { renderExample, renderReference } from '../dist/platform/config/documentation.js';

const files = { 'docs/configuration.md': renderReference(), '.env.example': renderExample() };
for (const [path, content] of Object.entries(files)) {
  writeFileSync(new URL(`../${path}`, import.meta.url), content);
  console.log(`wrote ${path}`);
}
