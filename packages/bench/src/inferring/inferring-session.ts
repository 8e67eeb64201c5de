import {
  type Conversion,
  type ConversionPlan,
  convertWidening,
  describeSource,
  type EngineSession,
  type ObjectStore,
  type PlanningOptions,
  planEach,
} from '@parquetry/core';

/** What `convert` reads to guess types when it is told nothing. */
const SAMPLE_BYTES = 1 << 20;

async function convertUntold(
  store: ObjectStore,
  session: EngineSession,
  { source: { ref }, outputs }: ConversionPlan,
  signal: AbortSignal | undefined,
): Promise<Conversion> {
  const options: PlanningOptions = {
    declared: new Map(),
    undeclared: 'infer',
    shareSchema: false,
    sampleBytes: SAMPLE_BYTES,
    ...(signal && { signal }),
  };
  const inputs = [{ source: await describeSource(store, ref, { signal }), outputs }];
  const plannings = await planEach(store, inputs, options);
  const [outcome] = await convertWidening(store, session, inputs, plannings, options);
  if (outcome?.status !== 'failed') return outcome!;
  throw outcome.error;
}

/**
 * A session that takes nothing from a plan but its source and outputs: format and types are found out as `convert` finds
 * them, from a sample, and once more from every row where a later cell contradicts it.
 */
export const inferringSession = (store: ObjectStore, session: EngineSession): EngineSession => ({
  filesInFlight: session.filesInFlight,
  convert: (plan, signal) => convertUntold(store, session, plan, signal),
  [Symbol.asyncDispose]: () => session[Symbol.asyncDispose](),
});
