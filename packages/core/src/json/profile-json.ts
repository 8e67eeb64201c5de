import type { JsonField } from '../conversion/source-format.ts';
import type { ReadLimits } from '../records/read-limits.ts';
import type { RowLedger } from '../records/row-ledger.ts';
import type { ColumnProfile } from '../schema/infer-schema.ts';
import type { Column } from '../schema/table-schema.ts';
import type { ByteStream } from '../store/object-store.ts';
import type { JsonShape } from './detect-json.ts';

export interface JsonProfile {
  readonly rows: number;
  /** The source was read to its end. */
  readonly isComplete: boolean;
  /** The union over the records read, in the order of first appearance. */
  readonly fields: readonly JsonField[];
  /** By field. */
  readonly columns: readonly ColumnProfile[];
  /** By name: the first row that contradicts the column's guess in `planned`, or that has a field not planned. */
  readonly contradictions: ReadonlyMap<string, number>;
}

/**
 * Reads JSON records, `sampleBytes` of them at least, to learn their fields and what each field's values say. `names`
 * are those of positional records. Bad rows go to the ledger.
 */
export async function profileJson(
  _stream: ByteStream,
  _shape: JsonShape,
  _options: {
    ledger: RowLedger;
    limits: ReadLimits;
    names?: readonly string[];
    sampleBytes?: number;
    /** The columns as they were guessed before. */
    planned?: readonly Column[];
    signal?: AbortSignal;
  },
): Promise<JsonProfile> {
  throw new Error('to be written');
}
