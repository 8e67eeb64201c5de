import { type TableSchema, typeName } from './table-schema.ts';

/** A schema as the JSON that `parquetry convert --schema` reads. */
export function schemaFileText(schema: TableSchema): string {
  const columns = schema.columns.map(({ name, type, nullable }) => ({
    name,
    type: typeName(type),
    nullable,
  }));
  return `${JSON.stringify({ columns }, null, 2)}\n`;
}
