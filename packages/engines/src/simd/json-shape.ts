import type { Column, ConversionPlan } from '@parquetry/core';
import { JsonKinds, type JsonShape } from '@parquetry/kernel';

/** Longer records never reach the kernel whole. */
export const MOST_SCANNED_BYTES = 2 << 20;

/** Values of other kinds are for core's reader, which knows what becomes of them. */
function kindsOf({ type, guess }: Column): number {
  const scalars = JsonKinds.numbers | JsonKinds.booleans | (type.kind === 'float64' ? JsonKinds.isFloat : 0);
  if (guess === undefined) return JsonKinds.strings | scalars;
  if (guess.isUnseen) return 0;
  if (guess.isJsonText) return JsonKinds.stringsAsJson | scalars;
  return type.kind === 'string' ? JsonKinds.strings : scalars;
}

/** How the kernel reads a source of JSON, where it does: objects of one level in UTF-8, by lines or in an array. */
export function jsonShapeOf({ source, schema }: ConversionPlan): JsonShape | undefined {
  const { format, limits } = source;
  if (format.kind !== 'json' || format.encoding !== 'utf-8' || format.records !== 'objects') return undefined;
  if (format.layout === 'values' || format.member !== undefined) return undefined;
  if (format.fields.some(({ path }) => path.length !== 1)) return undefined;
  const mostRecordBytes = Math.min(limits.recordBytes, limits.fieldBytes);
  if (mostRecordBytes < MOST_SCANNED_BYTES) return undefined;
  const paths = new Map(format.fields.map(({ name, path }) => [name, path[0]!]));
  const keys = schema.columns.flatMap((column, field) => {
    const name = paths.get(column.name);
    return name === undefined ? [] : [{ name, field, kinds: kindsOf(column) }];
  });
  return { layout: format.layout, keys, mostRecordBytes: Math.min(mostRecordBytes, 0x7fff_ffff) };
}
