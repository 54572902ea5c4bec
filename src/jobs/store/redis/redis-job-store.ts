import type { Redis } from 'ioredis';
import type { JobRecord, TimelineLine } from '../../record/record.js';
import { effectOf, TRANSITIONS, type JobEvent } from '../../record/transition.js';
import { BUCKET_RATIO } from '../buckets.js';
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
} from '../job-store.js';
import { withDeadline } from './deadline.js';
import { fieldsOfNewJob, fieldsToSet, recordOf, type StoredRecord } from './record-fields.js';
import { samplesOf, stateCountsOf } from './counters.js';
import {
  APPLY,
  CLOSE_REVIEW,
  CONFIRM,
  CREATE,
  ERASE,
  KEEP_BLOB,
  LIST,
  READ,
  RELEASE,
  RESERVE,
} from './scripts.js';
import { RedisAnnouncements } from './announcements.js';
import { PolledRecords } from './polled-records.js';

interface Scripts {
  assayCreate(key: string, prefix: string, id: string, job: string): Promise<'created' | 'full' | 'known'>;
  assayApply(
    key: string,
    prefix: string,
    id: string,
    now: number,
    event: string,
  ): Promise<[string, string?, string[]?, string?]>;
  assayConfirm(prefix: string, ids: string): Promise<null>;
  assayCloseReview(key: string, prefix: string, id: string, finishedAt: number): Promise<null>;
  assayKeepBlob(
    key: string,
    prefix: string,
    id: string,
    token: number,
    name: string,
    reference: string,
  ): Promise<['kept', string?] | ['fenced']>;
  assayRead(key: string, prefix: string, id: string): Promise<StoredRecord>;
  assayList(
    prefix: string,
    owner: string,
    types: string,
    states: string,
    before: string,
    limit: number,
  ): Promise<string[]>;
  assayErase(key: string, prefix: string, id: string): Promise<number>;
  assayReserve(key: string, ttlMs: number): Promise<string | null>;
  assayRelease(key: string): Promise<number>;
}

const MINUTE_MS = 60_000;
/** Minutes; more than anybody asks for. */
const SAMPLES_REMEMBERED = 120;

/** Events after which the caller needs the whole record. */
const ANSWERED = new Set<JobEvent['type']>(['claim', 'cancel', 'retry', 'give_up']);

const WALK_PAGE = 500;

/** Job records on Redis: one Lua script a change, so a job costs its runner two round trips. */
export class RedisJobStore extends JobStore {
  private readonly prefix: string;
  private readonly scripts: Scripts;
  private readonly announcements: RedisAnnouncements;
  private readonly polled: PolledRecords;
  private readonly pastSamples = new Map<number, MinuteSample[]>();

  /** @param keyPrefix shared with Bull, so that all keys of an instance live together */
  constructor(
    private readonly redis: Redis,
    subscriber: Redis,
    keyPrefix: string,
  ) {
    super();
    this.prefix = `${keyPrefix}:assay`;
    this.announcements = new RedisAnnouncements(subscriber, this.prefix);
    this.polled = new PolledRecords({
      read: (id) => this.get(id),
      watch: (id, listener) => this.announcements.watch(id, listener),
    });
    this.announcements.onInterrupted(() => this.polled.forget());
    const define = (name: keyof Scripts, lua: string, numberOfKeys: number): void =>
      redis.defineCommand(name, { lua, numberOfKeys });
    define('assayCreate', CREATE, 1);
    define('assayApply', APPLY, 1);
    define('assayConfirm', CONFIRM, 0);
    define('assayCloseReview', CLOSE_REVIEW, 1);
    define('assayKeepBlob', KEEP_BLOB, 1);
    define('assayRead', READ, 1);
    define('assayList', LIST, 0);
    define('assayErase', ERASE, 1);
    define('assayReserve', RESERVE, 1);
    define('assayRelease', RELEASE, 1);
    this.scripts = redis as unknown as Scripts;
  }

  override create(job: NewJob, options: CreateOptions): Promise<'created' | 'full' | 'known'> {
    const { owner, type, queue, state } = job;
    const line = JSON.stringify({ at: job.createdAt, event: 'submit', state });
    const text = JSON.stringify({ owner, type, queue, state, line, ...fieldsOfNewJob(job), ...options });
    return withDeadline(this.scripts.assayCreate(this.jobKey(job.id), this.prefix, job.id, text));
  }

