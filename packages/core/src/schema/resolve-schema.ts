import { RequestError } from '../conversion/errors.ts';
import { type ColumnProfile, inferredColumn } from './infer-schema.ts';
import { type Column, isTypeName, type TableSchema, typeFromName, typeNames } from './table-schema.ts';

/** Types given by the user, by column name. */
export type DeclaredTypes = ReadonlyMap<string, Column>;

/**
 * Reads `icao24:string,alt:float64`; names with a comma, colon or quote are written in double quotes.
 *
 * @throws RequestError naming the part that cannot be read.
 */
export function parseColumnList(text: string): DeclaredTypes {
  const declared = new Map<string, Column>();
  const entry = /\s*(?:"((?:[^"]|"")*)"|([^":,]+)):([a-z0-9_]+)(!?)\s*(,|$)/y;
  while (entry.lastIndex < text.length) {
    const start = entry.lastIndex;
    const match = entry.exec(text);
    if (match === null) {
      throw new RequestError(
        `--columns: cannot read ${JSON.stringify(text.slice(start))}; write name:type,name:type`,
      );
    }
    const name = match[1]?.replaceAll('""', '"') ?? match[2]!.trim();
    const type = match[3]!;
    if (!isTypeName(type)) {
      throw new RequestError(
        `--columns: ${JSON.stringify(name)} has the unknown type ${JSON.stringify(type)}; known: ${typeNames.join(', ')}`,
      );
    }
    if (declared.has(name)) throw new RequestError(`--columns: ${JSON.stringify(name)} is declared twice`);
    declared.set(name, { name, type: typeFromName(type), nullable: match[4] !== '!' });
  }
  return declared;
}

/** Every column as text. */
export const allStrings = (names: readonly string[]): DeclaredTypes =>
  new Map(names.map((name) => [name, { name, type: { kind: 'string' }, nullable: true }]));

/**
 * The columns of a table: declared where a declaration is given, else as their cells have them. `profiles` go with
 * `names`; `isJson`: the cells are JSON values.
 */
export function resolveSchema(
  names: readonly string[],
  declared: DeclaredTypes,
  profiles: readonly ColumnProfile[] | undefined,
  isJson = false,
): TableSchema {
  const columns = names.map((name, index): Column => {
    const given = declared.get(name);
    if (given) return given;
    const profile = profiles?.[index] ?? { evidence: 0, nulls: 0 };
    return inferredColumn(name, profile, isJson);
  });
  return { columns };
}
