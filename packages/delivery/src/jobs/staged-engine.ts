import { posix } from 'node:path';
import {
  type Conversion,
  type ConversionPlan,
  type Engine,
  type EngineSession,
  fileStore,
  type ObjectRef,
  type ObjectStore,
  type OutputPlan,
  StageClock,
} from '@parquetry/core';

/** Everything that a conversion leaves among the files. */
const filesOf = ({ source, outputs }: ConversionPlan) => [source.ref, ...outputs.map(({ ref }) => ref)];

class StagedSession implements EngineSession {
  readonly #files = fileStore();
  readonly #store: ObjectStore;
  readonly #inner: EngineSession;
  readonly #directory: string;
  #conversions = 0;

  constructor(store: ObjectStore, inner: EngineSession, directory: string) {
    this.#store = store;
    this.#inner = inner;
    this.#directory = directory;
  }

  get filesInFlight(): number {
    return this.#inner.filesInFlight;
  }

  async convert(plan: ConversionPlan, signal?: AbortSignal): Promise<Conversion> {
    const staged = this.#stage(plan);
    try {
      return await this.#convertStaged(plan, staged, signal);
    } finally {
      await Promise.all(filesOf(staged).map((ref) => this.#files.delete(ref)));
    }
  }

  /** The plan between files that nobody else has. */
  #stage(plan: ConversionPlan): ConversionPlan {
    this.#conversions += 1;
    const { etag: _, ...source } = plan.source;
    const aside = ({ key }: ObjectRef) => ({
      bucket: this.#directory,
      key: `${process.pid}-${this.#conversions}-${posix.basename(key)}`,
    });
    return {
      ...plan,
      source: { ...source, ref: aside(source.ref) },
      outputs: plan.outputs.map((output) => ({ ...output, ref: aside(output.ref) })),
    };
  }

  async #convertStaged(
    plan: ConversionPlan,
    staged: ConversionPlan,
    signal?: AbortSignal,
  ): Promise<Conversion> {
    const clock = new StageClock();
    const { ref, etag } = plan.source;
    const reading = { ...(etag && { ifMatch: etag }), ...(signal && { signal }) };
    await clock.timeAsync('read', () =>
      this.#files.write(staged.source.ref, this.#store.read(ref, reading), signal),
    );
    const conversion = await this.#inner.convert(staged, signal);
    if (conversion.status !== 'converted') return conversion;
    const outputs = await clock.timeAsync('write', () =>
      Promise.all(plan.outputs.map((output, index) => this.#publish(output, staged.outputs[index]!, signal))),
    );
    const { result } = conversion;
    const { readMs, writeMs } = clock.stages();
    const stages = {
      ...result.stages,
      readMs: result.stages.readMs + readMs,
      writeMs: result.stages.writeMs + writeMs,
    };
    return { status: 'converted', result: { ...result, outputs, stages, elapsedMs: clock.elapsedMs() } };
  }

  async #publish({ format, ref }: OutputPlan, { ref: file }: OutputPlan, signal?: AbortSignal) {
    const { bytes } = await this.#store.write(
      ref,
      this.#files.read(file, { ...(signal && { signal }) }),
      signal,
    );
    return { format, ref, bytes };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#inner[Symbol.asyncDispose]();
  }
}

/**
 * An engine that reads and writes paths, on any store: each source is written to a file below `directory` before, and each
 * output read from one after. The directory should be in memory.
 */
export const stagedEngine = (engine: Engine, directory: string): Engine => ({
  ...engine,
  open: async (store, limits) => new StagedSession(store, await engine.open(fileStore(), limits), directory),
});
