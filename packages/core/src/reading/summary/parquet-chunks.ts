import type { ColumnMetaData, FileMetaData, RowGroup, SchemaElement, Statistics } from 'hyparquet';
import { type PlainCell, plainCell } from '../cell-text.ts';
import { leafType, logicalType } from '../parquet/leaf-type.ts';
import type { ChunkStatistics, ColumnChunkSummary, RowGroupSummary } from './file-summary.ts';

/** Digits that a double keeps of any decimal number. */
const EXACT_DIGITS = 15;

type Limit = NonNullable<Statistics['min']>;

// Writers may cut a limit in the middle of a character.
const lenient = new TextDecoder('utf-8', { ignoreBOM: true });

function decimalStatistic(value: number, precision: number, scale: number): string {
  return precision <= EXACT_DIGITS ? value.toFixed(scale) : `≈ ${value}`;
}

/** hyparquet hands statistics over as physical values, except decimals, which it makes doubles. */
function statistic(value: Limit | undefined, element: SchemaElement): PlainCell {
  if (value === undefined || value instanceof Date || element.type === 'INT96') return null;
  const { cellType, toCell } = leafType(element);
  const logical = logicalType(element);
  if (typeof value === 'number') {
    if (logical?.type === 'DECIMAL') return decimalStatistic(value, logical.precision, logical.scale);
    if (logical?.type === 'FLOAT16') return plainCell(value, cellType);
  }
  if (toCell !== undefined) return plainCell(toCell(value), cellType);
  return plainCell(value instanceof Uint8Array ? lenient.decode(value) : value, cellType);
}

const numberOrNull = (value: bigint | undefined) => (value === undefined ? null : Number(value));

function chunkStatistics(chunk: ColumnMetaData, element: SchemaElement): ChunkStatistics | null {
  const { statistics } = chunk;
  if (statistics === undefined) return null;
  return {
    min: statistic(statistics.min_value ?? statistics.min, element),
    max: statistic(statistics.max_value ?? statistics.max, element),
    nulls: numberOrNull(statistics.null_count),
    distinct: numberOrNull(statistics.distinct_count),
  };
}

function chunkSummary(chunk: ColumnMetaData, element: SchemaElement): ColumnChunkSummary {
  return {
    path: chunk.path_in_schema.join('.'),
    codec: chunk.codec.toLowerCase(),
    encodings: chunk.encodings,
    compressedBytes: Number(chunk.total_compressed_size),
    uncompressedBytes: Number(chunk.total_uncompressed_size),
    values: Number(chunk.num_values),
    statistics: chunkStatistics(chunk, element),
  };
}

function rowGroupSummary(group: RowGroup, leaves: readonly SchemaElement[]): RowGroupSummary {
  const columns = group.columns.flatMap(({ meta_data: chunk }, index) =>
    chunk === undefined ? [] : [chunkSummary(chunk, leaves[index]!)],
  );
  const sum = (of: (column: ColumnChunkSummary) => number) =>
    columns.reduce((total, column) => total + of(column), 0);
  return {
    rows: Number(group.num_rows),
    compressedBytes: sum((column) => column.compressedBytes),
    uncompressedBytes: sum((column) => column.uncompressedBytes),
    columns,
  };
}

/** Row groups with their column chunks; sizes are those of the chunks, page headers included. */
export function rowGroupSummaries({ schema, row_groups }: FileMetaData): RowGroupSummary[] {
  const leaves = schema.filter((element) => element.type !== undefined);
  return row_groups.map((group) => rowGroupSummary(group, leaves));
}

/** Nulls of a flat column as the statistics count them; undefined when a row group does not say. */
export function countedNulls(rowGroups: readonly RowGroupSummary[], column: string): number | undefined {
  let nulls = 0;
  for (const group of rowGroups) {
    const chunk = group.columns.find(({ path }) => path === column);
    const counted = chunk?.statistics?.nulls ?? undefined;
    if (counted === undefined) return undefined;
    nulls += counted;
  }
  return nulls;
}
