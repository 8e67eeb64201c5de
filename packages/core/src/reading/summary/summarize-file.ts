import type { ObjectRef, ObjectStore } from '../../store/object-store.ts';
import type { AvroReading } from '../avro/open-avro.ts';
import type { RecordsReading, RecordsReadingOptions } from '../open-records.ts';
import type { ParquetReading } from '../parquet/open-parquet.ts';
import { readTable } from '../read-table.ts';
import type { ReadColumn, TableReading } from '../table-reading.ts';
import type { AvroSummary, ColumnSummary, FileSummary, ParquetSummary, TextSummary } from './file-summary.ts';
import { countedNulls, rowGroupSummaries } from './parquet-chunks.ts';
import { parquetSchemaText } from './parquet-schema-text.ts';
import { RowScan } from './scan-rows.ts';

export interface SummaryOptions extends RecordsReadingOptions {
  /** Rows to show. Default 10. */
  readonly headRows?: number;
}

const DEFAULT_HEAD_ROWS = 10;

function columnSummary({ name, type, physical, nullable }: ReadColumn, nulls: number): ColumnSummary {
  return { name, type, physical, nullable, nulls };
}

/** Reads until the head is whole, or to the end where `isWhole` is asked for. */
async function scan(
  table: TableReading,
  headRows: number,
  isWhole: boolean,
  signal: AbortSignal | undefined,
): Promise<RowScan> {
  const rows = new RowScan(table.columns, headRows);
  if (!isWhole && rows.hasHead) return rows;
  for await (const batch of table.batches(signal)) {
    rows.add(batch);
    if (!isWhole && rows.hasHead) break;
  }
  return rows;
}

/** Nulls come from the statistics where they count them, otherwise from the rows. */
async function summarizeParquet(
  table: ParquetReading,
  headRows: number,
  signal: AbortSignal | undefined,
): Promise<ParquetSummary> {
  const { metadata, columns } = table;
  const rowGroups = rowGroupSummaries(metadata);
  const counted = columns.map((column) => (column.nullable ? countedNulls(rowGroups, column.name) : 0));
  const rows = await scan(table, headRows, counted.includes(undefined), signal);
  return {
    format: 'parquet',
    name: table.name,
    bytes: table.bytes,
    rows: table.rowCount,
    columns: columns.map((column, index) => columnSummary(column, counted[index] ?? rows.nulls[index]!)),
    createdBy: metadata.created_by ?? null,
    footerBytes: metadata.metadata_length,
    metadataKeys: (metadata.key_value_metadata ?? []).map(({ key }) => key),
    rowGroups,
    schema: parquetSchemaText(metadata),
    head: rows.head,
  };
}

async function summarizeAvro(
  table: AvroReading,
  headRows: number,
  signal: AbortSignal | undefined,
): Promise<AvroSummary> {
  const rows = new RowScan(table.columns, headRows);
  const blocks = { count: 0, storedBytes: 0, unpackedBytes: 0, mostRows: 0 };
  for await (const block of table.blocks(signal)) {
    rows.add(block);
    blocks.count += 1;
    blocks.storedBytes += block.storedBytes;
    blocks.unpackedBytes += block.unpackedBytes;
    blocks.mostRows = Math.max(blocks.mostRows, block.rowCount);
  }
  const { codec, headerBytes, metadataKeys, syncMarker, schema } = table.header;
  return {
    format: 'avro',
    name: table.name,
    bytes: table.bytes,
    rows: rows.rows,
    columns: table.columns.map((column, index) => columnSummary(column, rows.nulls[index]!)),
    codec,
    headerBytes,
    metadataKeys,
    syncMarker: Buffer.from(syncMarker).toString('hex'),
    blocks,
    schema,
    head: rows.head,
  };
}

/** Nulls come from the profile, unless rows were left out that it did not know to be bad. */
async function summarizeText(
  table: RecordsReading,
  headRows: number,
  signal: AbortSignal | undefined,
): Promise<TextSummary> {
  const { source, profile } = table;
  const isProfiled = table.badRows.count === profile.rows.rejected;
  const rows = await scan(table, headRows, !isProfiled, signal);
  const nulls = isProfiled ? profile.columns.map((column) => column.nulls) : rows.nulls;
  return {
    format: table.format,
    name: table.name,
    bytes: source.bytes,
    rows: table.rowCount,
    columns: table.columns.map((column, index) => columnSummary(column, nulls[index]!)),
    source: source.format,
    compression: source.compression,
    findings: source.findings,
    ...(source.advice && { advice: source.advice }),
    renamed: source.renamed,
    badRows: table.badRows,
    head: rows.head,
  };
}

/**
 * Looks at a Parquet, Avro, CSV or JSON file, told apart by content. All but Parquet are read to the end; of Parquet only the footer
 * and the first row group, unless it has no null counts.
 *
 * @throws StoreError when there is no such file; BadInputError when it cannot be read.
 */
export async function summarizeFile(
  store: ObjectStore,
  ref: ObjectRef,
  options: SummaryOptions = {},
): Promise<FileSummary> {
  const { headRows = DEFAULT_HEAD_ROWS, signal } = options;
  const table = await readTable(store, ref, options);
  switch (table.format) {
    case 'parquet':
      return summarizeParquet(table, headRows, signal);
    case 'avro':
      return summarizeAvro(table, headRows, signal);
    case 'csv':
    case 'json':
      return summarizeText(table, headRows, signal);
    default:
      return table satisfies never;
  }
}
