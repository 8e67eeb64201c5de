import { isDeepStrictEqual } from 'node:util';
import { watchHost } from '../environment/watch-host.ts';
import type { Sample } from '../record/run-record.ts';
import { scheduleRounds } from '../sampling/schedule.ts';
import type { PreparedScenario } from '../scenarios/scenario.ts';
import { repeatsBytes } from '../verification/read-output.ts';
import { type Attempt, choiceFor, type TakenSample } from './contender.ts';
import type { VerifiedCell } from './verify-cell.ts';

export interface SamplingContext {
  readonly seed: number;
  /** Slot of the first sample. */
  readonly firstSlot: number;
  readonly now: () => Date;
  readonly signal?: AbortSignal | undefined;
  readonly onSample: (engine: string, done: number, total: number) => void;
}

export interface SampledCell {
  readonly cell: VerifiedCell;
  readonly samples: readonly Sample[];
  /** Set when a sample went wrong: the cell then takes no further part. */
  readonly failure: Exclude<Attempt<never>, { status: 'done' }> | undefined;
  /** What was noticed about its outputs and its traffic, in words. */
  readonly notes: readonly string[];
}

/** The timed passes should write what was verified: the first that wrote other sizes, in words. */
function otherSizes({ outputBytes }: VerifiedCell, { passBytes }: TakenSample): string | undefined {
  const other = passBytes.find((bytes) => !isDeepStrictEqual(bytes, outputBytes));
  if (other === undefined) return undefined;
  return `a timed pass wrote ${JSON.stringify(other)} bytes, the verified one ${JSON.stringify(outputBytes)}`;
}

/** An engine has no reason to write other sizes; an outside writer may have one, such as threads that finish in any order. */
function judgeSizes(cell: VerifiedCell, taken: Attempt<TakenSample>): Attempt<TakenSample> {
  if (taken.status !== 'done') return taken;
  const complaint = otherSizes(cell, taken.value);
  if (complaint === undefined) return taken;
  if (Object.values(cell.writers).every(repeatsBytes)) return { status: 'failed', error: complaint };
  return { ...taken, value: { ...taken.value, notes: [...(taken.value.notes ?? []), complaint] } };
}

/** Takes every cell's samples, one fresh process at a time, in turns. */
export async function sampleCells(
  cells: readonly VerifiedCell[],
  scenario: PreparedScenario,
  context: SamplingContext,
): Promise<SampledCell[]> {
  const { sampling } = scenario;
  const { signal, now, onSample } = context;
  const taken = new Map(cells.map((cell) => [cell, [] as Sample[]]));
  const failures = new Map<VerifiedCell, SampledCell['failure']>();
  const notes = new Map(cells.map((cell) => [cell, new Set<string>()]));
  const schedule = scheduleRounds(cells, sampling.processes, context.seed);
  const turns = schedule.flatMap((order, round) => order.map((cell) => ({ cell, round })));

  for (const [turn, { cell, round }] of turns.entries()) {
    const { contender, workload } = cell;
    if (!failures.has(cell)) {
      const plans = contender.place.plansFor(workload, choiceFor(contender, scenario), contender.name);
      const startedAt = now().toISOString();
      const stopWatching = watchHost();
      const attempt = judgeSizes(cell, await contender.sample(plans, sampling, signal));
      if (attempt.status === 'done') {
        for (const note of attempt.value.notes ?? []) notes.get(cell)?.add(note);
        const where = { slot: context.firstSlot + turn, round, startedAt };
        taken.get(cell)?.push({ ...where, ...attempt.value.sample, ...stopWatching() });
      } else failures.set(cell, attempt);
    }
    onSample(contender.name, turn + 1, turns.length);
  }
  return cells.map((cell) => ({
    cell,
    samples: taken.get(cell) ?? [],
    failure: failures.get(cell),
    notes: [...(notes.get(cell) ?? [])],
  }));
}
