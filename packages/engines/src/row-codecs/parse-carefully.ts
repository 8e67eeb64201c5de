import { setImmediate } from 'node:timers/promises';
import {
  type Column,
  type ConversionPlan,
  displayRef,
  fieldText,
  joinChunks,
  type RecordBlock,
  RowLedger,
  readRecords,
  setAsideBadCells,
} from '@parquetry/core';
import { cellConverter } from './convert-cell.ts';
import { HeapBudget } from './heap-budget.ts';
import type { ParsedRows, Row } from './row.ts';

export interface ParseOptions {
  /** What rows, and lines of rejected ones, may take. */
  readonly heapBytes: number;
  /** Whether the lines of the rejects file are wanted. */
  readonly keepsRejects: boolean;
  readonly signal?: AbortSignal | undefined;
}

const CHUNK_BYTES = 1 << 20;
/** After so many rows others get their turn. */
const ROWS_PER_TURN = 1 << 14;

async function* inChunks(bytes: Uint8Array) {
  for (let at = 0; at < bytes.length; at += CHUNK_BYTES) yield bytes.subarray(at, at + CHUNK_BYTES);
}

/** Makes row objects of blocks and collects them. */
class RowCollector {
  readonly rows: Row[] = [];
  hasWideIntegers = false;
  readonly #converters;
  /** Copies of one object share its layout; objects that grow key by key become hash tables, several times larger. */
  readonly #layout: Row;

  constructor(columns: readonly Column[]) {
    this.#layout = Object.fromEntries(columns.map(({ name }) => [name, null]));
    this.#converters = columns.map((column) => [column.name, cellConverter(column)] as const);
  }

  /** `false` when a cell is bad; then none of the block's rows is taken. */
  add(block: RecordBlock): boolean {
    const before = this.rows.length;
    let field = 0;
    for (let index = 0; index < block.rowCount; index += 1) {
      const row: Row = { ...this.#layout };
      for (const [name, convert] of this.#converters) {
        const value = convert(fieldText(block, field));
        if (value === undefined) {
          this.rows.length = before;
          return false;
        }
        if (typeof value === 'bigint') this.hasWideIntegers = true;
        row[name] = value;
        field += 1;
      }
      this.rows.push(row);
    }
    return true;
  }
}

/**
 * Parses a whole text of any format and dialect into typed row objects with core's reader; bad rows are dealt with as
 * the plan says.
 *
 * @throws BadInputError, ContradictionError: see `readRecords`. UnsupportedError when the rows do not fit the memory.
 */
export async function parseCarefully(
  bytes: Uint8Array,
  plan: ConversionPlan,
  { heapBytes, keepsRejects, signal }: ParseOptions,
): Promise<ParsedRows> {
  const name = displayRef(plan.source.ref);
  const { columns } = plan.schema;
  const budget = new HeapBudget(name, heapBytes);
  const lines: Uint8Array[] = [];
  const rejectedRows: number[] = [];
  const keep = (line: Uint8Array) => {
    budget.spend(line.length);
    lines.push(line);
  };
  const ledger = new RowLedger(name, plan.badRows, {
    encoding: plan.source.format.encoding,
    onReject: ({ row }) => rejectedRows.push(row),
    ...(keepsRejects && { keep }),
  });
  const collector = new RowCollector(columns);
  let turnEnds = ROWS_PER_TURN;
  for await (const block of await readRecords(inChunks(bytes), plan, ledger)) {
    budget.spendOnRows(block);
    if (!collector.add(block) && !collector.add(setAsideBadCells(block, columns, ledger))) {
      throw new Error(`internal error: ${name} has a cell that is refused here and accepted by core`);
    }
    if (ledger.read < turnEnds) continue;
    turnEnds = ledger.read + ROWS_PER_TURN;
    await setImmediate();
    signal?.throwIfAborted();
  }
  ledger.close();
  const { rows, hasWideIntegers } = collector;
  const counts = { ...ledger.tally(), written: rows.length };
  return { rows, hasWideIntegers, counts, rejectedRows, rejects: joinChunks(lines) };
}
