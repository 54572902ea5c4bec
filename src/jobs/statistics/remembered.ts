interface Answer {
  askedAt: number;
  answer: Promise<unknown>;
  refreshing: boolean;
}

/** How old an answer may be, in ms. */
export interface Age {
  /** Younger ones are given as they are. */
  fresh: number;
  /** Those up to this age are given too, while a new one is fetched for the next who asks. */
  usable: number;
}

/** Answers that may be a little old: each is fetched once in a while, however many ask. Failures are not remembered. */
export class Remembered {
  private readonly answers = new Map<string, Answer>();

  /** The answer of `ask`, as old as `age` lets it be. */
  get<T>(key: string, { fresh, usable }: Age, ask: () => Promise<T>): Promise<T> {
    const known = this.answers.get(key);
    const age = known ? Date.now() - known.askedAt : Infinity;
    if (!known || age > usable) return this.fetch(key, ask);
    if (age > fresh && !known.refreshing) {
      known.refreshing = true;
      void this.fetch(key, ask).catch(() => undefined);
    }
    return known.answer as Promise<T>;
  }

  private fetch<T>(key: string, ask: () => Promise<T>): Promise<T> {
    const answer = ask();
    const entry = { askedAt: Date.now(), answer, refreshing: false };
    const isFirst = !this.answers.has(key);
    const keep = (): void => void this.answers.set(key, entry);
    if (isFirst) keep();
    answer.then(keep, () => this.answers.delete(key));
    return answer;
  }
}
