import type { ByteStream } from '../store/object-store.ts';
import type { StageTimes } from './result.ts';

export type Stage = 'read' | 'parse' | 'encodeParquet' | 'encodeAvro' | 'write';

/**
 * Milliseconds of the machine's monotonic clock. `performance` would do as well; its first use loads `node:perf_hooks`, which
 * takes longer than some conversions.
 */
export function monotonicMs(): number {
  const [seconds, nanoseconds] = process.hrtime();
  return seconds * 1e3 + nanoseconds / 1e6;
}

/** Adds up where a conversion's wall time goes. */
export class StageClock {
  readonly #started: number;
  readonly #now: () => number;
  readonly #spent: Record<Stage, number> = { read: 0, parse: 0, encodeParquet: 0, encodeAvro: 0, write: 0 };

  constructor(now: () => number = monotonicMs) {
    this.#now = now;
    this.#started = now();
  }

  add(stage: Stage, elapsedMs: number): void {
    this.#spent[stage] += elapsedMs;
  }

  time<T>(stage: Stage, work: () => T): T {
    const start = this.#now();
    try {
      return work();
    } finally {
      this.add(stage, this.#now() - start);
    }
  }

  async timeAsync<T>(stage: Stage, work: () => Promise<T>): Promise<T> {
    const start = this.#now();
    try {
      return await work();
    } finally {
      this.add(stage, this.#now() - start);
    }
  }

  /** Charges the waits for `stream` to `stage`. */
  async *timePulls(stage: Stage, stream: ByteStream): ByteStream {
    const iterator = stream[Symbol.asyncIterator]();
    try {
      for (;;) {
        const next = await this.timeAsync(stage, () => iterator.next());
        if (next.done) return;
        yield next.value;
      }
    } finally {
      await iterator.return?.();
    }
  }

  /** Charges the time the consumer of `body` takes for each chunk to `stage`. */
  async *timeConsumer<Chunk>(stage: Stage, body: AsyncIterable<Chunk>): AsyncGenerator<Chunk, void> {
    for await (const chunk of body) {
      const start = this.#now();
      yield chunk;
      this.add(stage, this.#now() - start);
    }
  }

  elapsedMs(): number {
    return this.#now() - this.#started;
  }

  stages(): StageTimes {
    const { read, parse, encodeParquet, encodeAvro, write } = this.#spent;
    return {
      readMs: read,
      parseMs: parse,
      encodeParquetMs: encodeParquet,
      encodeAvroMs: encodeAvro,
      writeMs: write,
    };
  }
}
