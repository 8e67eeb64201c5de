import { setTimeout } from 'node:timers/promises';

/**
 * Lets as many in at once as there are cores: an init runs at full speed on Lambda, and a hundred that share two cores would all
 * take fifty times as long, or too long.
 */
export class InitGate {
  readonly #longestHoldMs: number;
  readonly #waiting: (() => void)[] = [];
  #free: number;

  constructor(places: number, longestHoldMs: number) {
    this.#free = places;
    this.#longestHoldMs = longestHoldMs;
  }

  /** What `open` resolves to, once there is a place for it; the place is free again when `ended` resolves, or after the longest hold. */
  async enter<Opened>(
    open: () => Promise<Opened>,
    ended: (opened: Opened) => Promise<void>,
  ): Promise<Opened> {
    await this.#place();
    try {
      const opened = await open();
      this.#holdUntil(ended(opened));
      return opened;
    } catch (error) {
      this.#leave();
      throw error;
    }
  }

  async #place(): Promise<void> {
    if (this.#free > 0) {
      this.#free -= 1;
      return;
    }
    const turn = Promise.withResolvers<void>();
    this.#waiting.push(turn.resolve);
    await turn.promise;
  }

  #holdUntil(end: Promise<void>): void {
    const isOver = new AbortController();
    const { signal } = isOver;
    const longest = setTimeout(this.#longestHoldMs, undefined, { signal, ref: false }).catch(() => {});
    Promise.race([end, longest]).finally(() => {
      isOver.abort();
      this.#leave();
    });
  }

  #leave(): void {
    const next = this.#waiting.shift();
    if (next) next();
    else this.#free += 1;
  }
}
