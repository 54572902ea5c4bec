import { setFlagsFromString } from 'node:v8';

// Loading a program fills V8's young generation with garbage, for which V8 doubles its space again and again and never
// gives it back: 35 MB of a worker that then sits idle. So the heap is kept small until the program is loaded.
setFlagsFromString('--semi-space-growth-factor=1');
setFlagsFromString('--optimize-for-size');
const { main } = await import('./worker-program.js');
setFlagsFromString('--no-optimize-for-size');
setFlagsFromString('--semi-space-growth-factor=2');
await main();
