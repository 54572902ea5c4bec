import type { JobState } from '../../record/record.js';
import type { MinuteSample, StateCount } from '../job-store.js';

/** The counts hash (`type|state|current`, `type|state|total`) as rows. */
export function stateCountsOf(hash: Record<string, string>): StateCount[] {
  const rows = new Map<string, StateCount>();
  for (const [field, value] of Object.entries(hash)) {
    const [type, state, kind] = field.split('|') as [string, JobState, 'current' | 'total'];
    const row = rows.get(`${type}|${state}`) ?? { type, state, current: 0, total: 0 };
    row[kind] = Number(value);
    rows.set(`${type}|${state}`, row);
  }
  return [...rows.values()];
}

/** One minute's hash (`type|run|bucket`, `type|wait|bucket`, `type|completed`, `type|failed`) as a sample a type. */
export function samplesOf(minute: number, hash: Record<string, string>): MinuteSample[] {
  const samples = new Map<string, MinuteSample>();
  for (const [field, value] of Object.entries(hash)) {
    const [type, kind, bucket] = field.split('|') as [
      string,
      'run' | 'wait' | 'completed' | 'failed',
      string?,
    ];
    const sample = samples.get(type) ?? {
      type,
      minute,
      completed: 0,
      failed: 0,
      run: new Map(),
      wait: new Map(),
    };
    samples.set(type, sample);
    if (kind === 'run' || kind === 'wait') sample[kind].set(Number(bucket), Number(value));
    else sample[kind] = Number(value);
  }
  return [...samples.values()];
}
