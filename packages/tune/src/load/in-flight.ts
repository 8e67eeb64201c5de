type Act<T> = (item: T, signal: AbortSignal) => Promise<void>;

/** Ends when all have ended; the first failure calls the others off and is thrown. */
class Group {
  readonly #failed = new AbortController();
  readonly #outer: AbortSignal;
  readonly signal: AbortSignal;

  constructor(outer: AbortSignal) {
    this.#outer = outer;
    this.signal = AbortSignal.any([outer, this.#failed.signal]);
  }

  async guard(act: () => Promise<void>): Promise<void> {
    try {
      await act();
    } catch (error) {
      this.#failed.abort(error);
    }
  }

  throwFailure(): void {
    this.#outer.throwIfAborted();
    this.#failed.signal.throwIfAborted();
  }
}

/** A closed loop: at most `atOnce` at a time, each begun as soon as one before it has ended. */
export async function runClosedLoop<T>(
  items: readonly T[],
  atOnce: number,
  signal: AbortSignal,
  act: Act<T>,
): Promise<void> {
  const group = new Group(signal);
  const queue = items.values();
  const work = async () => {
    for (const item of queue) {
      group.signal.throwIfAborted();
      await act(item, group.signal);
    }
  };
  await Promise.all(Array.from({ length: Math.min(atOnce, items.length) }, () => group.guard(work)));
  group.throwFailure();
}

/** An open loop: each begins at its time, whatever became of those before. */
export async function runOpenLoop<T>(
  items: readonly T[],
  untilTime: (index: number, signal: AbortSignal) => Promise<void>,
  signal: AbortSignal,
  act: Act<T>,
): Promise<void> {
  const group = new Group(signal);
  const running: Promise<void>[] = [];
  await group.guard(async () => {
    for (const [index, item] of items.entries()) {
      await untilTime(index, group.signal);
      group.signal.throwIfAborted();
      running.push(group.guard(() => act(item, group.signal)));
    }
  });
  await Promise.all(running);
  group.throwFailure();
}
