import type { EngineSession } from './engine.ts';
import type { ConversionPlan } from './plan.ts';
import type { Conversion } from './result.ts';

export type Outcome =
  | Conversion
  /** The conversion was refused or broke; the others went on. */
  | { readonly status: 'failed'; readonly error: unknown };

/**
 * Carries out plans, as many at once as the session finds worthwhile. A file that fails does not stop the others;
 * an abort does.
 */
export async function runConversions(
  session: EngineSession,
  plans: readonly ConversionPlan[],
  signal?: AbortSignal,
): Promise<Outcome[]> {
  const outcomes: Outcome[] = new Array(plans.length);
  let next = 0;
  const work = async (): Promise<void> => {
    while (next < plans.length) {
      const index = next;
      next += 1;
      const plan = plans[index]!;
      const outcome = await session
        .convert(plan, signal)
        .catch((error: unknown): Outcome => ({ status: 'failed', error }));
      signal?.throwIfAborted();
      outcomes[index] = outcome;
    }
  };
  const lanes = Math.min(Math.max(1, session.filesInFlight), plans.length);
  const settled = await Promise.allSettled(Array.from({ length: lanes }, work));
  for (const lane of settled) if (lane.status === 'rejected') throw lane.reason;
  return outcomes;
}
