import {
  type Job,
  type JobOutcome,
  type Observe,
  outputRefs,
  type Recipe,
  type SettleJob,
} from '@parquetry/delivery';

/** A delivery that is wrong on purpose, to see that it is noticed. */
export interface BrokenDelivery {
  readonly settle: SettleJob;
  readonly observe: Observe;
  /** Until the work is done that nobody waits for. */
  rest(): Promise<void>;
}

const MOST_WAITING = 64;

/** What would be said of a job that was done. */
function claimOf(job: Job, recipe: Recipe): JobOutcome {
  const outputs = outputRefs(recipe, job.source.ref).outputs;
  return {
    status: 'converted',
    job,
    attempts: 1,
    result: {
      etag: job.source.etag ?? '',
      rows: { read: 0, written: 0, rejected: 0, padded: 0 },
      bytes: { read: 0, parsed: 0, written: 0 },
      outputs: recipe.outputs.map(({ format }, index) => ({ format, ref: outputs[index]!, bytes: 0 })),
      stages: { readMs: 0, parseMs: 0, encodeParquetMs: 0, encodeAvroMs: 0, writeMs: 0 },
      elapsedMs: 0,
    },
  };
}

/** The manifest learns of each job first; its outputs are written once that is durable. */
export function manifestFirst(settle: SettleJob, recipe: Recipe): BrokenDelivery {
  const waiting: (() => Promise<unknown>)[] = [];
  const underWay = new Set<Promise<unknown>>();
  let room = Promise.withResolvers<void>();
  const start = (work: () => Promise<unknown>) => {
    const working: Promise<unknown> = work().finally(() => {
      underWay.delete(working);
      room.resolve();
      room = Promise.withResolvers();
    });
    working.catch(() => {});
    underWay.add(working);
  };
  return {
    async settle(job, signal) {
      while (waiting.length + underWay.size >= MOST_WAITING) await room.promise;
      waiting.push(() => settle(job, signal));
      return claimOf(job, recipe);
    },
    observe(event) {
      if (event.kind === 'flushed') for (const work of waiting.splice(0, event.jobs)) start(work);
    },
    async rest() {
      for (const work of waiting.splice(0)) start(work);
      await Promise.allSettled(underWay);
    },
  };
}
