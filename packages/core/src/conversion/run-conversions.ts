import type { EngineSession } from './engine.ts';
import type { ConversionPlan } from './plan.ts';
import type { Conversion } from './result.ts';

export type Outcome =
  | Conversion
  /** The conversion was refused or broke; the others went on. */
  | { readonly status: 'failed'; readonly error: unknown };

/**
 * Carries out plans, as many at once as the session finds worthwhile. A file that fails does not stop the others;
 * an abort does, and so does an error for which `endsAll` says so: plans that were not begun then fail with it.
 */
export async function runConversions(
  session: EngineSession,
  plans: readonly ConversionPlan[],
  signal?: AbortSignal,
  endsAll: (error: unknown) => boolean = () => false,
): Promise<Outcome[]> {
  const outcomes: Outcome[] = new Array(plans.length);
  let ended: Outcome | undefined;
  let next = 0;
  const work = async (): Promise<void> => {
    while (next < plans.length) {
      const index = next;
      next += 1;
      const plan = plans[index]!;
      const outcome =
        ended ??
        (await session
          .convert(plan, signal)
          .catch((error: unknown): Outcome => ({ status: 'failed', error })));
      signal?.throwIfAborted();
      if (outcome.status === 'failed' && endsAll(outcome.error)) ended ??= outcome;
      outcomes[index] = outcome;
    }
  };
  const lanes = Math.min(Math.max(1, session.filesInFlight), plans.length);
  const settled = await Promise.allSettled(Array.from({ length: lanes }, work));
  for (const lane of settled) if (lane.status === 'rejected') throw lane.reason;
  return outcomes;
}