  override async confirmQueued(ids: readonly string[]): Promise<void> {
    await this.scripts.assayConfirm(this.prefix, JSON.stringify(ids));
  }

  override async get(id: string): Promise<JobRecord | null> {
    return recordOf(id, await withDeadline(this.scripts.assayRead(this.jobKey(id), this.prefix, id)));
  }

  override glance(id: string): Promise<JobRecord | null> {
    return this.polled.get(id);
  }

  override async apply(id: string, event: JobEvent, now = Date.now()): Promise<Applied> {
    const [outcome, was, flat, sealed] = await withDeadline(
      this.scripts.assayApply(this.jobKey(id), this.prefix, id, now, describe(event, now)),
    );
    if (outcome === 'missing') return { outcome };
    if (outcome !== 'applied') return { outcome, was } as Applied;
    this.announcements.tell(id);
    return { outcome, was, record: flat ? recordOf(id, [flat, sealed!]) : null } as Applied;
  }

  override async keepBlob(id: string, token: number, name: string, reference: string): Promise<Kept> {
    const answer = await withDeadline(
      this.scripts.assayKeepBlob(this.jobKey(id), this.prefix, id, token, name, reference),
    );
    return answer[0] === 'kept' ? { outcome: 'kept', replaced: answer[1] ?? null } : { outcome: 'fenced' };
  }

  override async blobsOf(id: string): Promise<Map<string, string>> {
    return new Map(Object.entries(await withDeadline(this.redis.hgetall(`${this.prefix}:blobs:${id}`))));
  }

  override async list(filter: JobFilter): Promise<JobPage> {
    const [total, ...ids] = await withDeadline(
      this.scripts.assayList(
        this.prefix,
        filter.owner,
        JSON.stringify(filter.types),
        JSON.stringify(filter.states),
        filter.before ?? '',
        filter.limit,
      ),
    );
    const stored = await Promise.all(ids.map((id) => this.readWithoutResult(id)));
    return { records: stored.filter((record) => record !== null), total: Number(total) };
  }

  override async *walk({ types, states }: OperatorFilter): AsyncIterable<string> {
    const lists = await this.listsOf(types, states);
    let before = '+';
    for (;;) {
      const heads = await Promise.all(
        lists.map((list) => this.redis.zrevrangebylex(list, before, '-', 'LIMIT', 0, WALK_PAGE)),
      );
      const page = heads.flat().sort().reverse().slice(0, WALK_PAGE);
      yield* page;
      if (page.length < WALK_PAGE) return;
      before = `(${page.at(-1)!}`;
    }
  }

  /** Keys of the lists of ids, of every owner. */
  private async listsOf(types: readonly string[], states: readonly string[]): Promise<string[]> {
    const start = `${this.prefix}:in:`;
    const found = new Set<string>();
    const match = `${start.replaceAll(/[\\*?[\]]/g, '\\$&')}*`;
    for await (const keys of this.redis.scanStream({ match, count: 1_000 }))
      for (const key of keys as string[]) {
        const [, type = '', state = ''] = key.slice(start.length).split(':');
        if (types.includes(type) && states.includes(state)) found.add(key);
      }
    return [...found];
  }

  override async timeline(id: string, after = 0): Promise<TimelineLine[]> {
    const lines = await withDeadline(this.redis.lrange(`${this.prefix}:log:${id}`, after, -1));
    return lines.map((line, index) => ({ n: after + index + 1, ...JSON.parse(line) }) as TimelineLine);
  }

  override async counts(): Promise<StateCount[]> {
    return stateCountsOf(await withDeadline(this.redis.hgetall(`${this.prefix}:counts`)));
  }

  override async tally(queue: string): Promise<QueueTally> {
    const fields = ['waiting', 'tail', 'left'].map((name) => `${queue}|${name}`);
    const [waiting, tail, left] = await withDeadline(this.redis.hmget(`${this.prefix}:queues`, ...fields));
    return { waiting: Number(waiting ?? 0), tail: Number(tail ?? 0), left: Number(left ?? 0) };
  }

