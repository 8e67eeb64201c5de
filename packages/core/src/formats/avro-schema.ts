import type { Column, ColumnType, TableSchema } from '../schema/table-schema.ts';

type AvroType = string | { readonly type: string; readonly logicalType: string };

export interface AvroField {
  readonly name: string;
  readonly type: AvroType | readonly ['null', AvroType];
  readonly default?: null;
  /** The column's own name where it is not a legal Avro name. */
  readonly originalName?: string;
}

/** An Avro record schema (https://avro.apache.org/docs/1.12.0/specification/#schema-declaration). */
export interface AvroRecordSchema {
  readonly type: 'record';
  readonly name: string;
  readonly fields: readonly AvroField[];
}

function avroType(type: ColumnType): AvroType {
  switch (type.kind) {
    case 'boolean':
    case 'string':
      return type.kind;
    case 'int64':
      return 'long';
    case 'float64':
      return 'double';
    case 'date':
      return { type: 'int', logicalType: 'date' };
    case 'timestamp':
      return {
        type: 'long',
        logicalType: type.isAdjustedToUTC ? 'timestamp-micros' : 'local-timestamp-micros',
      };
    default:
      return type satisfies never;
  }
}

/** Avro names match `[A-Za-z_][A-Za-z0-9_]*` and are unique within their record. */
export function avroFieldNames(columns: readonly Column[]): string[] {
  const legal = /^[A-Za-z_][A-Za-z0-9_]*$/;
  const taken = new Set(columns.map((column) => column.name).filter((name) => legal.test(name)));
  return columns.map(({ name }) => {
    if (legal.test(name)) return name;
    const base = name.replaceAll(/[^A-Za-z0-9_]/g, '_').replace(/^(?=[0-9]|$)/, '_');
    let unique = base;
    for (let suffix = 2; taken.has(unique); suffix += 1) unique = `${base}_${suffix}`;
    taken.add(unique);
    return unique;
  });
}

/** The Avro schema of a table: nullable columns are unions with null first, so that null can be their default. */
export function avroSchema(schema: TableSchema): AvroRecordSchema {
  const names = avroFieldNames(schema.columns);
  const fields = schema.columns.map((column, index): AvroField => {
    const type = avroType(column.type);
    const name = names[index]!;
    return {
      name,
      type: column.nullable ? ['null', type] : type,
      ...(column.nullable && { default: null }),
      ...(name !== column.name && { originalName: column.name }),
    };
  });
  return { type: 'record', name: 'row', fields };
}
