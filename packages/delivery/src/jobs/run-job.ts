import {
  type Conversion,
  type ConversionResult,
  convertWidening,
  displayRef,
  type Engine,
  type EngineLimits,
  type EngineSession,
  monotonicMs,
  type ObjectRef,
  type ObjectStat,
  type ObjectStore,
  StoreError,
  UnsupportedError,
} from '@parquetry/core';
import type { Job, JobContext, JobResult, RunJob, SourceObject } from './job.ts';
import { type NamedOutputs, outputRefs } from './name-outputs.ts';
import { JobPlanner, type PlannedJob } from './plan-job.ts';
import type { ReadWhole } from './read-whole.ts';
import type { Recipe } from './recipe.ts';
import { Turnstile } from './turnstile.ts';
import { type HeldObject, Workbench } from './workbench.ts';

export interface JobRunnerOptions {
  readonly store: ObjectStore;
  readonly engine: Engine;
  readonly limits: EngineLimits;
  readonly recipe: Recipe;
  /** Reads an object in one request. */
  readonly readWhole: ReadWhole;
  /** Larger objects are streamed. */
  readonly wholeObjectBytes: number;
  /** By which the bytes of those go; asked for with the first of them. */
  readonly streamStore: () => ObjectStore;
  /** Whether the outputs of a job are sent at once, or one after the other. */
  readonly outputsTogether: boolean;
}

export interface JobRunner extends AsyncDisposable {
  readonly run: RunJob;
}

const asBody = (content: Uint8Array) =>
  (async function* () {
    yield content;
  })();

const allRefs = ({ outputs, rejects }: NamedOutputs): ObjectRef[] =>
  rejects ? [...outputs, rejects] : [...outputs];

const missing = (ref: ObjectRef) => new StoreError('not-found', ref, `${displayRef(ref)} does not exist`);

/** What a job was found to be before anything of it is converted. */
interface Opened {
  readonly source: ObjectStat;
  /** The object, where it is small enough to be held. */
  readonly held?: HeldObject;
}

class JobConversions {
  readonly #options: JobRunnerOptions;
  readonly #bench: Workbench;
  readonly #session: EngineSession;
  readonly #planner: JobPlanner;
  /** Conversions at once; reading and writing of others goes on meanwhile. */
  readonly #turnstile: Turnstile;

  constructor(options: JobRunnerOptions, bench: Workbench, session: EngineSession) {
    this.#options = options;
    this.#bench = bench;
    this.#session = session;
    this.#planner = new JobPlanner(options.recipe);
    this.#turnstile = new Turnstile(session.filesInFlight);
  }