  override async samples(minutes: number): Promise<MinuteSample[]> {
    const last = Math.floor(Date.now() / MINUTE_MS);
    const wanted = Array.from({ length: minutes }, (_, back) => last - back);
    return (await Promise.all(wanted.map((minute) => this.samplesOfMinute(minute, last)))).flat();
  }

  // A minute that is over does not change any more, but for the last one, whose settles may still be under way.
  private async samplesOfMinute(minute: number, last: number): Promise<MinuteSample[]> {
    const known = this.pastSamples.get(minute);
    if (known) return known;
    const hash = await withDeadline(this.redis.hgetall(`${this.prefix}:minute:${minute}`));
    const samples = samplesOf(minute, hash);
    if (minute < last - 1) this.pastSamples.set(minute, samples);
    this.pastSamples.delete(last - SAMPLES_REMEMBERED);
    return samples;
  }

  override due(now: number, limit: number): Promise<string[]> {
    return withDeadline(this.redis.zrangebyscore(`${this.prefix}:review`, 0, now, 'LIMIT', 0, limit));
  }

  override async review(id: string, at: number): Promise<void> {
    await this.redis.zadd(`${this.prefix}:review`, 'XX', at, id);
  }

  override async closeReview(id: string, finishedAt: number): Promise<void> {
    await this.scripts.assayCloseReview(this.jobKey(id), this.prefix, id, finishedAt);
  }

  override expired(now: number, limit: number): Promise<string[]> {
    return withDeadline(this.redis.zrangebyscore(`${this.prefix}:expiry`, 0, now, 'LIMIT', 0, limit));
  }

  override async erase(id: string): Promise<boolean> {
    return (await withDeadline(this.scripts.assayErase(this.jobKey(id), this.prefix, id))) === 1;
  }

  override async reserveKey(hash: string, ttlMs: number): Promise<KeyState> {
    const found = await withDeadline(this.scripts.assayReserve(`${this.prefix}:key:${hash}`, ttlMs));
    if (found === null) return { state: 'reserved' };
    if (found === '') return { state: 'pending' };
    const [fingerprint, jobId] = found.split('|') as [string, string];
    return { state: 'bound', fingerprint, jobId };
  }

  override async releaseKey(hash: string): Promise<void> {
    await this.scripts.assayRelease(`${this.prefix}:key:${hash}`);
  }

  override watch(id: string, listener: () => void): Promise<() => void> {
    return this.announcements.watch(id, listener);
  }

  override onCancelled(listener: (id: string) => void): Promise<() => void> {
    return this.announcements.onCancelled(listener);
  }

  override async ping(): Promise<void> {
    await withDeadline(this.redis.ping());
  }

  /** Closes nothing but its subscriptions: the connections belong to the platform. */
  override async close(): Promise<void> {
    this.polled.close();
    this.announcements.close();
  }

  private async readWithoutResult(id: string): Promise<JobRecord | null> {
    const [hash, sealed] = await Promise.all([
      this.redis.hgetall(this.jobKey(id)),
      this.redis.get(`${this.prefix}:sealed:${id}`),
    ]);
    return recordOf(id, [Object.entries(hash).flat(), sealed]);
  }

  private jobKey(id: string): string {
    return `${this.prefix}:job:${id}`;
  }
}

/** An event as the script reads it. */
function describe(event: JobEvent, now: number): string {
  const effect = effectOf(event, now);
  const { set, clear } = fieldsToSet(effect.set);
  const details = effect.details ? `,"details":${JSON.stringify(effect.details)}` : '';
  return JSON.stringify({
    event: event.type,
    rules: TRANSITIONS[event.type],
    token: 'token' in event ? event.token : undefined,
    set,
    clear,
    once: effect.setOnce ?? {},
    result: effect.set.result ?? undefined,
    resultBlob: effect.set.resultBlob ?? undefined,
    reviewAt: effect.reviewAt === null ? 0 : effect.reviewAt,
    expiresAt: effect.set.expiresAt ?? undefined,
    ratio: BUCKET_RATIO,
    details,
    answer: ANSWERED.has(event.type) ? true : undefined,
  });
}
