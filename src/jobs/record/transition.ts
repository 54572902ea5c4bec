import type { FailureClass } from '../../platform/failure.js';
import { isFinal, isQueued, type JobRecord, type JobState, type Progress, type StoppedBy } from './record.js';

/** What every end of a job says. */
export interface JobEnd {
  /** When the job may be forgotten. */
  expiresAt: number;
  /** When the reconciler should see to it that the end is announced; null when nobody is to be told. */
  reviewAt: number | null;
}

/** What can happen to a job. Fenced events carry the attempt's token; times are milliseconds since the epoch. */
export type JobEvent =
  | { type: 'claim'; worker: string; reviewAt: number }
  | { type: 'progress'; token: number; progress: Progress }
  | { type: 'soft_limit'; token: number; limitMs: number }
  | ({ type: 'complete'; token: number; result: string | null; resultBlob: string | null } & JobEnd)
  | ({ type: 'fail'; token: number; failureClass: FailureClass; error: string } & JobEnd)
  | {
      type: 'postpone';
      token: number;
      failureClass: FailureClass;
      error: string;
      dueAt: number;
      reviewAt: number;
    }
  | { type: 'release'; token: number; reviewAt: number }
  | ({ type: 'give_up'; failureClass: FailureClass; error: string } & JobEnd)
  | ({ type: 'cancel' } & JobEnd)
  | { type: 'stopped'; by: StoppedBy; milliseconds: number }
  | { type: 'retry'; reviewAt: number };

export type EventType = JobEvent['type'];

interface Rule {
  to: JobState;
  /** Counters of the record that this step raises or lowers. */
  add?: Partial<Record<Counter, number>>;
}
export type Counter = 'token' | 'attempts' | 'failedAttempts' | 'losses' | 'round';

/**
 * The whole state machine: event → state it finds → state it leaves. An absent cell is a refusal. Both stores and
 * the drawing in docs/jobs.md read this table.
 */
export const TRANSITIONS: Record<EventType, Partial<Record<JobState, Rule>>> = {
  claim: {
    waiting: { to: 'active', add: { token: 1, attempts: 1 } },
    delayed: { to: 'active', add: { token: 1, attempts: 1 } },
    retrying: { to: 'active', add: { token: 1, attempts: 1 } },
    active: { to: 'active', add: { token: 1, losses: 1 } },
  },
  progress: { active: { to: 'active' } },
  soft_limit: { active: { to: 'active' } },
  complete: { active: { to: 'completed' } },
  fail: { active: { to: 'failed', add: { failedAttempts: 1 } } },
  postpone: { active: { to: 'retrying', add: { failedAttempts: 1 } } },
  release: { active: { to: 'waiting', add: { attempts: -1 } } },
  give_up: {
    waiting: { to: 'failed' },
    delayed: { to: 'failed' },
    retrying: { to: 'failed' },
    active: { to: 'failed', add: { failedAttempts: 1 } },
  },
  cancel: {
    waiting: { to: 'cancelled' },
    delayed: { to: 'cancelled' },
    retrying: { to: 'cancelled' },
    active: { to: 'cancelled' },
  },
  stopped: { cancelled: { to: 'cancelled' } },
  retry: { failed: { to: 'waiting', add: { round: 1 } } },
};

/** What an event changes besides the state: the same description drives the pure function and the Lua script. */
export interface Effect {
  set: Partial<JobRecord>;
  /** Set only while the field is still null. */
  setOnce?: Partial<JobRecord>;
  /** When the reconciler should look at the job; null takes it off its list, absent leaves it. */
  reviewAt?: number | null;
  details?: Record<string, unknown>;
}

const SETTLED: Partial<JobRecord> = { dueAt: null, worker: null };

