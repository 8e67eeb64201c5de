import { openParquet, type TableReading } from '@parquetry/core';
import type { RetypedColumn } from '../record/run-record.ts';
import type { PlannedInput } from '../scenarios/scenario.ts';
import { readingComplaint } from '../verification/read-output.ts';
import {
  type Verification,
  type VerificationRequest,
  verifyOutputs,
} from '../verification/verify-outputs.ts';
import { retypedColumns } from './retyped-columns.ts';

export interface InferredVerification {
  readonly ruling: Verification;
  readonly retyped: readonly RetypedColumn[];
}

async function rowsOf(table: TableReading, signal?: AbortSignal): Promise<number> {
  let rows = 0;
  for await (const { rowCount } of table.batches(signal)) rows += rowCount;
  return rows;
}

/**
 * Compares a Parquet file whose writer found out the types by itself: cell by cell where it found those of the project's
 * law, else by the number of rows, and it is said that no more was compared.
 */
export async function verifyInferred(
  request: VerificationRequest,
  { rows }: Pick<PlannedInput, 'rows'>,
): Promise<InferredVerification> {
  const { store, plan, signal } = request;
  const { ref, format } = plan.outputs[0]!;
  try {
    const table = await openParquet(store, ref, signal ? { signal } : {});
    const retyped = retypedColumns(plan.schema.columns, table.columns);
    if (retyped.length === 0) return { ruling: await verifyOutputs(request), retyped };
    const found = await rowsOf(table, signal);
    if (found !== rows) {
      return {
        ruling: { status: 'wrong-output', mismatch: `${format}: expected ${rows} rows, found ${found}` },
        retyped,
      };
    }
    const notVerified = `cells: only rows were counted, because ${retyped.length} columns have other types`;
    return { ruling: { status: 'verified', verifiedBy: { [format]: 'hyparquet' }, notVerified }, retyped };
  } catch (error) {
    signal?.throwIfAborted();
    return { ruling: { status: 'wrong-output', mismatch: readingComplaint(error, ref) }, retyped: [] };
  }
}
