/** How long the first of a batch waits for others. */
const WAIT_MS = 20;

interface Member<Item, Result> {
  item: Item;
  signal: AbortSignal | undefined;
  resolve(result: Result): void;
  reject(reason: unknown): void;
}

/**
 * Collects items that come within {@link WAIT_MS} of one another, at most `size`, for one call. An item whose signal is aborted is
 * rejected at once; the call is aborted when all of its items are.
 */
export class MicroBatch<Item, Result> {
  private waiting: Member<Item, Result>[] = [];
  private timer: NodeJS.Timeout | null = null;

  /** @param run gives one result for each item, in their order */
  constructor(
    private readonly size: number,
    private readonly run: (items: Item[], signal: AbortSignal) => Promise<Result[]>,
  ) {}

  add(item: Item, signal?: AbortSignal): Promise<Result> {
    return new Promise((resolve, reject) => {
      this.waiting.push({ item, signal, resolve, reject });
      if (this.waiting.length >= this.size) this.flush();
      else this.timer ??= setTimeout(() => this.flush(), WAIT_MS);
    });
  }

  private flush(): void {
    if (this.timer) clearTimeout(this.timer);
    this.timer = null;
    const members = this.waiting.filter(({ signal }) => !signal?.aborted);
    for (const { signal, reject } of this.waiting) if (signal?.aborted) reject(signal.reason);
    this.waiting = [];
    if (members.length > 0) void this.perform(members);
  }

  private async perform(members: readonly Member<Item, Result>[]): Promise<void> {
    const call = new AbortController();
    for (const { signal, reject } of members)
      signal?.addEventListener(
        'abort',
        () => {
          reject(signal.reason);
          if (members.every((member) => member.signal?.aborted)) call.abort(signal.reason);
        },
        { once: true },
      );
    try {
      const results = await this.run(
        members.map(({ item }) => item),
        call.signal,
      );
      members.forEach(({ resolve }, index) => resolve(results[index]!));
    } catch (error) {
      for (const { reject } of members) reject(error);
    }
  }
}
