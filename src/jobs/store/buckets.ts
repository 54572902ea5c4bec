/**
 * Logarithmic buckets of ratio 1.2 for times in ms: bucket b holds (1.2^b − 1, 1.2^(b + 1) − 1]. Percentiles read
 * from them are right to about ± 10 %, whatever the range, and two processes can add theirs up.
 */
export const BUCKET_RATIO = 1.2;

/** Bucket of a time in ms. */
export function bucketOf(milliseconds: number): number {
  return Math.floor(Math.log(Math.max(0, milliseconds) + 1) / Math.log(BUCKET_RATIO));
}

/** Middle of a bucket in ms. */
export function bucketMiddle(bucket: number): number {
  return BUCKET_RATIO ** (bucket + 0.5) - 1;
}

/** Percentile (0–1) of a histogram in ms; null when it is empty. */
export function percentile(histogram: ReadonlyMap<number, number>, share: number): number | null {
  const total = [...histogram.values()].reduce((sum, count) => sum + count, 0);
  if (total === 0) return null;
  let seen = 0;
  for (const [bucket, count] of [...histogram].sort(([a], [b]) => a - b)) {
    seen += count;
    if (seen >= share * total) return Math.round(bucketMiddle(bucket) * 10) / 10;
  }
  return null;
}
