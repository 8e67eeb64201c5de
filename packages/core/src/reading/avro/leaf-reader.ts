/** Values without inner values: primitives, fixed and enums, with Avro's logical types. */
import type { CellValue, ColumnType } from '../../schema/table-schema.ts';
import { timeText } from '../cell-text.ts';
import {
  bigEndianInteger,
  binaryText,
  decimalText,
  intervalText,
  microsFromNanos,
  uuidText,
} from '../foreign-values.ts';
import { MalformedAvro } from './avro-error.ts';
import type { ByteCursor } from './byte-cursor.ts';
import type { AvroLogicalType, AvroNode, PrimitiveName } from './parse-avro-schema.ts';

export interface LeafReader {
  readonly type: string;
  readonly cellType: ColumnType;
  readonly physical: string;
  read(cursor: ByteCursor): CellValue;
}

type Meaning = Omit<LeafReader, 'physical'>;
type Bytes = (cursor: ByteCursor) => Uint8Array;

const STRING: ColumnType = { kind: 'string' };
const INT64: ColumnType = { kind: 'int64' };
const FLOAT64: ColumnType = { kind: 'float64' };

const PRIMITIVE: Readonly<Record<PrimitiveName, Meaning>> = {
  null: { type: 'null', cellType: STRING, read: () => null },
  boolean: { type: 'boolean', cellType: { kind: 'boolean' }, read: (cursor) => cursor.boolean() },
  int: { type: 'int32', cellType: INT64, read: (cursor) => BigInt(cursor.int()) },
  long: { type: 'int64', cellType: INT64, read: (cursor) => cursor.long() },
  float: { type: 'float32', cellType: FLOAT64, read: (cursor) => cursor.float() },
  double: { type: 'float64', cellType: FLOAT64, read: (cursor) => cursor.double() },
  bytes: { type: 'binary', cellType: STRING, read: (cursor) => binaryText(cursor.byteString()) },
  string: { type: 'string', cellType: STRING, read: (cursor) => cursor.text() },
};

function timestampMeaning(unit: string, isAdjustedToUTC: boolean): Meaning | undefined {
  const cellType: ColumnType = { kind: 'timestamp', isAdjustedToUTC };
  const type = isAdjustedToUTC ? 'timestamp' : 'local_timestamp';
  switch (unit) {
    case 'micros':
      return { type, cellType, read: (cursor) => cursor.long() };
    case 'millis':
      return { type: `${type}_millis`, cellType, read: (cursor) => cursor.long() * 1000n };
    case 'nanos':
      return {
        type: `${type}_nanos`,
        cellType,
        read: (cursor) => microsFromNanos(cursor.long(), isAdjustedToUTC),
      };
    default:
      return undefined;
  }
}

function longMeaning({ name }: AvroLogicalType): Meaning | undefined {
  if (name === 'time-micros') {
    return { type: 'time', cellType: STRING, read: (cursor) => timeText(cursor.long(), 6) };
  }
  const found = /^(local-)?timestamp-(\w+)$/.exec(name);
  return found ? timestampMeaning(found[2]!, found[1] === undefined) : undefined;
}

function intMeaning({ name }: AvroLogicalType): Meaning | undefined {
  if (name === 'date') return { type: 'date', cellType: { kind: 'date' }, read: (cursor) => cursor.int() };
  if (name !== 'time-millis') return undefined;
  return { type: 'time', cellType: STRING, read: (cursor) => timeText(BigInt(cursor.int()), 3) };
}

function decimalMeaning({ name, precision, scale }: AvroLogicalType, bytes: Bytes): Meaning | undefined {
  if (name !== 'decimal') return undefined;
  return {
    type: `decimal(${precision},${scale})`,
    cellType: STRING,
    read: (cursor) => decimalText(bigEndianInteger(bytes(cursor)), scale),
  };
}

function fixedMeaning(logical: AvroLogicalType | undefined, size: number): Meaning {
  const bytes: Bytes = (cursor) => cursor.fixed(size);
  const as = (type: string, text: (value: Uint8Array) => string): Meaning => ({
    type,
    cellType: STRING,
    read: (cursor) => text(bytes(cursor)),
  });
  if (logical?.name === 'duration' && size === 12) return as('interval', intervalText);
  if (logical?.name === 'uuid' && size === 16) return as('uuid', uuidText);
  return (logical && decimalMeaning(logical, bytes)) ?? as('binary', binaryText);
}

/** Logical types that do not belong to the primitive are ignored, as the specification asks. */
function primitiveMeaning(name: PrimitiveName, logical: AvroLogicalType | undefined): Meaning {
  const plain = PRIMITIVE[name];
  if (logical === undefined) return plain;
  switch (name) {
    case 'int':
      return intMeaning(logical) ?? plain;
    case 'long':
      return longMeaning(logical) ?? plain;
    case 'bytes':
      return decimalMeaning(logical, (cursor) => cursor.byteString()) ?? plain;
    case 'string':
      return logical.name === 'uuid' ? { ...plain, type: 'uuid' } : plain;
    default:
      return plain;
  }
}

function enumMeaning(symbols: readonly string[]): Meaning {
  return {
    type: 'enum',
    cellType: STRING,
    read(cursor) {
      const index = cursor.int();
      const symbol = symbols[index];
      if (symbol === undefined) throw new MalformedAvro(`symbol ${index} of an enum of ${symbols.length}`);
      return symbol;
    },
  };
}

/** The reader of a node that has no inner values; undefined for any other. */
export function leafReader(node: AvroNode): LeafReader | undefined {
  const annotation = (logical: AvroLogicalType | undefined) => (logical ? ` ${logical.name}` : '');
  switch (node.kind) {
    case 'primitive':
      return { ...primitiveMeaning(node.name, node.logical), physical: node.name + annotation(node.logical) };
    case 'fixed':
      return {
        ...fixedMeaning(node.logical, node.size),
        physical: `fixed(${node.size})${annotation(node.logical)}`,
      };
    case 'enum':
      return { ...enumMeaning(node.symbols), physical: `enum ${node.name}` };
    default:
      return undefined;
  }
}
