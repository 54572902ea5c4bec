import { setTimeout as pause } from 'node:timers/promises';

const LOOK_EVERY_MS = 20;

/** Waits for something that announces itself to nobody (a file, another process); rejects when it does not come. */
export async function eventually(
  condition: () => boolean | Promise<boolean>,
  limitMs = 15_000,
): Promise<void> {
  const deadline = performance.now() + limitMs;
  while (!(await condition())) {
    if (performance.now() > deadline) throw new Error(`Not so within ${limitMs} ms: ${condition}`);
    await pause(LOOK_EVERY_MS);
  }
}
