import type { JobRecord, TimelineLine } from '../record/record.js';
import type { JobEvent } from '../record/transition.js';
import {
  JobStore,
  type Applied,
  type CreateOptions,
  type JobFilter,
  type JobPage,
  type Kept,
  type KeyState,
  type MinuteSample,
  type NewJob,
  type OperatorFilter,
  type QueueTally,
  type StateCount,
} from '../store/job-store.js';
import type { Spool } from './spool.js';

/** Token of the store where job records belong, without what lies in the spool. */
export const HOME_STORE = Symbol('assay:home-store');

/**
 * The job records of an instance on Redis with a spool beside them: what concerns one job goes to where that job lies. Lists and
 * counts speak of Redis alone, and fail while it is away: half of them would pass for the whole.
 */
export class SpooledJobStore extends JobStore {
  constructor(
    private readonly home: JobStore,
    private readonly spool: Spool,
  ) {
    super();
  }

  override create(job: NewJob, options: CreateOptions): Promise<'created' | 'full' | 'known'> {
    return this.home.create(job, options);
  }

  override confirmQueued(ids: readonly string[]): Promise<void> {
    return this.home.confirmQueued(ids);
  }

  override get(id: string): Promise<JobRecord | null> {
    return this.storeOf(id).get(id);
  }

  override glance(id: string): Promise<JobRecord | null> {
    return this.storeOf(id).glance(id);
  }

  override async apply(id: string, event: JobEvent, now = Date.now()): Promise<Applied> {
    if (!this.spool.holds(id)) return this.home.apply(id, event, now);
    const applied = await this.spool.store.apply(id, event, now);
    // It came home while the event was on its way.
    return applied.outcome === 'missing' ? this.home.apply(id, event, now) : applied;
  }

  override keepBlob(id: string, token: number, name: string, reference: string): Promise<Kept> {
    return this.storeOf(id).keepBlob(id, token, name, reference);
  }

  override blobsOf(id: string): Promise<Map<string, string>> {
    return this.storeOf(id).blobsOf(id);
  }

  override timeline(id: string, after = 0): Promise<TimelineLine[]> {
    return this.storeOf(id).timeline(id, after);
  }

  override review(id: string, at: number): Promise<void> {
    return this.storeOf(id).review(id, at);
  }

  override closeReview(id: string, finishedAt: number): Promise<void> {
    return this.storeOf(id).closeReview(id, finishedAt);
  }

  /** A job of the spool goes in both places: a handover that was cut off may have left it there already. */
  override async erase(id: string): Promise<boolean> {
    if (!this.spool.holds(id)) return this.home.erase(id);
    return this.spool.alone(id, async () => {
      if (this.spool.isHomeAway()) return this.spool.eraseWhileAway(id);
      const erasedThere = await this.home.erase(id);
      const erasedHere = await this.spool.store.erase(id);
      return erasedHere || erasedThere;
    });
  }

  override list(filter: JobFilter): Promise<JobPage> {
    return this.home.list(filter);
  }

  override walk(filter: OperatorFilter): AsyncIterable<string> {
    return this.home.walk(filter);
  }

  override counts(): Promise<StateCount[]> {
    return this.home.counts();
  }

  /** For an estimate of those who submit now: of the queue that they come into. */
  override tally(queue: string): Promise<QueueTally> {
    return this.open().tally(queue);
  }

  override samples(minutes: number): Promise<MinuteSample[]> {
    return this.open().samples(minutes);
  }

  override due(now: number, limit: number): Promise<string[]> {
    return this.home.due(now, limit);
  }

  override expired(now: number, limit: number): Promise<string[]> {
    return this.home.expired(now, limit);
  }

  override reserveKey(hash: string, ttlMs: number): Promise<KeyState> {
    return this.home.reserveKey(hash, ttlMs);
  }

  override releaseKey(hash: string): Promise<void> {
    return this.home.releaseKey(hash);
  }

  /** A job of the spool is watched in both places, as it may be handed over meanwhile. */
  override async watch(id: string, listener: () => void): Promise<() => void> {
    if (!this.spool.holds(id)) return this.home.watch(id, listener);
    const stopHere = await this.spool.store.watch(id, listener);
    const stopThere = this.watchThere(id, listener);
    return () => {
      stopHere();
      stopThere();
    };
  }

  override async onCancelled(listener: (id: string) => void): Promise<() => void> {
    const stops = [await this.spool.store.onCancelled(listener), await this.home.onCancelled(listener)];
    return () => stops.forEach((stop) => stop());
  }

  override ping(): Promise<void> {
    return this.home.ping();
  }

  override async close(): Promise<void> {
    await this.spool.close();
    await this.home.close();
  }

  /** Listens at home from when Redis is back; what happened there before it listened is looked at then. */
  private watchThere(id: string, listener: () => void): () => void {
    let stopped = false;
    let stop = (): void => undefined;
    const listen = async (): Promise<void> => {
      stopWaiting();
      const unsubscribe = await this.home.watch(id, listener);
      if (stopped) return unsubscribe();
      stop = unsubscribe;
      listener();
    };
    const listenQuietly = (): void => void listen().catch(() => undefined);
    const stopWaiting = this.spool.onBack(listenQuietly);
    if (!this.spool.isHomeAway()) listenQuietly();
    return () => {
      stopped = true;
      stopWaiting();
      stop();
    };
  }

  private storeOf(id: string): JobStore {
    return this.spool.holds(id) ? this.spool.store : this.home;
  }

  private open(): JobStore {
    return this.spool.isNeeded() ? this.spool.store : this.home;
  }
}
