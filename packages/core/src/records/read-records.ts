import type { ConversionPlan } from '../conversion/plan.ts';
import type { SourceFormat } from '../conversion/source-format.ts';
import { readCsv } from '../csv/read-csv.ts';
import { readJson } from '../json/read-json.ts';
import type { ByteStream } from '../store/object-store.ts';
import type { RecordBlock } from './record-block.ts';
import type { RecordReadOptions } from './record-reading.ts';
import type { RowLedger } from './row-ledger.ts';

/** Reads uncompressed bytes of any format as blocks of records; see {@link readRecords}. */
export const readBlocks = (
  stream: ByteStream,
  format: SourceFormat,
  options: RecordReadOptions,
): Promise<AsyncGenerator<RecordBlock, void>> =>
  format.kind === 'csv' ? readCsv(stream, format, options) : readJson(stream, format, options);

/**
 * Reads the uncompressed bytes of a plan's source as blocks of records, their fields in the order of the plan's
 * schema. Rows are counted, and bad ones set aside, in the ledger. To be closed with `return` when left early.
 *
 * @throws BadInputError, ContradictionError: see `readCsv` and `readJson`.
 */
export async function readRecords(
  stream: ByteStream,
  plan: ConversionPlan,
  ledger: RowLedger,
  blockBytes?: number,
): Promise<AsyncGenerator<RecordBlock, void>> {
  const { format, invalidBytes, limits } = plan.source;
  const options: RecordReadOptions = {
    columns: plan.schema.columns,
    ledger,
    limits,
    invalidBytes,
    newColumns: plan.newColumns,
    ...(blockBytes !== undefined && { blockBytes }),
  };
  return readBlocks(stream, format, options);
}
