import type { Client } from '../support/client.js';

/** Jobs that may be accepted beyond a count that was reached: enough to be under load, few enough to be worked soon. */
const STILL_COMING = 30;

/** Submits pings as fast as the server takes them, up to the next count that is to be reached; remembers every id that was answered. */
export class Load {
  /** Ids of the jobs that the server has accepted (the client saw the 2xx). */
  readonly accepted: string[] = [];
  /** Answers that were refusals in words: 4xx and 5xx by code. */
  readonly refused = new Map<number, number>();
  /** Requests that broke off without an answer. */
  brokenOff = 0;
  private stopped = false;
  private ceiling = 0;
  private readonly senders: Promise<void>[] = [];

  /** @param client where to send now; asked before each request, as servers come and go */
  constructor(
    private readonly client: () => Client | null,
    private readonly body: object,
  ) {}

  start(senders: number): void {
    for (let n = 0; n < senders; n += 1) this.senders.push(this.send());
  }

  /** Resolves when so many jobs have been accepted, while requests are still on their way. */
  async reach(count: number): Promise<void> {
    this.ceiling = count + STILL_COMING;
    while (this.accepted.length < count) await turn();
  }

  async stop(): Promise<void> {
    this.stopped = true;
    await Promise.all(this.senders);
  }

  private async send(): Promise<void> {
    while (!this.stopped) {
      const client = this.client();
      if (!client || this.accepted.length >= this.ceiling) await turn();
      else await this.sendOne(client);
    }
  }

  private async sendOne(client: Client): Promise<void> {
    try {
      const { status, body } = await client.post('/jobs/submit/ping', { json: this.body });
      if (status < 300) this.accepted.push(body.job_id as string);
      else this.refused.set(status, (this.refused.get(status) ?? 0) + 1);
    } catch {
      this.brokenOff += 1;
      await turn();
    }
  }
}

/** Lets everything else happen once. */
const turn = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 5));

export interface Outcome {
  id: string;
  status: string;
  completions: number;
  attempts: number;
  retries: number;
  /** Workers that claimed the job, in order. */
  claimedBy: string[];
}

/** What became of the jobs, once all of them have ended; `completions` counts the timeline's lines that say so. */
export async function outcomes(client: Client, ids: readonly string[]): Promise<Outcome[]> {
  const results: Outcome[] = [];
  const queue = [...ids];
  const look = async (): Promise<void> => {
    for (let id = queue.pop(); id !== undefined; id = queue.pop()) {
      const { status, attempts, retry_count: retries } = await client.ended(id);
      const events = await client.timeline(id);
      const named = (name: string): any[] => events.filter(({ event }) => event === name);
      const claimedBy = named('claim').map(({ details }) => details.worker as string);
      results.push({ id, status, attempts, retries, claimedBy, completions: named('complete').length });
    }
  };
  await Promise.all(Array.from({ length: 8 }, look));
  return results;
}

/** The outcomes that break the promise: every accepted job is done, exactly once. */
export const brokenPromises = (all: readonly Outcome[]): Outcome[] =>
  all.filter(({ status, completions }) => status !== 'SUCCESS' || completions !== 1);
