import { RequestError } from '../conversion/errors.ts';
import { type ColumnProfile, inferredType } from './infer-schema.ts';
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
    declared.set(name, { name, type: typeFromName(type), nullable: match[4] !== '!', declared: true });
  }
  return declared;
}

/** Every column as text. */
export const allStrings = (names: readonly string[]): DeclaredTypes =>
  new Map(names.map((name) => [name, { name, type: { kind: 'string' }, nullable: true, declared: true }]));

/** Schema of a source: declared types where given, else inferred. Fails when a declared column is not in the source. */
export function resolveSchema(
  sourceName: string,
  columnNames: readonly string[],
  declared: DeclaredTypes,
  profiles: readonly ColumnProfile[] | undefined,
): TableSchema {
  for (const name of declared.keys()) {
    if (!columnNames.includes(name)) {
      throw new RequestError(
        `${sourceName} has no column ${JSON.stringify(name)}; it has: ${columnNames.join(', ')}`,
      );
    }
  }
  const columns = columnNames.map((name, index): Column => {
    const given = declared.get(name);
    if (given) return given;
    const profile = profiles?.[index];
    if (profile === undefined) {
      throw new RequestError(`${sourceName}: the schema does not declare column ${JSON.stringify(name)}`);
    }
    return { name, type: inferredType(profile), nullable: true };
  });
  return { columns };
}
