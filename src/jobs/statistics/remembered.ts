/** Answers that may be a little old: each is fetched once in a while, however many ask. Failures are not remembered. */
export class Remembered {
  private readonly answers = new Map<string, { until: number; answer: Promise<unknown> }>();

  /** The answer of `ask`, at most `milliseconds` old. */
  get<T>(key: string, milliseconds: number, ask: () => Promise<T>): Promise<T> {
    const known = this.answers.get(key);
    if (known && known.until > Date.now()) return known.answer as Promise<T>;
    const answer = ask();
    this.answers.set(key, { until: Date.now() + milliseconds, answer });
    answer.catch(() => this.answers.delete(key));
    return answer;
  }
}
