/** Any table at all, written as CSV in any way: every engine makes the same cells of it again. */
import type { Engine, OutputFormat } from '@parquetry/core';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { engineNames } from '../../src/index.ts';
import { type ArbitraryCsv, arbitraryCsv } from '../support/arbitrary-table.ts';
import { type Converted, type CsvInput, convertCsv } from '../support/convert-csv.ts';
import { complaints, readersFor, underAvroNames } from '../support/independent-readers.ts';
import { openedFor } from '../support/open-engine.ts';
import { duckdb } from '../support/readers/duckdb.ts';

const RUNS = { seed: 20_240_229, numRuns: 100 };

type Only = Pick<CsvInput, OutputFormat>;

/** By itself, a format is not excused by what the library of the other one cannot write. */
const formats = fc.constantFrom<Only>({}, { avro: null }, { parquet: null });

describe.each(engineNames)('%s', (name) => {
  const opened = openedFor(name);

  const convert = ({ table, csv, delimiter }: ArbitraryCsv, only: Only = {}): Promise<Converted> =>
    convertCsv(opened.session, opened.store, {
      ...only,
      csv,
      delimiter,
      declared: Object.fromEntries(
        table.columns.map(({ name: column, type, nullable }) => [
          column,
          nullable ? type : (`${type}!` as const),
        ]),
      ),
    });

  async function expectCells(engine: Engine, converted: Converted, { table }: ArbitraryCsv): Promise<void> {
    if (converted.status === 'unsupported') throw new Error(converted.because);
    const { plan, parquet, avro } = converted;
    for (const { format } of plan.outputs) {
      // DuckDB starts anew for each file: too slow for hundreds of them.
      const readers = readersFor(engine, format).filter((reader) => reader !== duckdb);
      const [file, expected] = format === 'parquet' ? [parquet, table] : [avro, underAvroNames(table)];
      expect(await complaints(file, expected, readers), format).toEqual([]);
    }
  }

  it('makes any table again whose cells every library can write', async () => {
    const property = fc.asyncProperty(arbitraryCsv('plain'), async (made) => {
      await expectCells(opened.engine, await convert(made), made);
    });
    await fc.assert(property, RUNS);
  });

  it('makes any table again, or names the column that it cannot write', async () => {
    const property = fc.asyncProperty(arbitraryCsv('hard'), formats, async (made, only) => {
      const converted = await convert(made, only);
      if (converted.status === 'converted') return expectCells(opened.engine, converted, made);
      const hard = made.table.columns.filter(({ type }) => /int64|float64|timestamp/.test(type));
      const named = hard.filter((column) => converted.because.includes(JSON.stringify(column.name)));
      expect(named, converted.because).not.toEqual([]);
    });
    await fc.assert(property, RUNS);
  });
});
