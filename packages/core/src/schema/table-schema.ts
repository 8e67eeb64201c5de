/** The types a column can have. Integers are 64-bit, timestamps count microseconds since 1970-01-01T00:00. */
export type ColumnType =
  | { readonly kind: 'boolean' }
  | { readonly kind: 'int64' }
  | { readonly kind: 'float64' }
  | { readonly kind: 'date' }
  | {
      readonly kind: 'timestamp';
      /** True: an instant in UTC. False: local date and time of day, no zone known. */
      readonly isAdjustedToUTC: boolean;
    }
  | { readonly kind: 'string' };

export interface Column {
  readonly name: string;
  readonly type: ColumnType;
  readonly nullable: boolean;
  /**
   * How the type was inferred; a cell that contradicts it widens the column. Absent where the type was declared: a
   * cell that breaks a declared type is a bad row.
   */
  readonly guess?: TypeGuess;
}

export interface TypeGuess {
  /** Of booleans: the one spelling the column has. */
  readonly spelling?: 'true' | 'TRUE' | 'True';
  /** No value has been seen: any value says more than is known. */
  readonly isUnseen?: true;
  /** Of JSON: kinds are mixed, so that every value is kept as its JSON text, strings in their quotes. */
  readonly isJsonText?: true;
}

export interface TableSchema {
  readonly columns: readonly Column[];
}

/** A cell as plain data: `date` as days and `timestamp` as microseconds since 1970-01-01. */
export type CellValue = null | boolean | bigint | number | string;

const TYPE_NAMES = {
  boolean: { kind: 'boolean' },
  int64: { kind: 'int64' },
  float64: { kind: 'float64' },
  date: { kind: 'date' },
  timestamp: { kind: 'timestamp', isAdjustedToUTC: true },
  local_timestamp: { kind: 'timestamp', isAdjustedToUTC: false },
  string: { kind: 'string' },
} as const satisfies Record<string, ColumnType>;

export type TypeName = keyof typeof TYPE_NAMES;

export const typeNames = Object.keys(TYPE_NAMES) as readonly TypeName[];

/** The name used on the command line and in schema files: `timestamp` is UTC, `local_timestamp` has no zone. */
export function typeName(type: ColumnType): TypeName {
  return type.kind === 'timestamp' && !type.isAdjustedToUTC ? 'local_timestamp' : type.kind;
}

export function typeFromName(name: TypeName): ColumnType {
  return TYPE_NAMES[name];
}

export function isTypeName(name: string): name is TypeName {
  return Object.hasOwn(TYPE_NAMES, name);
}
