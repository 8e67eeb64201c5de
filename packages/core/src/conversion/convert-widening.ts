import { typeName } from '../schema/table-schema.ts';
import type { ObjectStore } from '../store/object-store.ts';
import type { EngineSession } from './engine.ts';
import { ContradictionError } from './errors.ts';
import { withAdvice } from './give-advice.ts';
import type { ConversionPlan } from './plan.ts';
import { type PlannedInput, type Planning, type PlanningOptions, planEach } from './plan-conversions.ts';
import type { WidenedColumn } from './result.ts';
import { type Outcome, runConversions } from './run-conversions.ts';

const isContradiction = (error: unknown): error is ContradictionError => error instanceof ContradictionError;

/** Types that come from every row are contradicted by none, unless two parts of the program differ over them. */
const contradictedAgain = ({ message }: ContradictionError): Outcome => ({
  status: 'failed',
  error: new Error(`internal error: every row was read, and yet: ${message}; please report it`),
});

function widenedColumns(
  previous: ConversionPlan,
  after: Extract<Planning, { status: 'planned' }>,
): readonly WidenedColumn[] {
  const known = new Map(previous.schema.columns.map((column) => [column.name, column]));
  return after.plan.schema.columns.flatMap((column): WidenedColumn[] => {
    const before = known.get(column.name);
    const from = before && !before.guess?.isUnseen ? typeName(before.type) : undefined;
    const to = typeName(column.type);
    const row = after.contradictions.get(column.name);
    const isJsonText = column.guess?.isJsonText === true && !before?.guess?.isJsonText;
    if (row === undefined || (from === to && !isJsonText)) return [];
    return [{ column: column.name, ...(from && { from }), to, row, ...(isJsonText && { isJsonText }) }];
  });
}

function withWidened(outcome: Outcome, widened: readonly WidenedColumn[]): Outcome {
  if (outcome.status !== 'converted' || widened.length === 0) return outcome;
  return { status: 'converted', result: { ...outcome.result, widened } };
}

/** What was converted under a schema that does not hold any more is not left behind, whatever becomes of the rest. */
async function discard(store: ObjectStore, outcomes: readonly Outcome[]): Promise<void> {
  for (const outcome of outcomes) {
    if (outcome.status !== 'converted') continue;
    const { outputs, rejects } = outcome.result;
    for (const { ref } of rejects ? [...outputs, rejects] : outputs) await store.delete(ref);
  }
}

/**
 * Carries out the plans of `inputs`. When a cell contradicts a guessed type, every row of that input is read to learn
 * all final types, and it is converted once more, from the same version of the source; inputs that share a schema are
 * all converted again, and what was written of them is deleted first. Outcomes are in the order of `inputs`.
 */
export async function convertWidening(
  store: ObjectStore,
  session: EngineSession,
  inputs: readonly PlannedInput[],
  plannings: readonly Planning[],
  options: PlanningOptions,
): Promise<Outcome[]> {
  const { signal, shareSchema } = options;
  const outcomes = await runPlannings(session, plannings, signal, shareSchema ? isContradiction : undefined);
  const contradicted = outcomes.map(
    (outcome) => outcome.status === 'failed' && isContradiction(outcome.error),
  );
  const again = plannings.flatMap((planning, index) => {
    const isToBeRedone = shareSchema ? contradicted.includes(true) : contradicted[index];
    return planning.status === 'planned' && isToBeRedone ? [{ index, plan: planning.plan }] : [];
  });
  if (again.length > 0) {
    await discard(
      store,
      again.map(({ index }) => outcomes[index]!),
    );
    const redone = await convertWider(store, session, inputs, again, options);
    for (const [position, { index }] of again.entries()) outcomes[index] = redone[position]!;
  }
  return outcomes.map((outcome, index) => withAdvice(outcome, inputs[index]!.source));
}

/** Plans inputs anew, from all of their rows, and converts them. */
async function convertWider(
  store: ObjectStore,
  session: EngineSession,
  inputs: readonly PlannedInput[],
  again: readonly { index: number; plan: ConversionPlan }[],
  { sampleBytes: _sample, ...options }: PlanningOptions,
): Promise<Outcome[]> {
  const previous = again.map(({ plan }) => plan);
  const replanned = await planEach(
    store,
    again.map(({ index }) => inputs[index]!),
    { ...options, previous, model: options.model ?? inputs[0]!.source },
  );
  const redone = await runPlannings(session, replanned, options.signal);
  return redone.map((outcome, position) => {
    const planning = replanned[position]!;
    if (planning.status !== 'planned') return outcome;
    if (outcome.status === 'failed' && isContradiction(outcome.error))
      return contradictedAgain(outcome.error);
    return withWidened(outcome, widenedColumns(previous[position]!, planning));
  });
}

async function runPlannings(
  session: EngineSession,
  plannings: readonly Planning[],
  signal: AbortSignal | undefined,
  endsAll?: (error: unknown) => boolean,
): Promise<Outcome[]> {
  const plans = plannings.flatMap((planning) => (planning.status === 'planned' ? [planning.plan] : []));
  const outcomes = (await runConversions(session, plans, signal, endsAll)).values();
  return plannings.map((planning) => (planning.status === 'planned' ? outcomes.next().value! : planning));
}
