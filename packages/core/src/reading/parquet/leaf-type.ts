/** The logical types of Parquet (https://github.com/apache/parquet-format/blob/master/LogicalTypes.md). */
import type { LogicalType, SchemaElement, TimeUnit } from 'hyparquet';
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

/** A value as the file stores it; strings are decoded already, INT96 is nanoseconds since 1970-01-01. */
export type PhysicalValue = boolean | number | bigint | string | Uint8Array;

export interface LeafType {
  readonly type: string;
  readonly cellType: ColumnType;
  readonly physical: string;
  /** Absent where the physical value is the cell. */
  readonly toCell?: (value: PhysicalValue) => CellValue;
}

const FRACTION_DIGITS = { MILLIS: 3, MICROS: 6, NANOS: 9 } as const satisfies Record<TimeUnit, number>;

const STRING: ColumnType = { kind: 'string' };
const INT64: ColumnType = { kind: 'int64' };
const FLOAT64: ColumnType = { kind: 'float64' };

/** What the annotations of older files mean in terms of the newer ones. */
function fromConvertedType(element: SchemaElement): LogicalType | undefined {
  const integer = (bitWidth: number, isSigned: boolean): LogicalType => ({
    type: 'INTEGER',
    bitWidth,
    isSigned,
  });
  const { converted_type: converted } = element;
  switch (converted) {
    case undefined:
    case 'MAP_KEY_VALUE':
      return undefined;
    case 'UTF8':
      return { type: 'STRING' };
    case 'MAP':
    case 'LIST':
    case 'ENUM':
    case 'DATE':
    case 'JSON':
    case 'BSON':
    case 'INTERVAL':
      return { type: converted };
    case 'DECIMAL':
      return { type: 'DECIMAL', precision: element.precision ?? 0, scale: element.scale ?? 0 };
    case 'TIME_MILLIS':
    case 'TIME_MICROS':
      return { type: 'TIME', isAdjustedToUTC: true, unit: converted === 'TIME_MILLIS' ? 'MILLIS' : 'MICROS' };
    case 'TIMESTAMP_MILLIS':
    case 'TIMESTAMP_MICROS':
      return {
        type: 'TIMESTAMP',
        isAdjustedToUTC: true,
        unit: converted === 'TIMESTAMP_MILLIS' ? 'MILLIS' : 'MICROS',
      };
    case 'UINT_8':
    case 'UINT_16':
    case 'UINT_32':
    case 'UINT_64':
      return integer(Number(converted.slice(5)), false);
    case 'INT_8':
    case 'INT_16':
    case 'INT_32':
    case 'INT_64':
      return integer(Number(converted.slice(4)), true);
    default:
      return converted satisfies never;
  }
}

/** The annotation of an element, whichever generation wrote it. */
export function logicalType(element: SchemaElement): LogicalType | undefined {
  return element.logical_type?.type === undefined ? fromConvertedType(element) : element.logical_type;
}

function annotationText(logical: LogicalType): string {
  switch (logical.type) {
    case 'DECIMAL':
      return `DECIMAL(${logical.precision},${logical.scale})`;
    case 'TIME':
    case 'TIMESTAMP':
      return `${logical.type}(${logical.unit},${logical.isAdjustedToUTC ? 'UTC' : 'local'})`;
    case 'INTEGER':
      return `INTEGER(${logical.bitWidth},${logical.isSigned ? 'signed' : 'unsigned'})`;
    default:
      return logical.type;
  }
}

/** `INT64 TIMESTAMP(MICROS,UTC)`, `FIXED_LEN_BYTE_ARRAY(16) UUID`, `DOUBLE`. */
export function physicalText(element: SchemaElement): string {
  const length = element.type === 'FIXED_LEN_BYTE_ARRAY' ? `(${element.type_length})` : '';
  const logical = logicalType(element);
  return `${element.type ?? 'group'}${length}${logical ? ` ${annotationText(logical)}` : ''}`;
}

/** True for the annotations whose bytes are UTF-8 text. */
export function isTextLogicalType(logical: LogicalType | undefined): boolean {
  return logical?.type === 'STRING' || logical?.type === 'ENUM' || logical?.type === 'JSON';
}

