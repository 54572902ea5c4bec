import type { ComputeProgress } from '../../compute/index.js';
import type { Progress } from '../record/record.js';

/**
 * Turns a computation's reports into a job's progress: whole percent from 0 to 99 that never falls, with words a
 * person can read. A report that says no percent is counted over the declared steps (each an equal part, `current` of
 * `total` within it). 100 is the completed job's alone. A later attempt begins at what the one before had reached.
 */
export class ProgressTracker {
  private step = 0;
  private words: string;

  constructor(
    private readonly steps: readonly string[],
    private percent = 0,
  ) {
    this.words = sentence(steps[0] ?? 'working');
  }

  next(update: ComputeProgress): Progress {
    const step = update.step === undefined ? -1 : this.steps.indexOf(update.step);
    if (step >= 0) this.step = step;
    if (update.words) this.words = update.words;
    else if (update.step !== undefined) this.words = sentence(update.step);
    this.percent = Math.max(this.percent, this.percentOf(update));
    const { current, total } = update;
    return {
      percent: this.percent,
      words: this.words,
      ...(this.steps.length > 0 ? { step: this.steps[this.step]! } : {}),
      ...(current === undefined ? {} : { current }),
      ...(total === undefined ? {} : { total }),
    };
  }

  private percentOf({ percent, current, total }: ComputeProgress): number {
    const withinStep = current !== undefined && total ? current / total : 0;
    const overall = percent ?? (100 * (this.step + withinStep)) / Math.max(1, this.steps.length);
    return Math.floor(Math.min(99, Math.max(0, overall)));
  }
}

const sentence = (step: string): string => step.charAt(0).toUpperCase() + step.slice(1);
