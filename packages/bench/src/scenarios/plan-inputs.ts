import {
  type ConversionPlan,
  type DeclaredTypes,
  describeSource,
  displayRef,
  FAIL_AT_FIRST,
  type ObjectRef,
  type ObjectStore,
  type OutputPlan,
  openSource,
  planConversions,
  RowLedger,
  readRecords,
  type SourceDescription,
} from '@parquetry/core';
import type { PlannedInput } from './scenario.ts';

export interface PlanInputsOptions {
  readonly declared?: DeclaredTypes;
  readonly delimiter?: string | undefined;
  readonly signal?: AbortSignal | undefined;
  readonly onInput?: (planned: number, total: number) => void;
}

type Size = Pick<PlannedInput, 'rows' | 'textBytes'>;

/** A plan needs an output; every contender gets its own in place of this one. */
const ANY_OUTPUT: OutputPlan = { format: 'avro', ref: { bucket: '', key: 'any.avro' }, codec: 'null' };

/** @throws BadInputError at the first bad row: what is measured is every row, or nothing. */
async function sizeOf(store: ObjectStore, plan: ConversionPlan, signal?: AbortSignal): Promise<Size> {
  const { source } = plan;
  let textBytes = 0;
  async function* counted() {
    for await (const chunk of openSource(store, source, signal)) {
      textBytes += chunk.length;
      yield chunk;
    }
  }
  const ledger = new RowLedger(displayRef(source.ref), FAIL_AT_FIRST, { encoding: source.format.encoding });
  let rows = 0;
  for await (const block of await readRecords(counted(), plan, ledger)) rows += block.rowCount;
  return { rows, textBytes };
}

const columnsKey = ({ format, columnNames }: SourceDescription) =>
  JSON.stringify([format.kind, columnNames.toSorted()]);

/** Inputs with the same columns, in whatever order, share one schema, as `convert` does with its inputs. */
async function planAlike(
  store: ObjectStore,
  sources: readonly SourceDescription[],
  declared: DeclaredTypes,
  signal: AbortSignal | undefined,
): Promise<Map<SourceDescription, ConversionPlan>> {
  const plans = new Map<SourceDescription, ConversionPlan>();
  for (const alike of Map.groupBy(sources, columnsKey).values()) {
    const inputs = alike.map((source) => ({ source, outputs: [ANY_OUTPUT] }));
    const options = { declared, undeclared: 'infer' as const, shareSchema: true, ...(signal && { signal }) };
    for (const [index, plan] of (await planConversions(store, inputs, options)).entries()) {
      plans.set(alike[index]!, plan);
    }
  }
  return plans;
}

/**
 * Reads every input to its end to learn format, rows and types: no engine ever meets a cell that contradicts them.
 *
 * @throws BadInputError and StoreError as `describeSource` and `planConversions`.
 */
export async function planInputs(
  store: ObjectStore,
  refs: readonly ObjectRef[],
  options: PlanInputsOptions = {},
): Promise<PlannedInput[]> {
  const { declared = new Map(), delimiter, signal, onInput } = options;
  const reading = { ...(delimiter !== undefined && { delimiter }), ...(signal && { signal }) };
  const sources: SourceDescription[] = [];
  for (const ref of refs) sources.push(await describeSource(store, ref, reading));
  const plans = await planAlike(store, sources, declared, signal);
  const planned: PlannedInput[] = [];
  for (const described of sources) {
    const plan = plans.get(described)!;
    const { source, schema } = plan;
    planned.push({ source, schema, ...(await sizeOf(store, plan, signal)) });
    onInput?.(planned.length, refs.length);
  }
  return planned;
}
