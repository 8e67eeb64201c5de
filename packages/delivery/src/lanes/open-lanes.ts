import type { Worker } from 'node:worker_threads';
import type { Job, JobOutcome } from '../jobs/job.ts';
import type { Observe } from '../observe/delivery-event.ts';
import { type Pipeline, type PipelineRequest, type PipelineUsage, sumUsage } from '../pipeline/pipeline.ts';
import { Lane } from './lane.ts';

export interface LaneOptions {
  /** The calling thread's own included. */
  readonly threads: number;
  /** Opens the calling thread's share of the work. */
  readonly openHere: (share: PipelineRequest) => Promise<Pipeline>;
  /** Starts a thread that serves a lane with its share of the request; see {@link serveLane}. */
  readonly start: (share: PipelineRequest) => Worker;
  readonly observe: Observe;
  /** As if so much had been done already. */
  readonly workBefore?: number;
}

/** A small object: what its requests take, however few bytes it has. */
const OBJECT_BYTES = 64 << 10;
/** Starting a thread, with engine and SDK, takes as long as this: fewer objects end before it pays. */
const BYTES_BEFORE_THREADS = 200 * OBJECT_BYTES;

const part = (whole: number, threads: number) => Math.max(1, Math.floor(whole / threads));

/** What each of so many threads may use, so that all of them together keep within the request. */
export function shareRequest(request: PipelineRequest, threads: number): PipelineRequest {
  const { settings, limits } = request;
  return {
    ...request,
    limits: { threads: 1, memoryBytes: part(limits.memoryBytes, threads) },
    settings: {
      ...settings,
      threads: 1,
      filesInFlight: part(settings.filesInFlight, threads),
      bytesInFlight: part(settings.bytesInFlight, threads),
      cacheBytes: Math.floor(settings.cacheBytes / threads),
      s3: { ...settings.s3, connections: part(settings.s3.connections, threads) },
    },
  };
}

/** The calling thread, and the others once there is work for them. */
class Lanes {
  readonly #here: Pipeline;
  readonly #share: PipelineRequest;
  readonly #options: LaneOptions;
  #others: Lane[] = [];
  #hereLoad = 0;
  #workBegun: number;

  constructor(here: Pipeline, share: PipelineRequest, options: LaneOptions) {
    this.#here = here;
    this.#share = share;
    this.#options = options;
    this.#workBegun = options.workBefore ?? 0;
  }

  async settle(job: Job, signal: AbortSignal): Promise<JobOutcome> {
    this.#workBegun += OBJECT_BYTES + (job.source.bytes ?? 0);
    if (this.#workBegun >= BYTES_BEFORE_THREADS) this.#startOthers();
    const lane = this.#leastLoaded();
    if (lane !== undefined) return await lane.settle(job, signal);
    this.#hereLoad += 1;
    try {
      return await this.#here.settle(job, signal);
    } finally {
      this.#hereLoad -= 1;
    }
  }

  usage(): Promise<PipelineUsage[]> {
    const running = this.#others.filter((lane) => lane.isReady);
    return Promise.all([this.#here.usage(), ...running.map((lane) => lane.usage())]);
  }

  async close(): Promise<void> {
    await Promise.all(this.#others.map((lane) => lane.close()));
    await this.#here[Symbol.asyncDispose]();
  }

  /** One that has ended is replaced. One that cannot be opened is not tried again: this thread goes on alone. */
  #startOthers(): void {
    const { threads, start, observe } = this.#options;
    const open = () => new Lane(start(this.#share), observe);
    if (this.#others.length === 0) this.#others = Array.from({ length: threads - 1 }, open);
    else this.#others = this.#others.map((lane) => (lane.hasEnded && lane.wasReady ? open() : lane));
  }

  /** Undefined: this thread. */
  #leastLoaded(): Lane | undefined {
    let best: Lane | undefined;
    for (const lane of this.#others) {
      if (lane.isReady && lane.load < (best?.load ?? this.#hereLoad)) best = lane;
    }
    return best;
  }
}

/**
 * A pipeline of several threads: each job goes to the one with the least to do, the calling one among them. The others are
 * started once there has been enough to do. A thread that ends fails the jobs it had under way with `resource`, and is
 * replaced for those that follow.
 *
 * @throws what the calling thread's share could not be opened for.
 */
export async function openLanes(request: PipelineRequest, options: LaneOptions): Promise<Pipeline> {
  const share = shareRequest(request, options.threads);
  const here = await options.openHere(share);
  const lanes = new Lanes(here, share, options);
  return {
    store: here.store,
    ...(here.uploads && { uploads: here.uploads }),
    settle: (job, signal) => lanes.settle(job, signal),
    usage: async () => sumUsage(await lanes.usage()),
    [Symbol.asyncDispose]: () => lanes.close(),
  };
}
