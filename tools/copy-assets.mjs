// Copies the data files that the program reads at run time beside the built modules.
import { cpSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const DATA = /\.(?:json|onnx|bin)$/;
const root = fileURLToPath(new URL('..', import.meta.url));

for (const name of readdirSync(join(root, 'src'), { recursive: true })) {
  if (DATA.test(name) && !name.includes('testing')) cpSync(join(root, 'src', name), join(root, 'dist', name));
}
