import type { Inspection } from './enclosure.ts';
import type { ProcessMemory } from './process-figures.ts';

/** No function fills fresh memory faster: the kernel has to clear every page first. */
const FASTEST_BYTES_PER_MS = 1.5e6;
/** Without /proc a look is a process of its own. */
const SOONEST_MS = process.platform === 'linux' ? 2 : 200;
const LATEST_MS = process.platform === 'linux' ? 100 : 1_000;

/** When to look again, so that what fills up in between cannot be much. */
export function nextCheckMs(headroomBytes: number): number {
  return Math.min(Math.max(headroomBytes / FASTEST_BYTES_PER_MS, SOONEST_MS), LATEST_MS);
}

/** What a watch looks at, and what it does about it. */
export interface WatchedMemory {
  readonly limitBytes: number;
  readonly inspect: () => Inspection;
  readonly onTooMuch: () => void;
}

/** Looks at the memory of a sandbox while it works. */
export class MemoryWatch {
  readonly #watched: WatchedMemory;
  #peakBytes = 0;
  #timer: NodeJS.Timeout | undefined;

  constructor(watched: WatchedMemory) {
    this.#watched = watched;
  }

  /** The most that was seen. */
  get peakBytes(): number {
    return this.#peakBytes;
  }

  /** Looks at once, and from then on. */
  start(): void {
    this.stop();
    const memory = this.look();
    if (memory)
      this.#timer = setTimeout(() => this.start(), nextCheckMs(this.#watched.limitBytes - memory.rssBytes));
  }

  /** What there is; undefined if it was too much. */
  look(): ProcessMemory | undefined {
    const { memory, isTooMuch } = this.#watched.inspect();
    this.#peakBytes = Math.max(this.#peakBytes, memory.peakRssBytes);
    if (!isTooMuch) return memory;
    this.#watched.onTooMuch();
    return undefined;
  }

  stop(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }
}
