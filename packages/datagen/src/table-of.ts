import { type TableSchema, type TypeName, typeFromName } from '@parquetry/core';

/** A schema as inference would give it: every column nullable, none declared. */
export function tableOf(types: Readonly<Record<string, TypeName>>): TableSchema {
  return {
    columns: Object.entries(types).map(([name, type]) => ({
      name,
      type: typeFromName(type),
      nullable: true,
    })),
  };
}
