export { checkNarration, type NarrationCheck } from './check-narration.js';
export { type NarrationFacts, narrationFacts } from './facts.js';
export { narrate, type NarratedLabReport, type ResultModel } from './narrate.js';
export { narrationPrompt } from './prompt.js';