  /** What was known of the source may be why the attempt before failed: it is looked at anew. */
  async run({ source }: Job, { signal, attempt }: JobContext): Promise<JobResult> {
    const startedAt = monotonicMs();
    const refs = outputRefs(this.#options.recipe, source.ref);
    const opened = await this.#open(attempt === 1 ? source : { ref: source.ref }, signal);
    const readMs = monotonicMs() - startedAt;
    const { held } = opened;
    if (held === undefined) {
      const converted = await this.#turnstile.pass(
        () => this.#convertStreamed(opened.source, refs, signal),
        signal,
      );
      return jobResult(converted, opened.source, { readMs, writeMs: 0, startedAt });
    }
    const { converted, contents } = await this.#turnstile.pass(
      () => this.#convertHeld({ source: opened.source, held }, refs, signal),
      signal,
    );
    const writingFrom = monotonicMs();
    await this.#send(contents, signal);
    const writeMs = monotonicMs() - writingFrom;
    return jobResult(converted, opened.source, { readMs, writeMs, startedAt });
  }

  /** The source in memory, or, where it is large, what the store says of it. */
  async #open(source: SourceObject, signal: AbortSignal): Promise<Opened> {
    const { store, readWhole, wholeObjectBytes } = this.#options;
    const { ref, bytes, etag } = source;
    if (bytes !== undefined && bytes <= wholeObjectBytes) {
      const held = await readWhole(ref, { signal, ...(etag && { ifMatch: etag }) });
      return { source: held.stat, held };
    }
    if (bytes !== undefined && etag !== undefined) return { source: { ref, bytes, etag } };
    const found = await store.stat(ref, signal);
    if (found === undefined) throw missing(ref);
    if (etag !== undefined && found.etag !== etag) {
      throw new StoreError(
        'changed',
        ref,
        `${displayRef(ref)} changed since it was listed; it is read again`,
      );
    }
    return found.bytes <= wholeObjectBytes && bytes === undefined
      ? this.#open({ ref, bytes: found.bytes, etag: found.etag }, signal)
      : { source: found };
  }

  async #convertStreamed(source: ObjectStat, refs: NamedOutputs, signal: AbortSignal) {
    const written = allRefs(refs);
    this.#bench.stream(source, written, this.#options.streamStore());
    try {
      return await this.#convert({ source }, refs, signal);
    } finally {
      this.#bench.release(source.ref, written);
    }
  }

  async #convertHeld({ source, held }: Required<Opened>, refs: NamedOutputs, signal: AbortSignal) {
    const written = allRefs(refs);
    this.#bench.hold(held, written);
    try {
      const converted = await this.#convert({ source, held }, refs, signal);
      const contents = written.flatMap((ref) => {
        const content = this.#bench.collect(ref);
        return content === undefined ? [] : [{ ref, content }];
      });
      return { converted, contents };
    } finally {
      this.#bench.release(source.ref, written);
    }
  }

  async #convert(
    { source, held }: Opened,
    refs: NamedOutputs,
    signal: AbortSignal,
  ): Promise<ConversionResult> {
    const planned = await this.#planner.plan(this.#bench.store, source, refs, held?.content, signal);
    const conversion = await this.#carryOut(planned, signal);
    if (conversion.status === 'unsupported') throw new UnsupportedError(conversion.because);
    return conversion.result;
  }

  async #carryOut(planned: PlannedJob, signal: AbortSignal): Promise<Conversion> {
    const { engine, limits } = this.#options;
    switch (planned.kind) {
      case 'fixed': {
        const support = engine.supports(planned.plan, limits);
        if (!support.supported) return { status: 'unsupported', because: support.because };
        return this.#session.convert(planned.plan, signal);
      }
      case 'guessed': {
        const { input, planning, options } = planned;
        const [outcome] = await convertWidening(
          this.#bench.store,
          this.#session,
          [input],
          [planning],
          options,
        );
        if (outcome!.status === 'failed') throw outcome!.error;
        return outcome!;
      }
      default:
        return planned satisfies never;
    }
  }

  async #send(contents: readonly { ref: ObjectRef; content: Uint8Array }[], signal: AbortSignal) {
    const { store, outputsTogether } = this.#options;
    const send = ({ ref, content }: (typeof contents)[number]) => store.write(ref, asBody(content), signal);
    if (outputsTogether) {
      const settled = await Promise.allSettled(contents.map(send));
      for (const one of settled) if (one.status === 'rejected') throw one.reason;
    } else for (const one of contents) await send(one);
  }
}

function jobResult(
  { rows, bytes, outputs, rejects, stages }: ConversionResult,
  source: ObjectStat,
  { readMs, writeMs, startedAt }: { readMs: number; writeMs: number; startedAt: number },
): JobResult {
  return {
    etag: source.etag,
    rows,
    bytes: { ...bytes, written: outputs.reduce((sum, output) => sum + output.bytes, rejects?.bytes ?? 0) },
    outputs,
    ...(rejects && { rejects }),
    stages: { ...stages, readMs: stages.readMs + readMs, writeMs: stages.writeMs + writeMs },
    elapsedMs: monotonicMs() - startedAt,
  };
}

/**
 * Carries out jobs of a recipe, one call each. A small object is read by one request, converted in memory, and written
 * by one request for each output; a large one is streamed. Two calls for the same object take turns.
 *
 * `run` rejects with StoreError, BadInputError, RequestError, UnsupportedError, or the reason of an abort; outputs that
 * were written by then stay, and are written again by the next attempt.
 */
export async function openJobRunner(options: JobRunnerOptions): Promise<JobRunner> {
  const bench = new Workbench(options.store);
  const session = await options.engine.open(bench.store, options.limits);
  const conversions = new JobConversions(options, bench, session);
  const underWay = new Map<string, Promise<unknown>>();
  return {
    async run(job, context) {
      const name = displayRef(job.source.ref);
      const before = underWay.get(name);
      const mine = (async () => {
        await before?.catch(() => {});
        context.signal.throwIfAborted();
        return conversions.run(job, context);
      })();
      underWay.set(name, mine);
      try {
        return await mine;
      } finally {
        if (underWay.get(name) === mine) underWay.delete(name);
      }
    },
    [Symbol.asyncDispose]: () => session[Symbol.asyncDispose](),
  };
}
