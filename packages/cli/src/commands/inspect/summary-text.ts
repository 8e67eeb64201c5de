import type { AvroSummary, FileSummary, ParquetSummary, RowGroupSummary, TextSummary } from '@parquetry/core';
import { formatBytes, formatCount, formatTable, plural } from '../../terminal/format.ts';
import type { Colors } from '../../terminal/terminal.ts';
import type { ConvertCommand } from './convert-command.ts';
import { textDetails } from './text-details.ts';

const MAX_CELL = 32;
const MAX_ROW_GROUPS = 20;

const cut = (text: string) => (text.length > MAX_CELL ? `${text.slice(0, MAX_CELL - 1)}…` : text);

/** Control characters made visible, so that a cell stays on its line. */
const visible = (text: string) =>
  text.replaceAll(/\p{Cc}/gu, (control) => `\\u${control.charCodeAt(0).toString(16).padStart(4, '0')}`);

const shown = (cell: unknown) => (cell === null || cell === undefined ? '·' : cut(visible(String(cell))));

function columnsTable(summary: FileSummary): string {
  const rows = summary.columns.map(({ name, type, physical, nullable, nulls }) => [
    shown(name),
    type,
    ...(isText(summary) ? [] : [physical === type ? '' : physical]),
    nullable ? 'optional' : 'required',
    nulls === 0 ? '' : `${formatCount(nulls)} (${((nulls / Math.max(1, summary.rows)) * 100).toFixed(1)} %)`,
  ]);
  const heading = ['column', 'type', ...(isText(summary) ? [] : ['stored as']), '', 'nulls'];
  return formatTable([heading, ...rows], new Set([heading.length - 1]));
}

function headTable(summary: FileSummary): string {
  const names = summary.columns.map((column) => shown(column.name));
  return formatTable([names, ...summary.head.map((row) => row.map(shown))]);
}

function chunkTable(group: RowGroupSummary): string {
  const rows = group.columns.map((chunk) => [
    shown(chunk.path),
    chunk.codec,
    chunk.encodings.join(' '),
    formatBytes(chunk.compressedBytes),
    formatBytes(chunk.uncompressedBytes),
    shown(chunk.statistics?.min),
    shown(chunk.statistics?.max),
    chunk.statistics?.nulls == null ? '' : formatCount(chunk.statistics.nulls),
  ]);
  const heading = ['column', 'codec', 'encodings', 'stored', 'unpacked', 'min', 'max', 'nulls'];
  return formatTable([heading, ...rows], new Set([3, 4, 7]));
}

function parquetDetails(summary: ParquetSummary, colors: Colors): string[] {
  const { rowGroups } = summary;
  const keys = summary.metadataKeys.length === 0 ? 'none' : summary.metadataKeys.join(', ');
  const groups = rowGroups.slice(0, MAX_ROW_GROUPS).map((group, index) => {
    const sizes = `${formatBytes(group.compressedBytes)} of ${formatBytes(group.uncompressedBytes)}`;
    return `${colors.bold(`row group ${index + 1}`)}: ${plural(group.rows, 'row')}, ${sizes}\n${chunkTable(group)}`;
  });
  const more = rowGroups.length - groups.length;
  return [
    `written by ${summary.createdBy ?? '(it does not say)'}; footer ${formatBytes(summary.footerBytes)}; metadata: ${keys}`,
    ...groups,
    ...(more > 0 ? [`… and ${plural(more, 'more row group')} (all with --json)`] : []),
  ];
}

function avroDetails(summary: AvroSummary): string[] {
  const { blocks, codec, syncMarker } = summary;
  const sizes = `${formatBytes(blocks.storedBytes)} of ${formatBytes(blocks.unpackedBytes)}`;
  return [
    `codec ${codec}; ${plural(blocks.count, 'block')} of at most ${plural(blocks.mostRows, 'row')}, ${sizes}; sync marker ${syncMarker}`,
  ];
}

function details(summary: FileSummary, colors: Colors): string[] {
  switch (summary.format) {
    case 'parquet':
      return parquetDetails(summary, colors);
    case 'avro':
      return avroDetails(summary);
    case 'csv':
    case 'json':
      return textDetails(summary, colors);
    default:
      return summary satisfies never;
  }
}

const FORMAT_NAMES = { parquet: 'Parquet', avro: 'Avro', csv: 'CSV', json: 'JSON' } as const;

export const isText = (summary: FileSummary): summary is TextSummary =>
  summary.format === 'csv' || summary.format === 'json';

/** A file's summary for people; `command` converts it. */
export function summaryText(
  summary: FileSummary,
  command: ConvertCommand | undefined,
  colors: Colors,
): string {
  const { name, format, rows, columns, bytes } = summary;
  const size = `${plural(rows, 'row')} × ${plural(columns.length, 'column')}, ${formatBytes(bytes)}`;
  const head = summary.head.length === 0 ? [] : [`${colors.bold('first rows')}\n${headTable(summary)}`];
  return [
    `${colors.bold(name)}: ${FORMAT_NAMES[format]}, ${size}`,
    ...details(summary, colors),
    columnsTable(summary),
    ...head,
    ...(command === undefined ? [] : [`${colors.bold(`convert it ${command.reads}`)}\n${command.command}`]),
  ].join('\n\n');
}
