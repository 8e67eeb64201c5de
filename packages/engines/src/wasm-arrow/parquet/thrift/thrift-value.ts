/**
 * Structures of Thrift's compact protocol, as far as Parquet uses it
 * (https://github.com/apache/thrift/blob/master/doc/specs/thrift-compact-protocol.md).
 */
export type ThriftValue =
  | { readonly type: 'bool'; readonly value: boolean }
  | { readonly type: 'i8' | 'i16' | 'i32' | 'i64'; readonly value: bigint }
  /** `double`: eight bytes as they stand. */
  | { readonly type: 'double' | 'binary'; readonly value: Uint8Array }
  | { readonly type: 'list'; readonly of: ThriftType; readonly values: readonly ThriftValue[] }
  | { readonly type: 'struct'; readonly fields: ThriftStruct };

export type ThriftType = ThriftValue['type'];

/** Fields by id, in the order in which they are written. */
export type ThriftStruct = ReadonlyMap<number, ThriftValue>;

/** The type's number in the head of a list; that of a boolean field tells its value as well. */
export const TYPE_NUMBERS = {
  bool: 2,
  i8: 3,
  i16: 4,
  i32: 5,
  i64: 6,
  double: 7,
  binary: 8,
  list: 9,
  struct: 12,
} as const satisfies Record<ThriftType, number>;

export const TRUE = 1;
export const FALSE = 2;
export const DOUBLE_BYTES = 8;
/** A list with so many elements or more has its size behind its head. */
export const LONG_LIST = 15;

const problem = (id: number, wanted: string) => new Error(`Thrift: field ${id} is no ${wanted}`);

export function integerField(fields: ThriftStruct, id: number): number | undefined {
  const field = fields.get(id);
  if (field === undefined) return undefined;
  if (field.type !== 'i32' && field.type !== 'i64') throw problem(id, 'integer');
  return Number(field.value);
}

export function structField(fields: ThriftStruct, id: number): ThriftStruct {
  const field = fields.get(id);
  if (field?.type !== 'struct') throw problem(id, 'structure');
  return field.fields;
}

/** The structures of a list; none where the field is absent. */
export function structsField(fields: ThriftStruct, id: number): readonly ThriftStruct[] {
  const field = fields.get(id);
  if (field === undefined) return [];
  if (field.type !== 'list') throw problem(id, 'list');
  return field.values.map((value) => {
    if (value.type !== 'struct') throw problem(id, 'list of structures');
    return value.fields;
  });
}

/** The structure with other values for integer fields that it has. */
export function withIntegers(fields: ThriftStruct, integers: Readonly<Record<number, number>>): ThriftStruct {
  const changed = new Map(fields);
  for (const [key, value] of Object.entries(integers)) {
    const id = Number(key);
    const field = fields.get(id);
    if (field?.type !== 'i32' && field?.type !== 'i64') throw problem(id, 'integer');
    changed.set(id, { type: field.type, value: BigInt(value) });
  }
  return changed;
}

/** The structure with other structures in a list that it has. */
export function withStructs(
  fields: ThriftStruct,
  id: number,
  structs: readonly ThriftStruct[],
): ThriftStruct {
  const values = structs.map((struct): ThriftValue => ({ type: 'struct', fields: struct }));
  return new Map(fields).set(id, { type: 'list', of: 'struct', values });
}