/** The effect of an event at a time, without looking at the record. */
export function effectOf(event: JobEvent, now: number): Effect {
  switch (event.type) {
    case 'claim':
      return {
        set: { claimedAt: now, worker: event.worker, dueAt: null },
        setOnce: { startedAt: now },
        reviewAt: event.reviewAt,
        details: { worker: event.worker },
      };
    case 'progress':
      return { set: { progress: event.progress }, details: { ...event.progress } };
    case 'soft_limit':
      return { set: {}, details: { limit_ms: event.limitMs } };
    case 'complete':
      return {
        set: {
          ...SETTLED,
          finishedAt: now,
          result: event.result,
          resultBlob: event.resultBlob,
          expiresAt: event.expiresAt,
          failureClass: null,
          error: null,
        },
        reviewAt: event.reviewAt,
      };
    case 'fail':
    case 'give_up':
      return {
        set: {
          ...SETTLED,
          finishedAt: now,
          failureClass: event.failureClass,
          error: event.error,
          expiresAt: event.expiresAt,
        },
        reviewAt: event.reviewAt,
        details: { failure_class: event.failureClass, error: event.error },
      };
    case 'postpone':
      return {
        set: { worker: null, failureClass: event.failureClass, error: event.error, dueAt: event.dueAt },
        reviewAt: event.reviewAt,
        details: { failure_class: event.failureClass, error: event.error, due_at: event.dueAt },
      };
    case 'release':
      return { set: { worker: null }, reviewAt: event.reviewAt };
    case 'cancel':
      return {
        set: {
          dueAt: null,
          finishedAt: now,
          failureClass: 'cancelled',
          error: null,
          expiresAt: event.expiresAt,
        },
        reviewAt: event.reviewAt,
      };
    case 'stopped':
      return {
        set: { worker: null, stoppedBy: event.by, stoppedInMs: event.milliseconds },
        details: { stopped_by: event.by, milliseconds: event.milliseconds },
      };
    case 'retry':
      return {
        set: {
          attempts: 0,
          failedAttempts: 0,
          losses: 0,
          progress: null,
          queuedAt: now,
          claimedAt: null,
          startedAt: null,
          finishedAt: null,
          expiresAt: null,
          failureClass: null,
          error: null,
        },
        reviewAt: event.reviewAt,
      };
  }
}

export type Transition =
  | { outcome: 'applied'; was: JobState; record: JobRecord; effect: Effect }
  | { outcome: 'refused'; was: JobState }
  | { outcome: 'fenced'; was: JobState };

/**
 * The next record, or why there is none: `refused` when the state does not allow the event, `fenced` when the event
 * comes from an attempt that no longer holds the job. Pure: the record that comes in is not touched. The `sequence`
 * of a job that re-enters its queue is the store's to give.
 */
export function transition(record: JobRecord, event: JobEvent, now: number): Transition {
  const was = record.state;
  const rule = TRANSITIONS[event.type][was];
  if (!rule) return { outcome: 'refused', was };
  if ('token' in event && event.token !== record.token) return { outcome: 'fenced', was };
  const effect = effectOf(event, now);
  const next: JobRecord = {
    ...record,
    ...effect.set,
    ...unset(record, effect.setOnce),
    state: rule.to,
    updatedAt: now,
    events: record.events + 1,
  };
  for (const [counter, step] of Object.entries(rule.add ?? {})) next[counter as Counter] += step;
  if (event.type === 'cancel') next.cancelledFrom = was;
  return { outcome: 'applied', was, record: next, effect };
}

function unset(record: JobRecord, once: Partial<JobRecord> = {}): Partial<JobRecord> {
  return Object.fromEntries(
    Object.entries(once).filter(([field]) => record[field as keyof JobRecord] === null),
  ) as Partial<JobRecord>;
}

/** Whether a step takes a place in the queue (`enter`), gives one up (`leave`) or neither. */
export function queueStep(was: JobState, now: JobState): 'enter' | 'leave' | null {
  if (isQueued(was) === isQueued(now)) return null;
  return isQueued(now) ? 'enter' : 'leave';
}

/** The state machine as a Mermaid diagram, for docs/jobs.md. */
export function drawStateMachine(): string {
  const arrows = new Map<string, string[]>();
  for (const [event, rules] of Object.entries(TRANSITIONS)) {
    for (const [from, rule] of Object.entries(rules)) {
      const arrow = `${from} --> ${rule.to}`;
      arrows.set(arrow, [...(arrows.get(arrow) ?? []), event]);
    }
  }
  const lines = [...arrows].map(([arrow, events]) => `  ${arrow} : ${events.join(', ')}`);
  const states = [
    ...new Set(Object.values(TRANSITIONS).flatMap((rules) => Object.values(rules).map((r) => r.to))),
  ];
  const ends = states.filter(isFinal).map((state) => `  ${state} --> [*]`);
  return ['stateDiagram-v2', '  [*] --> waiting : submit', ...lines, ...ends].join('\n');
}
