import {
  allStrings,
  type ConversionPlan,
  type CsvFormat,
  type DeclaredTypes,
  describeSource,
  displayRef,
  FAIL_AT_FIRST,
  type ObjectRef,
  type ObjectStore,
  type OutputPlan,
  openSource,
  planConversions,
  RequestError,
  RowLedger,
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

/** A plan needs an output; every contender gets its own in place of this one. */
const ANY_OUTPUT: OutputPlan = { format: 'avro', ref: { bucket: '', key: 'any.avro' }, codec: 'null' };

type CsvDescription = SourceDescription & { readonly format: CsvFormat };

const isCsv = (source: SourceDescription): source is CsvDescription => source.format.kind === 'csv';

async function describeCsvSource(
  store: ObjectStore,
  ref: ObjectRef,
  { delimiter, signal }: PlanInputsOptions,
): Promise<CsvDescription> {
  const source = await describeSource(store, ref, {
    ...(delimiter !== undefined && { delimiter }),
    ...(signal && { signal }),
  });
  if (isCsv(source)) return source;
  throw new RequestError(
    `${displayRef(ref)} is JSON; the bench measures CSV files: leave it out, or try it with convert, which tells its times`,
  );
}

/** @throws BadInputError at the first bad row: what is measured is every row, or nothing. */
async function sizeOf(store: ObjectStore, source: CsvDescription, signal?: AbortSignal): Promise<Size> {
  const { format, limits } = source;
  let csvBytes = 0;
  async function* counted() {
    for await (const chunk of openSource(store, source, signal)) {
      csvBytes += chunk.length;
      yield chunk;
    }
  }
  const ledger = new RowLedger(displayRef(source.ref), FAIL_AT_FIRST, { encoding: format.encoding });
  const blocks = await readCsv(counted(), format, {
    columns: [...allStrings(format.names).values()],
    ledger,
    limits,
    invalidBytes: 'bad-row',
    newColumns: 'fail',
  });
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
    const inputs = alike.map((source) => ({ source, outputs: [ANY_OUTPUT] }));
    const options = { declared, undeclared: 'infer' as const, shareSchema: true, ...(signal && { signal }) };
    for (const [index, plan] of (await planConversions(store, inputs, options)).entries()) {
      plans.set(alike[index]!, plan);
    }
  }
  return plans;
}

/**
 * Reads every input to its end to learn header, dialect, rows and types: no engine ever meets a cell that contradicts
 * them.
 *
 * @throws BadInputError and StoreError as `describeSource` and `planConversions`; RequestError for JSON.
 */
export async function planInputs(
  store: ObjectStore,
  refs: readonly ObjectRef[],
  options: PlanInputsOptions = {},
): Promise<PlannedInput[]> {
  const { declared = new Map(), signal, onInput } = options;
  const sized: { source: CsvDescription; size: Size }[] = [];
  for (const ref of refs) {
    const source = await describeCsvSource(store, ref, options);
    sized.push({ source, size: await sizeOf(store, source, signal) });
    onInput?.(sized.length, refs.length);
  }
  const sources = sized.map(({ source }) => source);
  const plans = await planAlike(store, sources, declared, signal);
  return sized.map(({ source, size }) => {
    const plan = plans.get(source)!;
    return { source: { ...plan.source, format: source.format }, schema: plan.schema, ...size };
  });
}
