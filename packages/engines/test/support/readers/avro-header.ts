import type { AvroField, AvroRecordSchema, TypeName } from '@parquetry/core';

/**
 * The metadata of an object container file
 * (https://avro.apache.org/docs/1.12.0/specification/#object-container-files).
 */
export interface AvroHeader {
  readonly schema: AvroRecordSchema;
  readonly codec: string;
  readonly metadataKeys: readonly string[];
}

export function avroHeader(file: Uint8Array): AvroHeader {
  if (Buffer.from(file.subarray(0, 4)).toString('latin1') !== 'Obj\u0001')
    throw new Error('not an Avro file');
  let at = 4;
  const long = (): number => {
    let value = 0n;
    for (let shift = 0n; ; shift += 7n) {
      const byte = file[at++]!;
      value |= BigInt(byte & 0x7f) << shift;
      if (byte < 0x80) return Number((value >> 1n) ^ -(value & 1n));
    }
  };
  const text = (): string => {
    const length = long();
    at += length;
    return Buffer.from(file.subarray(at - length, at)).toString('utf8');
  };
  const metadata = new Map<string, string>();
  for (let entries = long(); entries !== 0; entries = long()) {
    if (entries < 0) long();
    for (let entry = Math.abs(entries); entry > 0; entry -= 1) metadata.set(text(), text());
  }
  return {
    schema: JSON.parse(metadata.get('avro.schema')!),
    codec: metadata.get('avro.codec') ?? 'null',
    metadataKeys: [...metadata.keys()],
  };
}

const TYPES: Readonly<Record<string, TypeName>> = {
  boolean: 'boolean',
  long: 'int64',
  double: 'float64',
  date: 'date',
  'timestamp-micros': 'timestamp',
  'local-timestamp-micros': 'local_timestamp',
  string: 'string',
};

/** Type and nullability that a field of the schema states. */
export function avroFieldType(field: AvroField): { type: TypeName; nullable: boolean } {
  const nullable = Array.isArray(field.type);
  const branch = Array.isArray(field.type) ? field.type[1] : field.type;
  const name = typeof branch === 'string' ? branch : (branch.logicalType ?? branch.type);
  const type = TYPES[name];
  if (type === undefined)
    throw new Error(`field ${field.name}: unexpected Avro type ${JSON.stringify(branch)}`);
  return { type, nullable };
}
