/** Avro schemas as a tree with names resolved (https://avro.apache.org/docs/1.12.0/specification/#schema-declaration). */
import { MalformedAvro } from './avro-error.ts';

const PRIMITIVES = ['null', 'boolean', 'int', 'long', 'float', 'double', 'bytes', 'string'] as const;
export type PrimitiveName = (typeof PRIMITIVES)[number];

export interface AvroLogicalType {
  readonly name: string;
  readonly precision: number;
  readonly scale: number;
}

interface AvroRecordField {
  readonly name: string;
  readonly node: AvroNode;
}

export type AvroNode =
  | {
      readonly kind: 'primitive';
      readonly name: PrimitiveName;
      readonly logical: AvroLogicalType | undefined;
    }
  | {
      readonly kind: 'fixed';
      readonly name: string;
      readonly size: number;
      readonly logical: AvroLogicalType | undefined;
    }
  | { readonly kind: 'enum'; readonly name: string; readonly symbols: readonly string[] }
  | { readonly kind: 'array'; readonly items: AvroNode }
  | { readonly kind: 'map'; readonly values: AvroNode }
  | { readonly kind: 'union'; readonly branches: readonly AvroNode[] }
  /** Fields may lead back to the record itself. */
  | { readonly kind: 'record'; readonly name: string; readonly fields: readonly AvroRecordField[] };

type Json = Readonly<Record<string, unknown>>;

interface Scope {
  readonly namespace: string;
  readonly named: Map<string, AvroNode>;
}

const isObject = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const isPrimitive = (name: string): name is PrimitiveName => (PRIMITIVES as readonly string[]).includes(name);

const show = (value: unknown) => JSON.stringify(value)?.slice(0, 60);

function refuse(value: unknown, why: string): never {
  throw new MalformedAvro(`the schema has ${why}: ${show(value)}`);
}

function fullName(name: string, namespace: string): string {
  return name.includes('.') || namespace === '' ? name : `${namespace}.${name}`;
}

function logicalOf(schema: Json): AvroLogicalType | undefined {
  const { logicalType: name, precision, scale } = schema as { [key: string]: unknown };
  if (typeof name !== 'string') return undefined;
  return { name, precision: Number(precision ?? 0), scale: Number(scale ?? 0) };
}

function namedType(schema: Json, scope: Scope, build: (name: string, inner: Scope) => AvroNode): AvroNode {
  const name = schema['name'];
  if (typeof name !== 'string') refuse(schema, 'a named type without a name');
  const declared = schema['namespace'];
  const full = fullName(name, typeof declared === 'string' ? declared : scope.namespace);
  const namespace = full.includes('.') ? full.slice(0, full.lastIndexOf('.')) : '';
  return build(full, { ...scope, namespace });
}

function recordType(schema: Json, scope: Scope): AvroNode {
  return namedType(schema, scope, (name, inner) => {
    const declared = schema['fields'];
    if (!Array.isArray(declared)) refuse(schema, 'a record without fields');
    const fields: AvroRecordField[] = [];
    const node: AvroNode = { kind: 'record', name, fields };
    scope.named.set(name, node);
    for (const field of declared) {
      if (!isObject(field) || typeof field['name'] !== 'string') refuse(field, 'a field without a name');
      const original = field['originalName'];
      fields.push({
        name: typeof original === 'string' ? original : field['name'],
        node: parse(field['type'], inner),
      });
    }
    return node;
  });
}

function fixedType(schema: Json, scope: Scope): AvroNode {
  return namedType(schema, scope, (name) => {
    const size = schema['size'];
    if (typeof size !== 'number' || !Number.isSafeInteger(size) || size < 0) {
      refuse(schema, 'a fixed type without a size');
    }
    const node: AvroNode = { kind: 'fixed', name, size, logical: logicalOf(schema) };
    scope.named.set(name, node);
    return node;
  });
}

function enumType(schema: Json, scope: Scope): AvroNode {
  return namedType(schema, scope, (name) => {
    const symbols = schema['symbols'];
    if (!Array.isArray(symbols)) refuse(schema, 'an enum without symbols');
    const node: AvroNode = { kind: 'enum', name, symbols: symbols.map(String) };
    scope.named.set(name, node);
    return node;
  });
}

function parseName(name: string, scope: Scope): AvroNode {
  if (isPrimitive(name)) return { kind: 'primitive', name, logical: undefined };
  const known = scope.named.get(fullName(name, scope.namespace)) ?? scope.named.get(name);
  return known ?? refuse(name, 'a type that is declared nowhere');
}

function parse(schema: unknown, scope: Scope): AvroNode {
  if (typeof schema === 'string') return parseName(schema, scope);
  if (Array.isArray(schema)) return { kind: 'union', branches: schema.map((branch) => parse(branch, scope)) };
  if (!isObject(schema)) return refuse(schema, 'something that is no type');
  const type = schema['type'];
  if (typeof type !== 'string') return parse(type, scope);
  if (isPrimitive(type)) return { kind: 'primitive', name: type, logical: logicalOf(schema) };
  switch (type) {
    case 'record':
    case 'error':
      return recordType(schema, scope);
    case 'fixed':
      return fixedType(schema, scope);
    case 'enum':
      return enumType(schema, scope);
    case 'array':
      return { kind: 'array', items: parse(schema['items'], scope) };
    case 'map':
      return { kind: 'map', values: parse(schema['values'], scope) };
    default:
      return parseName(type, scope);
  }
}

/**
 * Parses the JSON value of a schema. A field takes the name in its `originalName`, where a writer had to make it legal.
 *
 * @throws MalformedAvro when it is not a schema.
 */
export function parseAvroSchema(schema: unknown): AvroNode {
  return parse(schema, { namespace: '', named: new Map() });
}
