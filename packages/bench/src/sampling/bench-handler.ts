import {
  type ConversionPlan,
  type Engine,
  type EngineLimits,
  type EngineSession,
  monotonicMs,
  type ObjectStore,
  UnsupportedError,
} from '@parquetry/core';
import { convertWorkload, deleteOutputs, labelled } from './convert-workload.ts';
import { measurePasses } from './measure-passes.ts';
import { ownPeakRss } from './peak-rss.ts';
import type { SampleAnswer, SampleRequest } from './sample-request.ts';

type MeasureRequest = Extract<SampleRequest, { purpose: 'measure' }>;

function requireSupport(engine: Engine, plans: readonly ConversionPlan[], limits: EngineLimits): void {
  for (const plan of plans) {
    const support = engine.supports(plan, limits);
    if (!support.supported) throw new UnsupportedError(support.because);
  }
}

async function convertFirst(
  session: EngineSession,
  store: ObjectStore,
  plan: ConversionPlan,
): Promise<number> {
  const first = labelled(plan, 'first');
  const startedAt = monotonicMs();
  await convertWorkload(session, [first]);
  const elapsedMs = monotonicMs() - startedAt;
  await deleteOutputs(store, [first]);
  return elapsedMs;
}

async function warmUp(session: EngineSession, store: ObjectStore, request: MeasureRequest): Promise<void> {
  const { plans, warmupFiles } = request;
  const warmups = Array.from({ length: warmupFiles }, (_, index) =>
    labelled(plans[(index + 1) % plans.length]!, `warm-up-${index}`),
  );
  await convertWorkload(session, warmups);
  await deleteOutputs(store, warmups);
}

async function measure(
  session: EngineSession,
  store: ObjectStore,
  request: MeasureRequest,
  engineOpenMs: number,
): Promise<SampleAnswer> {
  const firstFileMs = await convertFirst(session, store, request.plans[0]!);
  await warmUp(session, store, request);
  const { iterations, gc, passBytes } = await measurePasses(
    session,
    store,
    request.plans,
    request.iterations,
  );
  const usage = process.resourceUsage();
  return {
    status: 'measured',
    passBytes,
    sample: {
      engineOpenMs,
      firstFileMs,
      iterations,
      peakRssBytes: ownPeakRss(),
      gc,
      voluntaryContextSwitches: usage.voluntaryContextSwitches,
      involuntaryContextSwitches: usage.involuntaryContextSwitches,
      majorPageFaults: usage.majorPageFault,
    },
  };
}

/** A session that finds out types, instead of taking them from a plan, by means of another. */
type Inferring = (store: ObjectStore, session: EngineSession) => EngineSession;

const noInferring: Inferring = () => {
  throw new Error('a request to find types came to a process that was given no means to');
};

export type BenchHandler = (request: SampleRequest) => Promise<SampleAnswer>;

/**
 * The function that a sample runs, in a child process as on Lambda: one request in, one answer out. The engine is
 * loaded, opened and closed inside; what it throws is thrown on. Types are found by `inferring`, where a request wants it. The request is not validated here: see `sampleRequest`.
 */
export function createBenchHandler(
  loadEngine: (name: string) => Promise<Engine>,
  store: ObjectStore,
  inferring = noInferring,
): BenchHandler {
  async function answer(request: SampleRequest): Promise<SampleAnswer> {
    const startedAt = monotonicMs();
    const engine = await loadEngine(request.engine);
    requireSupport(engine, request.plans, request.limits);
    await using opened = await engine.open(store, request.limits);
    const session = request.infers ? inferring(store, opened) : opened;
    const engineOpenMs = monotonicMs() - startedAt;
    if (request.purpose === 'measure') return await measure(session, store, request, engineOpenMs);
    await convertWorkload(session, request.plans);
    return { status: 'converted', writers: engine.writers };
  }

  return async (request) => {
    try {
      return await answer(request);
    } catch (error) {
      if (error instanceof UnsupportedError) return { status: 'unsupported', because: error.message };
      throw error;
    }
  };
}
