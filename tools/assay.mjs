#!/usr/bin/env node
// `npx assay`: builds the program when needed, then runs its command line.
import { existsSync } from 'node:fs';

if (existsSync(new URL('../src', import.meta.url))) await import('./ensure-built.mjs');
await import('../dist/cli.js');
