import {
  type CellValue,
  collectBytes,
  convertWidening,
  type EngineSession,
  type ObjectRef,
  type ObjectStore,
  type Outcome,
  type OutputFormat,
  openAvro,
  openParquet,
} from '@parquetry/core';
import type { FuzzCase } from '../cases/fuzz-case.ts';
import { type FileOutcome, outcomeOf, type WrittenTable } from './outcome.ts';
import { OUTPUTS, planCase } from './plan-case.ts';

async function readBack(store: ObjectStore, format: OutputFormat, ref: ObjectRef): Promise<WrittenTable> {
  const table = await (format === 'parquet' ? openParquet : openAvro)(store, ref);
  const cells: CellValue[][] = table.columns.map(() => []);
  let rowCount = 0;
  for await (const batch of table.batches()) {
    rowCount += batch.rowCount;
    for (const [index, column] of batch.columns.entries()) {
      for (let row = 0; row < batch.rowCount; row += 1) cells[index]!.push(column[row]!);
    }
  }
  return { format, types: table.columns.map(({ type }) => type), rowCount, cells };
}

async function textAt(store: ObjectStore, ref: ObjectRef | undefined): Promise<string> {
  return ref ? Buffer.from(await collectBytes(store.read(ref))).toString('utf8') : '';
}

async function fileOutcome(store: ObjectStore, outcome: Outcome): Promise<FileOutcome> {
  if (outcome.status === 'unsupported') return outcome;
  if (outcome.status === 'failed') return outcomeOf(outcome.error);
  const { rows, widened = [], rejects, outputs } = outcome.result;
  try {
    const tables: WrittenTable[] = [];
    for (const { format, ref } of outputs) tables.push(await readBack(store, format, ref));
    return { status: 'converted', rows, widened, rejects: await textAt(store, rejects?.ref), tables };
  } catch (error) {
    const shown = error instanceof Error ? error.stack : String(error);
    return { status: 'crashed', error: `an output cannot be read back: ${shown}` };
  }
}

/** What one engine makes of a case, and what it leaves in the store. */
export interface CaseOutcome {
  /** By file; one for all when the case was refused before anything was planned. */
  readonly files: readonly FileOutcome[];
  /** Keys of the objects that were written. */
  readonly left: readonly string[];
}

async function takeAway(store: ObjectStore): Promise<string[]> {
  const keys: string[] = [];
  for await (const { ref } of store.list(OUTPUTS, '')) keys.push(ref.key);
  for (const key of keys) await store.delete({ bucket: OUTPUTS, key });
  return keys;
}

/** Plans and converts the files of a case, which are in the store, reads back what was written and takes it away. */
export async function convertCase(
  store: ObjectStore,
  session: EngineSession,
  fuzzCase: FuzzCase,
): Promise<CaseOutcome> {
  const files: FileOutcome[] = [];
  try {
    const { inputs, plannings, options } = await planCase(store, fuzzCase, 'as-chosen');
    const outcomes = await convertWidening(store, session, inputs, plannings, options);
    for (const outcome of outcomes) files.push(await fileOutcome(store, outcome));
  } catch (error) {
    files.push(outcomeOf(error));
  }
  return { files, left: await takeAway(store) };
}