/** IEEE 754 binary16, little-endian. */
function halfFloat(bytes: Uint8Array): number {
  const bits = bytes[0]! | (bytes[1]! << 8);
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >> 10) & 0x1f;
  const fraction = (bits & 0x3ff) / 0x400;
  if (exponent === 0) return sign * 2 ** -14 * fraction;
  if (exponent === 0x1f) return fraction === 0 ? sign * Number.POSITIVE_INFINITY : Number.NaN;
  return sign * 2 ** (exponent - 15) * (1 + fraction);
}

type Meaning = Omit<LeafType, 'physical'>;

const toInteger = (value: PhysicalValue) => BigInt(value as number | bigint);
const toBinaryText = (value: PhysicalValue) => binaryText(value as Uint8Array);

function timestampMeaning(unit: TimeUnit, isAdjustedToUTC: boolean): Meaning {
  const cellType: ColumnType = { kind: 'timestamp', isAdjustedToUTC };
  const name = isAdjustedToUTC ? 'timestamp' : 'local_timestamp';
  switch (unit) {
    case 'MICROS':
      return { type: name, cellType };
    case 'MILLIS':
      return { type: `${name}_millis`, cellType, toCell: (value) => (value as bigint) * 1000n };
    case 'NANOS':
      return {
        type: `${name}_nanos`,
        cellType,
        toCell: (value) => microsFromNanos(value as bigint, isAdjustedToUTC),
      };
    default:
      return unit satisfies never;
  }
}

function integerMeaning(bitWidth: number, isSigned: boolean): Meaning {
  const type = `${isSigned ? '' : 'u'}int${bitWidth}`;
  if (type === 'int64') return { type, cellType: INT64 };
  const toCell = isSigned
    ? toInteger
    : (value: PhysicalValue) => BigInt.asUintN(bitWidth, BigInt(value as number | bigint));
  return { type, cellType: INT64, toCell };
}

function decimalMeaning(precision: number, scale: number): Meaning {
  const toCell = (value: PhysicalValue) =>
    decimalText(value instanceof Uint8Array ? bigEndianInteger(value) : toInteger(value), scale);
  return { type: `decimal(${precision},${scale})`, cellType: STRING, toCell };
}

function annotatedMeaning(logical: LogicalType): Meaning | undefined {
  switch (logical.type) {
    case 'STRING':
      return { type: 'string', cellType: STRING };
    case 'ENUM':
    case 'JSON':
      return { type: logical.type.toLowerCase(), cellType: STRING };
    case 'DATE':
      return { type: 'date', cellType: { kind: 'date' } };
    case 'TIMESTAMP':
      return timestampMeaning(logical.unit, logical.isAdjustedToUTC);
    case 'TIME': {
      const digits = FRACTION_DIGITS[logical.unit];
      const toCell = (value: PhysicalValue) => timeText(toInteger(value), digits);
      return { type: 'time', cellType: STRING, toCell };
    }
    case 'INTEGER':
      return integerMeaning(logical.bitWidth, logical.isSigned);
    case 'DECIMAL':
      return decimalMeaning(logical.precision, logical.scale);
    case 'UUID':
      return { type: 'uuid', cellType: STRING, toCell: (value) => uuidText(value as Uint8Array) };
    case 'FLOAT16':
      return { type: 'float16', cellType: FLOAT64, toCell: (value) => halfFloat(value as Uint8Array) };
    case 'INTERVAL':
      return { type: 'interval', cellType: STRING, toCell: (value) => intervalText(value as Uint8Array) };
    case 'NULL':
      return { type: 'null', cellType: STRING };
    default:
      return undefined;
  }
}

function bareMeaning(element: SchemaElement): Meaning {
  switch (element.type) {
    case 'BOOLEAN':
      return { type: 'boolean', cellType: { kind: 'boolean' } };
    case 'INT32':
      return integerMeaning(32, true);
    case 'INT64':
      return integerMeaning(64, true);
    case 'INT96':
      return { ...timestampMeaning('NANOS', false), type: 'int96_timestamp' };
    case 'FLOAT':
      return { type: 'float32', cellType: FLOAT64 };
    case 'DOUBLE':
      return { type: 'float64', cellType: FLOAT64 };
    default:
      return { type: 'binary', cellType: STRING, toCell: toBinaryText };
  }
}

/** What the values of a leaf column mean, and how to turn one that is not null into a cell. */
export function leafType(element: SchemaElement): LeafType {
  const logical = logicalType(element);
  const meaning = (logical && annotatedMeaning(logical)) ?? bareMeaning(element);
  return { ...meaning, physical: physicalText(element) };
}
