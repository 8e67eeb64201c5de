import type { DeliveryOrder } from '@parquetry/bench/campaign';
import { type BodyStream, memoryStore, type ObjectStore } from '@parquetry/core';
import {
  type Job,
  type JobOutcome,
  jobId,
  letterOf,
  type Pipeline,
  pipelineSettings,
  type Recipe,
  recipeFingerprint,
  type SettleJob,
  storedDeadLetters,
} from '@parquetry/delivery';

const BUCKET = 's3://lake';

export const recipe: Recipe = {
  from: { bucket: BUCKET, prefix: 'in/' },
  to: { bucket: BUCKET, prefix: 'out/' },
  source: {},
  typing: { kind: 'per-object' },
  outputs: [
    { format: 'parquet', codec: 'snappy' },
    { format: 'avro', codec: 'snappy' },
  ],
};

export function jobOf(name: string): Job {
  const ref = { bucket: BUCKET, key: `in/${name}` };
  return { id: jobId(ref), source: { ref, etag: `"${name}"` } };
}

async function* bodyOf(text: string): BodyStream {
  yield Buffer.from(text);
}

/** Converts sources to copies of them; `bad…` is bad, and others fail as often as they are told to. */
export class FakeLake {
  readonly store: ObjectStore = memoryStore();
  readonly told: string[] = [];
  #failuresLeft: Record<string, number>;

  constructor(failures: Readonly<Record<string, number>> = {}) {
    this.#failuresLeft = { ...failures };
  }

  async put(...names: readonly string[]): Promise<void> {
    for (const name of names) {
      await this.store.write({ bucket: BUCKET, key: `in/${name}` }, bodyOf(name));
    }
  }

  /** As a delivery has left it. */
  async leaveLetter(name: string): Promise<void> {
    const failure = { kind: 'transient', code: 'timeout', message: 'no answer', attempts: 2 } as const;
    const letter = letterOf({ job: jobOf(name), failure, at: 0, recipe: recipeFingerprint(recipe) });
    await storedDeadLetters(this.store, recipe.to).put(letter);
  }

  async keys(prefix: string): Promise<string[]> {
    return (await Array.fromAsync(this.store.list(BUCKET, prefix))).map(({ ref }) => ref.key);
  }

  readonly settle: SettleJob = async (job) => {
    const name = job.source.ref.key.slice('in/'.length);
    const left = this.#failuresLeft[name] ?? 0;
    this.#failuresLeft = { ...this.#failuresLeft, [name]: left - 1 };
    if (name.startsWith('bad')) return failed(job, 'data-quality');
    if (left > 0) return failed(job, 'transient');
    const outputs = await Promise.all(
      recipe.outputs.map(async ({ format }) => {
        const ref = { bucket: BUCKET, key: `out/${name.replace('.csv', '')}.${format}` };
        const { bytes } = await this.store.write(ref, bodyOf(name));
        return { format, ref, bytes };
      }),
    );
    return {
      status: 'converted',
      job,
      attempts: 1,
      result: {
        etag: job.source.etag ?? '',
        rows: { read: 1, written: 1, rejected: 0, padded: 0 },
        bytes: { read: 1, parsed: 1, written: 2 },
        outputs,
        stages: { readMs: 0, parseMs: 0, encodeParquetMs: 0, encodeAvroMs: 0, writeMs: 0 },
        elapsedMs: 0,
      },
    };
  };

  delivery(variant?: DeliveryOrder['variant']) {
    const pipeline = { store: this.store, settle: this.settle } as unknown as Pipeline;
    const order = {
      work: 'deliver',
      recipe,
      settings: pipelineSettings.parse({ filesInFlight: 2 }),
      flush: { jobs: 2, ms: 60_000 },
      variant,
    } as DeliveryOrder;
    const tell = (status: string, key: string) => void this.told.push(`${status} ${key}`);
    return { order, pipeline, tell };
  }
}

const failed = (job: Job, kind: 'transient' | 'data-quality'): JobOutcome => ({
  status: 'failed',
  job,
  failure: { kind, code: 'Test', message: `${job.source.ref.key} failed`, attempts: 1 },
});
