import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { isFinal, JOB_STATES, type JobRecord, type JobState } from './record.js';
import { histories, sampleEvent } from '../testing/events.js';
import { newJob } from '../testing/new-job.js';
import { drawStateMachine, type EventType, queueStep, transition, TRANSITIONS } from './transition.js';

const NOW = 1_700_000_000_000;

/** The table once more, by hand: what each event makes of each state, a dot where it is refused. */
const EXPECTED = `
              waiting    delayed    active     retrying   completed  failed     cancelled
  claim       active     active     active     active     .          .          .
  progress    .          .          active     .          .          .          .
  soft_limit  .          .          active     .          .          .          .
  complete    .          .          completed  .          .          .          .
  fail        .          .          failed     .          .          .          .
  postpone    .          .          retrying   .          .          .          .
  release     .          .          waiting    .          .          .          .
  give_up     failed     failed     failed     failed     .          .          .
  cancel      cancelled  cancelled  cancelled  cancelled  .          .          .
  stopped     .          .          .          .          .          .          cancelled
  retry       .          .          .          .          .          waiting    .
`;

const [header, ...rows] = EXPECTED.trim()
  .split('\n')
  .map((line) => line.trim().split(/\s+/));
const cells = rows.flatMap(([event, ...states]) =>
  states.map((to, column): [EventType, JobState, string] => [
    event as EventType,
    header![column] as JobState,
    to,
  ]),
);

const recordIn = (state: JobState, values: Partial<JobRecord> = {}): JobRecord => ({
  ...newJob(),
  sequence: 7,
  events: 3,
  token: 2,
  attempts: 2,
  ...values,
  state,
});

describe('transition', () => {
  it('knows every event and every state', () => {
    expect(rows.map(([event]) => event).sort()).toEqual(Object.keys(TRANSITIONS).sort());
    expect([...header!].sort()).toEqual([...JOB_STATES].sort());
  });

  it.each(cells)('%s on %s → %s', (type, state, to) => {
    const record = recordIn(state);
    const before = structuredClone(record);
    const step = transition(record, sampleEvent(type, record.token), NOW);
    expect(record).toEqual(before);
    if (to === '.') return expect(step).toEqual({ outcome: 'refused', was: state });
    expect(step).toMatchObject({
      outcome: 'applied',
      was: state,
      record: { state: to, updatedAt: NOW, events: 4 },
    });
  });

  it.each(['progress', 'soft_limit', 'complete', 'fail', 'postpone', 'release'] as const)(
    '%s of an attempt that was overtaken is fenced off',
    (type) => {
      expect(transition(recordIn('active'), sampleEvent(type, 1), NOW)).toEqual({
        outcome: 'fenced',
        was: 'active',
      });
    },
  );

  const applied = (record: JobRecord, type: EventType): JobRecord => {
    const step = transition(record, sampleEvent(type, record.token), NOW);
    if (step.outcome !== 'applied') throw new Error(step.outcome);
    return step.record;
  };

  it('counts a claim as an attempt, but a claim over a lost worker as a loss', () => {
    expect(applied(recordIn('waiting'), 'claim')).toMatchObject({
      token: 3,
      attempts: 3,
      losses: 0,
      claimedAt: NOW,
    });
    expect(applied(recordIn('active'), 'claim')).toMatchObject({ token: 3, attempts: 2, losses: 1 });
  });

  it('keeps the first start over later attempts', () => {
    expect(applied(recordIn('waiting'), 'claim').startedAt).toBe(NOW);
    expect(applied(recordIn('retrying', { startedAt: 5 }), 'claim').startedAt).toBe(5);
  });

  it('a release gives the attempt back', () => {
    expect(applied(recordIn('active'), 'release')).toMatchObject({
      attempts: 1,
      failedAttempts: 0,
      worker: null,
    });
  });

  it('a retry by hand starts afresh', () => {
    const failed = recordIn('failed', {
      failedAttempts: 3,
      losses: 1,
      error: 'x',
      failureClass: 'bug',
      expiresAt: 1,
    });
    expect(applied(failed, 'retry')).toMatchObject({
      ...{ attempts: 0, failedAttempts: 0, losses: 0, round: 1, queuedAt: NOW },
      ...{
        error: null,
        failureClass: null,
        expiresAt: null,
        startedAt: null,
        finishedAt: null,
        progress: null,
      },
    });
  });

  it('a cancel remembers what it found', () => {
    for (const state of ['waiting', 'retrying', 'active'] as const)
      expect(applied(recordIn(state), 'cancel').cancelledFrom).toBe(state);
  });

  it('success wipes the failure of an earlier attempt', () => {
    const second = recordIn('active', { failureClass: 'bug', error: 'x', failedAttempts: 1 });
    expect(applied(second, 'complete')).toMatchObject({ failureClass: null, error: null, failedAttempts: 1 });
  });

  it('whatever happens, the laws of a job hold', () => {
    fc.assert(
      fc.property(histories, (history) => {
        let record = recordIn('waiting', { token: 0, attempts: 0 });
        for (const { type, behind } of history) {
          const step = transition(record, sampleEvent(type, record.token - behind), NOW);
          if (step.outcome !== 'applied') continue;
          const next = step.record;
          expect(next.token).toBeGreaterThanOrEqual(record.token);
          expect(next.events).toBe(record.events + 1);
          expect(next.attempts).toBeGreaterThanOrEqual(0);
          expect(next.failedAttempts).toBeLessThanOrEqual(next.attempts);
          expect(next.finishedAt !== null).toBe(isFinal(next.state));
          expect(next.expiresAt !== null).toBe(isFinal(next.state));
          if (record.state === 'completed') throw new Error('Something happened to a completed job');
          record = next;
        }
      }),
      { numRuns: 500 },
    );
  });

  it('says who takes and who gives up a place in the queue', () => {
    expect(queueStep('waiting', 'active')).toBe('leave');
    expect(queueStep('active', 'retrying')).toBe('enter');
    expect(queueStep('failed', 'waiting')).toBe('enter');
    expect(queueStep('waiting', 'cancelled')).toBe('leave');
    expect(queueStep('active', 'completed')).toBeNull();
    expect(queueStep('waiting', 'retrying')).toBeNull();
  });

  it('draws every cell of the table', () => {
    const drawing = drawStateMachine();
    for (const [event, from, to] of cells) {
      const arrow = new RegExp(`^  ${from} --> ${to} : .*\\b${event}\\b`, 'm');
      if (to !== '.') expect(drawing).toMatch(arrow);
    }
    for (const state of JOB_STATES.filter(isFinal)) expect(drawing).toContain(`${state} --> [*]`);
  });
});
