import { mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { transformFileSync } from '@swc/core';

const FOLDERS = ['platform/sqlite', 'queue/embedded', 'queue/testing'];
const FILES = ['queue/work-loops.ts', 'queue/claims.ts'];

/** The embedded queue as plain JavaScript in a folder of its own, for child processes that run under Node alone. */
export function transpileQueue(sourceDirectory: string): { directory: string; remove: () => void } {
  const directory = mkdtempSync(join(tmpdir(), 'assay-queue-js-'));
  writeFileSync(join(directory, 'package.json'), '{"type":"module"}');
  symlinkSync(join(dirname(sourceDirectory), 'node_modules'), join(directory, 'node_modules'), 'dir');
  const inFolders = FOLDERS.flatMap((folder) =>
    readdirSync(join(sourceDirectory, folder)).map((file) => join(folder, file)),
  );
  for (const file of [...inFolders, ...FILES].filter(
    (name) => name.endsWith('.ts') && !name.includes('.spec.'),
  )) {
    const { code } = transformFileSync(join(sourceDirectory, file), {
      swcrc: false,
      jsc: { target: 'es2022', parser: { syntax: 'typescript', decorators: true } },
      module: { type: 'es6' },
    });
    const output = join(directory, relative('.', file).replace(/\.ts$/, '.js'));
    mkdirSync(dirname(output), { recursive: true });
    writeFileSync(output, code);
  }
  return { directory, remove: () => rmSync(directory, { recursive: true, force: true }) };
}
