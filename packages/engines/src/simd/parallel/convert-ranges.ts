import type { ByteRange } from '@parquetry/core';
import type { MadeRange } from './convert-range.ts';

/** Converts one range, on the thread that it stands for. */
export type Lane = (range: ByteRange, signal: AbortSignal) => Promise<MadeRange>;

export interface RangeWork {
  /** In the order of the source. */
  readonly ranges: AsyncIterable<ByteRange>;
  /** Each converts one range at a time. */
  readonly lanes: readonly Lane[];
  /** So many ranges are under way, or wait for those before them. */
  readonly mostAhead: number;
  /** Gets what has become of each range, in order. */
  readonly take: (made: Extract<MadeRange, { status: 'made' }>) => Promise<void>;
  readonly signal: AbortSignal;
}

interface Place {
  readonly range: ByteRange;
  readonly made: Promise<MadeRange>;
}

class RangesUnderWay {
  readonly #work: RangeWork;
  readonly #stop = new AbortController();
  readonly #idle: Lane[];
  readonly #places: Place[] = [];
  readonly #working = new Set<Promise<unknown>>();
  /** What has gone wrong where the next range was to begin. */
  #failure: { readonly reason: unknown } | undefined;
  #areAllBegun = false;
  #changed = Promise.withResolvers<void>();

  constructor(work: RangeWork) {
    this.#work = work;
    this.#idle = [...work.lanes];
  }

  async convert(): Promise<ByteRange | undefined> {
    const { signal } = this.#work;
    const stop = () => {
      this.#stop.abort(signal.reason);
      this.#tell();
    };
    if (signal.aborted) stop();
    signal.addEventListener('abort', stop, { once: true });
    const beginning = this.#beginAll();
    try {
      return await this.#takeAll();
    } finally {
      signal.removeEventListener('abort', stop);
      this.#stop.abort(new Error('no more ranges are wanted'));
      this.#tell();
      await beginning;
      await Promise.allSettled(this.#working);
    }
  }

  async #beginAll(): Promise<void> {
    try {
      for await (const range of this.#work.ranges) {
        await this.#until(() => this.#places.length < this.#work.mostAhead && this.#idle.length > 0);
        if (this.#stop.signal.aborted) return;
        this.#begin(range, this.#idle.shift()!);
      }
    } catch (reason) {
      this.#failure = { reason };
    } finally {
      this.#areAllBegun = true;
      this.#tell();
    }
  }

  #begin(range: ByteRange, lane: Lane): void {
    const made = lane(range, this.#stop.signal);
    const working = made
      .catch(() => {})
      .then(() => {
        this.#working.delete(working);
        this.#idle.push(lane);
        this.#tell();
      });
    this.#working.add(working);
    this.#places.push({ range, made });
    this.#tell();
  }

  /** In order, up to the first that is odd, which is returned. */
  async #takeAll(): Promise<ByteRange | undefined> {
    for (;;) {
      await this.#until(() => this.#places.length > 0 || this.#areAllBegun);
      this.#stop.signal.throwIfAborted();
      const [place] = this.#places;
      if (place === undefined) break;
      const made = await place.made;
      if (made.status === 'odd') return place.range;
      await this.#work.take(made);
      this.#places.shift();
      this.#tell();
    }
    if (this.#failure) throw this.#failure.reason;
    return undefined;
  }

  async #until(holds: () => boolean): Promise<void> {
    while (!holds() && !this.#stop.signal.aborted) await this.#changed.promise;
  }

  #tell(): void {
    this.#changed.resolve();
    this.#changed = Promise.withResolvers();
  }
}

/**
 * Has ranges converted by several threads, and takes what has become of them in their order, up to the first that is
 * odd; that one is returned: what follows it is not to be relied on. When it is done, or has failed, no lane works any more.
 */
export const convertRanges = (work: RangeWork): Promise<ByteRange | undefined> =>
  new RangesUnderWay(work).convert();
