// Builds the program when there is no build yet, or when a source file is newer than it.
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const built = join(root, 'dist', 'main.js');

function newestIn(directory) {
  return Math.max(
    ...readdirSync(directory, { recursive: true }).map((name) => statSync(join(directory, name)).mtimeMs),
  );
}

if (!existsSync(built) || newestIn(join(root, 'src')) > statSync(built).mtimeMs) {
  process.stderr.write('Building (once)…\n');
  const { status } = spawnSync('npm', ['run', '--silent', 'build'], { cwd: root, stdio: 'inherit' });
  if (status !== 0) process.exit(status ?? 1);
}
