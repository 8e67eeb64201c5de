import { typeName } from '../schema/table-schema.ts';
import type { ObjectStore } from '../store/object-store.ts';
import type { EngineSession } from './engine.ts';
import { ContradictionError } from './errors.ts';
import { withAdvice } from './give-advice.ts';
import type { ConversionPlan } from './plan.ts';
import { type PlannedInput, type Planning, type PlanningOptions, planEach } from './plan-conversions.ts';
import type { WidenedColumn } from './result.ts';
import { type Outcome, runConversions } from './run-conversions.ts';

const isContradiction = (error: unknown) => error instanceof ContradictionError;

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

/**
 * Carries out the plans of `inputs`. When a cell contradicts a guessed type, every row of that input is read to learn
 * all final types, and it is converted once more, from the same version of the source; inputs that share a schema are
 * all converted again. Outcomes are in the order of `inputs`.
 */
export async function convertWidening(
  store: ObjectStore,
  session: EngineSession,
  inputs: readonly PlannedInput[],
  plannings: readonly Planning[],
  options: PlanningOptions,
): Promise<Outcome[]> {
  const { signal, shareSchema } = options;
  const run = (planned: readonly Planning[], endsAll?: (error: unknown) => boolean) =>
    runPlannings(session, planned, signal, endsAll);
  const advised = (all: readonly Outcome[]) =>
    all.map((outcome, index) => withAdvice(outcome, inputs[index]!.source));
  const outcomes = await run(plannings, shareSchema ? isContradiction : undefined);
  const contradicted = outcomes.map(
    (outcome) => outcome.status === 'failed' && isContradiction(outcome.error),
  );
  if (!contradicted.includes(true)) return advised(outcomes);

  const again = inputs.flatMap((_, index) => {
    const isPlanned = plannings[index]!.status === 'planned';
    return isPlanned && (shareSchema || contradicted[index]) ? [index] : [];
  });
  const previous = again.flatMap((index) => {
    const planning = plannings[index]!;
    return planning.status === 'planned' ? [planning.plan] : [];
  });
  const { sampleBytes: _sample, ...everything } = options;
  const replanned = await planEach(
    store,
    again.map((index) => inputs[index]!),
    { ...everything, previous },
  );
  const redone = await run(replanned);
  for (const [position, index] of again.entries()) {
    const planning = replanned[position]!;
    const widened = planning.status === 'planned' ? widenedColumns(previous[position]!, planning) : [];
    outcomes[index] = withWidened(redone[position]!, widened);
  }
  return advised(outcomes);
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
