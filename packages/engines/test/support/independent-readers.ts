import { avroFieldNames, type Engine, type OutputFormat, typeFromName } from '@parquetry/core';
import { firstDifference } from './compare-tables.ts';
import type { Reader, ReadTable } from './read-table.ts';
import { avroC, hasAvroCat } from './readers/avro-c.ts';
import { avsc } from './readers/avsc.ts';
import { duckdb } from './readers/duckdb.ts';
import { hyparquet } from './readers/hyparquet.ts';
import { parquetWasm } from './readers/parquet-wasm.ts';
import { polarsAvro, polarsParquet } from './readers/polars.ts';

const readers: Readonly<Record<OutputFormat, readonly Reader[]>> = {
  parquet: [hyparquet, duckdb, polarsParquet, parquetWasm],
  avro: [avsc, polarsAvro, ...(hasAvroCat ? [avroC] : [])],
};

/** The readers of a format, without the library that the engine writes it with. */
export function readersFor(engine: Engine, format: OutputFormat): readonly Reader[] {
  return readers[format].filter(({ library }) => !engine.writers[format].includes(library));
}

/** The same table under the names that Avro allows. */
export function underAvroNames(table: ReadTable): ReadTable {
  const columns = table.columns.map(({ name, type }) => ({ name, type: typeFromName(type), nullable: true }));
  const names = avroFieldNames(columns);
  return { ...table, columns: table.columns.map((column, at) => ({ ...column, name: names[at]! })) };
}

/** What the given readers find wrong in a file, one line each. */
export async function complaints(
  file: Uint8Array,
  expected: ReadTable,
  using: readonly Reader[],
): Promise<string[]> {
  const found: string[] = [];
  for (const reader of using) {
    if (reader.canShow?.(expected) === false) continue;
    const difference = await reader.read(file).then(
      (actual) => firstDifference(actual, expected),
      (error: unknown) => `cannot read the file: ${error}`,
    );
    if (difference !== undefined) found.push(`${reader.library}: ${difference}`);
  }
  return found;
}
