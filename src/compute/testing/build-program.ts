import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { transformSync } from '@swc/core';

const SOURCE = fileURLToPath(new URL('../../', import.meta.url));
const PARTS = [
  'platform/failure.ts',
  ...['compute', 'compute/computation', 'compute/testing'].flatMap(sourcesIn),
];

/** A child process cannot run TypeScript: compiles what children load into a folder of its own, as the build would. */
export function buildProgram() {
  const directory = mkdtempSync(join(tmpdir(), 'assay-compute-'));
  writeFileSync(join(directory, 'package.json'), '{"type":"module"}');
  symlinkSync(join(SOURCE, '../node_modules'), join(directory, 'node_modules'));
  for (const part of PARTS) compile(part, directory);
  return {
    entry: join(directory, 'compute/child.js'),
    parent: join(directory, 'compute/testing/parent.js'),
    module: (name: string) => pathToFileURL(join(directory, 'compute/testing', `${name}.js`)).href,
    remove: () => rmSync(directory, { recursive: true, force: true }),
  };
}

function compile(part: string, directory: string): void {
  const { code } = transformSync(readFileSync(join(SOURCE, part), 'utf8'), {
    filename: part,
    jsc: {
      target: 'es2022',
      parser: { syntax: 'typescript', decorators: true },
      transform: { legacyDecorator: true, decoratorMetadata: true },
    },
    module: { type: 'es6' },
  });
  const target = join(directory, part.replace(/\.ts$/, '.js'));
  mkdirSync(dirname(target), { recursive: true });
  writeFileSync(target, code);
}

function sourcesIn(folder: string): string[] {
  return readdirSync(join(SOURCE, folder))
    .filter((name) => name.endsWith('.ts') && !name.endsWith('.spec.ts'))
    .map((name) => `${folder}/${name}`);
}
