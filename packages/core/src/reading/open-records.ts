import {
  type DescribeOptions,
  describeSource,
  type SourceDescription,
} from '../conversion/describe-source.ts';
import type { BadRow } from '../conversion/errors.ts';
import { openSource } from '../conversion/open-source.ts';
import { profileSource, type SourceProfile } from '../conversion/profile-source.ts';
import { sourceNames } from '../conversion/source-format.ts';
import { readBlocks } from '../records/read-records.ts';
import { fieldText, type RecordBlock } from '../records/record-block.ts';
import type { RecordReadOptions } from '../records/record-reading.ts';
import { type BadRowPolicy, RowLedger, type RowTally } from '../records/row-ledger.ts';
import { setAsideBadCells } from '../records/set-aside-bad-cells.ts';
import { type DeclaredTypes, resolveSchema } from '../schema/resolve-schema.ts';
import { type CellValue, type Column, typeName } from '../schema/table-schema.ts';
import { displayRef, type ObjectRef, type ObjectStore } from '../store/object-store.ts';
import { cellParser } from './cell-parser.ts';
import type { ReadColumn, RowBatch, TableReading } from './table-reading.ts';

export interface RecordsReadingOptions extends DescribeOptions {
  /** Types of columns that are not to be inferred. */
  readonly declared?: DeclaredTypes;
  readonly invalidBytes?: 'bad-row' | 'replace';
}

/** So many bad rows are told one by one. */
const MOST_TOLD = 10;

export interface BadRows {
  readonly count: number;
  readonly first: readonly BadRow[];
}

/** A CSV or JSON file that has been read to learn its types; its bad rows are left out. */
export interface RecordsReading extends TableReading {
  readonly format: 'csv' | 'json';
  readonly rowCount: number;
  readonly source: SourceDescription;
  readonly profile: SourceProfile;
  readonly badRows: BadRows;
}

/** Parses columns of record blocks. */
class RecordCells {
  readonly #columns: readonly Column[];
  readonly #parsers: readonly ((text: string | null) => CellValue | undefined)[];
  readonly #ledger: RowLedger;

  constructor(columns: readonly Column[], ledger: RowLedger) {
    this.#columns = columns;
    this.#parsers = columns.map(({ type, guess }) => cellParser(type, guess));
    this.#ledger = ledger;
  }

  batch(block: RecordBlock): RowBatch {
    const columns = this.#columns.map((column, index) => this.#cells(block, column, index));
    const cells = columns.filter((column) => column !== undefined);
    if (cells.length === columns.length) return { rowCount: block.rowCount, columns: cells };
    return this.batch(setAsideBadCells(block, this.#columns, this.#ledger));
  }

  #cells(block: RecordBlock, { nullable }: Column, index: number): CellValue[] | undefined {
    const parse = this.#parsers[index]!;
    const cells = new Array<CellValue>(block.rowCount);
    for (let row = 0; row < block.rowCount; row += 1) {
      const cell = parse(fieldText(block, row * block.width + index));
      if (cell === undefined || (cell === null && !nullable)) return undefined;
      cells[row] = cell;
    }
    return cells;
  }
}

const readColumn = (column: Column): ReadColumn => ({
  name: column.name,
  type: typeName(column.type),
  cellType: column.type,
  nullable: column.nullable,
  physical: 'text',
});

const SET_ASIDE: BadRowPolicy = { fate: 'reject', isRedacted: false };

/** Cells that break a declared type show only when they are parsed. */
async function countBadRows(
  name: string,
  batches: (ledger: RowLedger) => AsyncIterable<RowBatch>,
): Promise<{ readonly rows: RowTally; readonly badRows: BadRows }> {
  const first: BadRow[] = [];
  const ledger = new RowLedger(name, SET_ASIDE, {
    onReject: (badRow) => first.length < MOST_TOLD && first.push(badRow),
  });
  for await (const _ of batches(ledger));
  return { rows: ledger.tally(), badRows: { count: ledger.rejected, first } };
}

/**
 * Opens a CSV or JSON file, plain or compressed: reads it once for types, rows and bad rows, once more where types are
 * declared that cells may break; the batches read it again and leave bad rows out.
 *
 * @throws StoreError when there is no such file; BadInputError when its beginning cannot be read.
 */
export async function openRecords(
  store: ObjectStore,
  ref: ObjectRef,
  options: RecordsReadingOptions = {},
): Promise<RecordsReading> {
  const { signal, declared = new Map(), invalidBytes = 'bad-row' } = options;
  const source = await describeSource(store, ref, options);
  const name = displayRef(ref);
  const first: BadRow[] = [];
  const profile = await profileSource(store, source, {
    signal,
    invalidBytes,
    known: { names: [...declared.keys()], isAll: false },
    onBadRow: (badRow) => first.length < MOST_TOLD && first.push(badRow),
  });
  const { format } = profile;
  const { columns } = resolveSchema(sourceNames(format), declared, profile.columns, format.kind === 'json');
  const batchesInto = async function* (
    ledger: RowLedger,
    batchSignal?: AbortSignal,
  ): AsyncIterable<RowBatch> {
    const reading: RecordReadOptions = {
      columns,
      ledger,
      limits: source.limits,
      invalidBytes,
      newColumns: 'reject',
    };
    const cells = new RecordCells(columns, ledger);
    for await (const block of await readBlocks(openSource(store, source, batchSignal), format, reading)) {
      batchSignal?.throwIfAborted();
      yield cells.batch(block);
    }
  };
  const { rows, badRows } =
    declared.size > 0
      ? await countBadRows(name, (ledger) => batchesInto(ledger, signal))
      : { rows: profile.rows, badRows: { count: profile.rows.rejected, first } };

  return {
    name,
    format: format.kind,
    source: { ...source, format },
    profile,
    badRows,
    rowCount: rows.read - rows.rejected,
    columns: columns.map(readColumn),
    batches: (batchSignal) => batchesInto(new RowLedger(name, SET_ASIDE), batchSignal),
  };
}
