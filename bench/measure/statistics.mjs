/** The value below which `share` of the values lie. */
export function percentile(values, share) {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))];
}

export const median = (values) => {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
};

/** Median, smallest and largest of the rounds. */
export const spread = (values) => ({
  median: median(values),
  low: Math.min(...values),
  high: Math.max(...values),
});

/** Milliseconds that each call took, one after another, for at most `budgetMs` and at least five calls. */
export async function timeEach(count, call, budgetMs = 3_000) {
  const times = [];
  const deadline = performance.now() + budgetMs;
  for (let index = 0; index < count; index++) {
    const start = performance.now();
    if (index >= 5 && start > deadline) break;
    await call(index);
    times.push(performance.now() - start);
  }
  return times;
}

/** Runs `call(index)` for 0 … count − 1 with so many under way at once; gives calls per second. */
export async function ratePerSecond(count, inFlight, call) {
  let next = 0;
  const lane = async () => {
    while (next < count) await call(next++);
  };
  const start = performance.now();
  await Promise.all(Array.from({ length: inFlight }, lane));
  return (count / (performance.now() - start)) * 1000;
}
