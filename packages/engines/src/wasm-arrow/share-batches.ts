import { setImmediate as nextTurn } from 'node:timers/promises';

/** One consumer's way through the batches. */
class Branch<T> {
  hasLeft = false;
  #asked = Promise.withResolvers<void>();
  #answer: PromiseWithResolvers<IteratorResult<T>> | undefined;

  async *items(stopped: () => { readonly reason: unknown } | undefined): AsyncGenerator<T, void> {
    try {
      for (;;) {
        const stop = stopped();
        if (stop) throw stop.reason;
        this.#answer = Promise.withResolvers();
        this.#asked.resolve();
        const next = await this.#answer.promise;
        if (next.done) return;
        yield next.value;
      }
    } finally {
      this.hasLeft = true;
      this.#asked.resolve();
    }
  }

  /** Resolves when the consumer waits for its next batch, or wants no more. */
  get isBack(): Promise<void> {
    return this.#asked.promise;
  }

  give(next: IteratorResult<T>): void {
    this.#asked = Promise.withResolvers();
    this.#answer?.resolve(next);
  }

  fail(reason: unknown): void {
    this.#answer?.reject(reason);
  }
}

/** One source of batches for several consumers. */
export interface SharedBatches<T> {
  readonly branches: readonly AsyncIterable<T>[];
  /** Fails the branches, those that wait and those that have not begun, and closes the source. */
  stop(reason: unknown): Promise<void>;
}

/**
 * Gives every batch to every branch, one branch at a time, and makes the next batch when all have come back: a batch
 * may live in buffers that are used again, and the time a branch takes is its own. Between two batches the event loop
 * gets its turn, so that an abort is noticed.
 */
export function shareBatches<T>(source: AsyncIterator<T>, count: number): SharedBatches<T> {
  const branches = Array.from({ length: count }, () => new Branch<T>());
  let stopped: { readonly reason: unknown } | undefined;

  async function handOut(): Promise<void> {
    for (;;) {
      await Promise.all(branches.map((branch) => branch.isBack));
      await nextTurn();
      if (stopped || branches.every((branch) => branch.hasLeft)) return;
      const next = await source.next();
      for (const branch of branches) {
        if (branch.hasLeft) continue;
        branch.give(next);
        if (!next.done) await branch.isBack;
      }
      if (next.done) return;
    }
  }

  function fail(reason: unknown): void {
    stopped ??= { reason };
    for (const branch of branches) branch.fail(reason);
  }
  handOut().catch(fail);

  return {
    branches: branches.map((branch) => branch.items(() => stopped)),
    async stop(reason) {
      fail(reason);
      await source.return?.();
    },
  };
}
