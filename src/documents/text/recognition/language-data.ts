import { createRequire } from 'node:module';
import { existsSync } from 'node:fs';
import { mkdtemp, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';

import { Failure } from '../../../platform/failure.js';

/** Integer weights of the best models: as accurate as the standard ones here, quicker, a quarter of the size. */
const VARIANT = '4.0.0_best_int';

/**
 * Calls `use` with a folder that holds the trained data of all languages, each from its npm package
 * `@tesseract.js-data/CODE`. They are looked for here because the recogniser itself would look for a missing one on
 * the internet and then never answer; it takes one folder, so several languages are linked into one while it loads.
 *
 * @throws Failure `model_unavailable` when a package is not installed
 */
export async function withLanguageData<T>(
  languages: readonly string[],
  use: (folder: string) => Promise<T>,
): Promise<T> {
  const files = languages.map(findLanguageData);
  const [first] = files;
  if (files.length === 1 && first) return use(dirname(first));
  const folder = await mkdtemp(join(tmpdir(), 'assay-languages-'));
  try {
    for (const file of files) await symlink(file, join(folder, basename(file)));
    return await use(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function findLanguageData(code: string): string {
  const file = packagedFile(code);
  if (file !== null && existsSync(file)) return file;
  throw new Failure(
    'model_unavailable',
    `Text recognition has no data for the language "${code}": install the npm package @tesseract.js-data/${code}.`,
  );
}

function packagedFile(code: string): string | null {
  try {
    const manifest = createRequire(import.meta.url).resolve(`@tesseract.js-data/${code}/package.json`);
    return join(dirname(manifest), VARIANT, `${code}.traineddata.gz`);
  } catch {
    return null;
  }
}
