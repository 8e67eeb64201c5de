import {
  type ConversionPlan,
  type DeclaredTypes,
  describeSource,
  displayRef,
  type ObjectRef,
  type ObjectStore,
  openSource,
  planConversions,
  readCsv,
  type SourceDescription,
} from '@parquetry/core';
import type { PlannedInput } from './scenario.ts';

export interface PlanInputsOptions {
  readonly declared?: DeclaredTypes;
  readonly delimiter?: string | undefined;
  readonly signal?: AbortSignal | undefined;
  readonly onInput?: (planned: number, total: number) => void;
}

type Size = Pick<PlannedInput, 'rows' | 'csvBytes'>;

async function sizeOf(store: ObjectStore, source: SourceDescription, signal?: AbortSignal): Promise<Size> {
  let csvBytes = 0;
  async function* counted() {
    for await (const chunk of openSource(store, source, signal)) {
      csvBytes += chunk.length;
      yield chunk;
    }
  }
  const { blocks } = await readCsv(counted(), { dialect: source.dialect, name: displayRef(source.ref) });
  let rows = 0;
  for await (const block of blocks) rows += block.rowCount;
  return { rows, csvBytes };
}

const columnsKey = ({ columnNames }: SourceDescription) => JSON.stringify(columnNames.toSorted());

/** Inputs with the same columns, in whatever order, share one schema, as `convert` does with its inputs. */
async function planAlike(
  store: ObjectStore,
  sources: readonly SourceDescription[],
  declared: DeclaredTypes,
  signal: AbortSignal | undefined,
): Promise<Map<SourceDescription, ConversionPlan>> {
  const plans = new Map<SourceDescription, ConversionPlan>();
  for (const alike of Map.groupBy(sources, columnsKey).values()) {
    const inputs = alike.map((source) => ({ source, outputs: [] }));
    const options = { declared, undeclared: 'infer' as const, shareSchema: true, ...(signal && { signal }) };
    for (const [index, plan] of (await planConversions(store, inputs, options)).entries()) {
      plans.set(alike[index]!, plan);
    }
  }
  return plans;
}

/**
 * Reads every input to its end to learn header, dialect, rows and types.
 *
 * @throws BadInputError and StoreError as `describeSource` and `planConversions`.
 */
export async function planInputs(
  store: ObjectStore,
  refs: readonly ObjectRef[],
  { declared = new Map(), delimiter, signal, onInput }: PlanInputsOptions = {},
): Promise<PlannedInput[]> {
  const sized: { source: SourceDescription; size: Size }[] = [];
  for (const ref of refs) {
    const source = await describeSource(store, ref, {
      ...(delimiter !== undefined && { delimiter }),
      ...(signal && { signal }),
    });
    sized.push({ source, size: await sizeOf(store, source, signal) });
    onInput?.(sized.length, refs.length);
  }
  const sources = sized.map(({ source }) => source);
  const plans = await planAlike(store, sources, declared, signal);
  return sized.map(({ source, size }) => {
    const plan = plans.get(source)!;
    return { source: plan.source, schema: plan.schema, ...size };
  });
}
