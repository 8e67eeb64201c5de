import {
  type ByteStream,
  type ConversionPlan,
  collectBytes,
  type EngineSession,
  memoryStore,
  type ObjectStore,
  RowLedger,
  StageClock,
} from '@parquetry/core';
import fc from 'fast-check';
import { wasmMemory } from 'parquet-wasm/esm';
import { describe, expect, it } from 'vitest';
import { type MemoryBudget, memoryBudget } from '../../src/wasm-arrow/memory-budget.ts';
import { readBatches } from '../../src/wasm-arrow/read-batches.ts';
import { wasmArrow } from '../../src/wasm-arrow/wasm-arrow-engine.ts';
import { carryOut, planCsv } from '../support/convert-csv.ts';
import { makeTable } from '../support/made-table.ts';
import { hyparquetMetadata } from '../support/readers/hyparquet.ts';
import { cellAt } from './cell-at.ts';

async function* inChunks(bytes: Uint8Array, size: number): ByteStream {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

/** The store, whose reads come in chunks of the given size. */
const chunkedStore = (inner: ObjectStore, chunkBytes: number): ObjectStore => ({
  ...inner,
  async *read(ref, options) {
    yield* inChunks(await collectBytes(inner.read(ref, options)), chunkBytes);
  },
});

const { csv } = makeTable(2000);
const bytes = Buffer.from(csv);

interface Batches {
  readonly batches: readonly { readonly rows: number; readonly cells: unknown[][] }[];
  readonly rejects: readonly string[];
}

async function readAll(
  source: Uint8Array,
  plan: ConversionPlan,
  budget: MemoryBudget,
  chunkBytes: number,
): Promise<Batches> {
  const batches: { rows: number; cells: unknown[][] }[] = [];
  const rejects: string[] = [];
  const keep = (line: Uint8Array) => rejects.push(Buffer.from(line).toString());
  const ledger = new RowLedger('in.csv', plan.badRows, { keep });
  const stream = inChunks(source, chunkBytes);
  for await (const { columns, rowCount } of readBatches(stream, plan, budget, new StageClock(), ledger)) {
    const cells = columns.map((column) => Array.from({ length: rowCount }, (_, row) => cellAt(column, row)));
    batches.push({ rows: rowCount, cells });
  }
  return { batches, rejects };
}

const batchesOf = async (plan: ConversionPlan, budget: MemoryBudget, chunkBytes: number) =>
  (await readAll(bytes, plan, budget, chunkBytes)).batches;

describe('batches', () => {
  it('end at the same rows whatever the chunks of the source are', async () => {
    const plan = await planCsv(memoryStore(), { csv });
    const budget = { ...memoryBudget(0), batchBytes: 9000, batchRows: 150 };
    const whole = await batchesOf(plan, budget, bytes.length);
    expect(whole.length).toBeGreaterThan(10);
    const property = fc.asyncProperty(fc.integer({ min: 1, max: 20_000 }), async (chunkBytes) => {
      expect(await batchesOf(plan, budget, chunkBytes)).toEqual(whole);
    });
    await fc.assert(property, { numRuns: 20 });
  });

  it('hold the rows and the source bytes they may, and one row at least', async () => {
    const plan = await planCsv(memoryStore(), { csv });
    const rowsOf = async (budget: Partial<MemoryBudget>) =>
      (await batchesOf(plan, { ...memoryBudget(2 ** 30), ...budget }, 1 << 16)).map(({ rows }) => rows);
    expect(await rowsOf({ batchRows: 800 })).toEqual([800, 800, 400]);
    expect(await rowsOf({ batchBytes: 1 })).toEqual(Array.from({ length: 2000 }, () => 1));
    const byBytes = await rowsOf({ batchBytes: 10_000 });
    expect(byBytes.length).toBe(Math.ceil(bytes.length / 10_000));
  });
});

describe('batches of a source with bad rows', () => {
  const budget = { ...memoryBudget(0), batchBytes: 700, batchRows: 40 };
  const goodRow = fc.nat(99_999).map((n) => `${n},text ${n}`);
  const badRow = fc.constantFrom('x,1', '1,2,3', 'y', '1,"a"b', `-,${'long '.repeat(40)}`, '1,"a\nb"c');
  const rows = fc.array(fc.oneof({ weight: 8, arbitrary: goodRow }, badRow), { maxLength: 300 });

  it('end at the same rows, and so do the rejects, whatever the chunks of the source are', async () => {
    const property = fc.asyncProperty(rows, fc.integer({ min: 1, max: 900 }), async (lines, chunkBytes) => {
      const text = Buffer.from(`n,s\n${lines.map((line) => `${line}\n`).join('')}`);
      const plan = await planCsv(memoryStore(), {
        csv: text,
        delimiter: ',',
        declared: { n: 'int64', s: 'string' },
        onBadRow: 'reject',
      });
      const whole = await readAll(text, plan, budget, text.length);
      expect(await readAll(text, plan, budget, chunkBytes)).toEqual(whole);
    });
    await fc.assert(property, { numRuns: 60 });
  });

  it('are one without rows when all are bad', async () => {
    const text = Buffer.from(`n,s\n${'x,1\n'.repeat(2000)}`);
    const plan = await planCsv(memoryStore(), {
      csv: text,
      declared: { n: 'int64', s: 'string' },
      onBadRow: 'reject',
    });
    const { batches, rejects } = await readAll(text, plan, budget, 1000);
    expect(batches).toEqual([{ rows: 0, cells: [[], []] }]);
    expect(rejects.length).toBe(2000);
  });
});

describe('files', () => {
  const convert = async (session: EngineSession, store: ObjectStore, plan: ConversionPlan) => {
    const converted = await carryOut(session, store, plan);
    if (converted.status === 'unsupported') throw new Error(converted.because);
    return converted;
  };

  it('have the same bytes whatever the chunks of the source are', async () => {
    const inner = memoryStore();
    const plan = await planCsv(inner, { csv });
    const limits = { memoryBytes: 1 << 20, threads: 1 };
    const files: unknown[] = [];
    for (const chunkBytes of [bytes.length, 70_001, 997]) {
      const store = chunkedStore(inner, chunkBytes);
      await using session = await wasmArrow.open(store, limits);
      const { parquet, avro } = await convert(session, inner, plan);
      files.push({ parquet: Buffer.from(parquet), avro: Buffer.from(avro) });
    }
    expect(files[1]).toEqual(files[0]);
    expect(files[2]).toEqual(files[0]);
  });

  it('of many rows have row groups that follow from the memory limit', async () => {
    const { csv: large } = makeTable(60_000);
    const groupsWith = async (memoryBytes: number) => {
      const store = memoryStore();
      await using session = await wasmArrow.open(store, { memoryBytes, threads: 1 });
      const plan = await planCsv(store, { csv: large, avro: null, parquet: 'none' });
      const { parquet } = await convert(session, store, plan);
      return hyparquetMetadata(parquet).row_groups.map((group) => Number(group.num_rows));
    };
    expect(await groupsWith(2 ** 30)).toEqual([60_000]);
    const small = await groupsWith(1 << 20);
    expect(small.length).toBeGreaterThan(1);
    expect(small.reduce((sum, rows) => sum + rows, 0)).toBe(60_000);
  });

  it('one after the other, finished or given up, leave the wasm memory as it was', async () => {
    const store = memoryStore();
    await using session = await wasmArrow.open(store, { memoryBytes: 1 << 23, threads: 1 });
    const plan = await planCsv(store, { csv: makeTable(5000).csv });
    const bad = await planCsv(store, {
      csv: `${'1\n'.repeat(20_000)}x\n`.replace(/^/, 'n\n'),
      declared: { n: 'int64' },
    });
    const round = async () => {
      expect((await session.convert(plan)).status).toBe('converted');
      await expect(session.convert(bad)).rejects.toMatchObject({ badRow: { row: 20_001, column: 'n' } });
      return wasmMemory().buffer.byteLength;
    };
    for (let warmUp = 0; warmUp < 5; warmUp += 1) await round();
    const before = await round();
    for (let repeat = 0; repeat < 15; repeat += 1) await round();
    expect(await round()).toBe(before);
  });
});
