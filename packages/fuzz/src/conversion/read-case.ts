import {
  type Column,
  type ConversionPlan,
  displayRef,
  fieldText,
  type ObjectStore,
  openSource,
  RowLedger,
  type RowTally,
  readRecords,
} from '@parquetry/core';
import { type FileOutcome, outcomeOf } from './outcome.ts';

/** The records of a source as texts, and the account of its rows. */
export interface Reading {
  readonly rows: readonly (readonly (string | null)[])[];
  readonly tally: RowTally;
  readonly rejects: string;
  /** Set when reading ended early. */
  readonly failure: FileOutcome | undefined;
}

/** The plan with every column as text. */
export function asText(plan: ConversionPlan): ConversionPlan {
  const columns = plan.schema.columns.map(
    ({ name }): Column => ({ name, type: { kind: 'string' }, nullable: true }),
  );
  return { ...plan, schema: { columns } };
}

/** Reads the records of a plan with core's reader, in blocks of about `blockBytes`. */
export async function readCase(
  store: ObjectStore,
  plan: ConversionPlan,
  blockBytes?: number,
): Promise<Reading> {
  const { source, badRows } = plan;
  const lines: string[] = [];
  const ledger = new RowLedger(displayRef(source.ref), badRows, {
    keep: (line) => lines.push(Buffer.from(line).toString('utf8')),
    encoding: source.format.encoding,
  });
  const rows: (string | null)[][] = [];
  let failure: FileOutcome | undefined;
  try {
    const blocks = await readRecords(openSource(store, source), plan, ledger, blockBytes);
    for await (const block of blocks) {
      for (let row = 0; row < block.rowCount; row += 1) {
        rows.push(
          Array.from({ length: block.width }, (_, index) => fieldText(block, row * block.width + index)),
        );
      }
    }
    ledger.close();
  } catch (error) {
    failure = outcomeOf(error);
  }
  return { rows, tally: ledger.tally(), rejects: lines.join(''), failure };
}
