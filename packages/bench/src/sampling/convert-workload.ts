import {
  type ConversionPlan,
  type ConversionResult,
  type EngineSession,
  type ObjectStore,
  UnsupportedError,
} from '@parquetry/core';

/** The same plan with its outputs below `label/`, so that no pass writes over another's files. */
export const labelled = (plan: ConversionPlan, label: string): ConversionPlan => ({
  ...plan,
  outputs: plan.outputs.map((output) => ({
    ...output,
    ref: { ...output.ref, key: `${label}/${output.ref.key}` },
  })),
});

/**
 * Converts all plans with as many in flight as the session wants.
 *
 * @throws UnsupportedError when the engine meets a value it cannot write.
 */
export async function convertWorkload(
  session: EngineSession,
  plans: readonly ConversionPlan[],
): Promise<ConversionResult[]> {
  const failure = new AbortController();
  const results: ConversionResult[] = [];
  const waiting = plans.entries();

  async function takeTurns(): Promise<void> {
    for (const [index, plan] of waiting) {
      const conversion = await session.convert(plan, failure.signal);
      if (conversion.status === 'unsupported') throw new UnsupportedError(conversion.because);
      results[index] = conversion.result;
    }
  }

  const lanes = Array.from({ length: Math.min(session.filesInFlight, plans.length) }, () =>
    takeTurns().catch((reason: unknown) => {
      failure.abort(reason);
      throw reason;
    }),
  );
  await Promise.allSettled(lanes);
  if (failure.signal.aborted) throw failure.signal.reason;
  return results;
}

export async function deleteOutputs(store: ObjectStore, plans: readonly ConversionPlan[]): Promise<void> {
  await Promise.all(plans.flatMap((plan) => plan.outputs.map((output) => store.delete(output.ref))));
}
