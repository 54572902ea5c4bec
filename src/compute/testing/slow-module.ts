import { defineComputation } from '../computation/index.js';

// A model that never finishes loading.
await new Promise((resolve) => setTimeout(resolve, 600_000));

export const neverLoaded = defineComputation(import.meta.url, 'neverLoaded', () => 1);
