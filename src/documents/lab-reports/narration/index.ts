export { checkNarration, type NarrationCheck } from './check-narration.js';
export { type NarrationFacts, narrationFacts } from './facts.js';
export { narrate } from './narrate.js';
export { narrationPrompt } from './prompt.js';
