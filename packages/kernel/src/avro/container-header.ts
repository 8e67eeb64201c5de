import type { AvroCodec, AvroRecordSchema } from '@parquetry/core';
import { longBytes } from './long-bytes.ts';

/** What the header of an object container file tells. */
export interface ContainerFormat {
  /** Of the rows: core's `avroSchema` of the table. */
  readonly schema: AvroRecordSchema;
  readonly codec: AvroCodec;
  /** Beside the format's own, whose keys begin with `avro.`. */
  readonly metadata?: Readonly<Record<string, string>>;
}

const MAGIC = Uint8Array.of(0x4f, 0x62, 0x6a, 1);
const encoder = new TextEncoder();

function text(value: string): Uint8Array[] {
  const bytes = encoder.encode(value);
  return [longBytes(bytes.length), bytes];
}

function joined(pieces: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(pieces.reduce((sum, piece) => sum + piece.length, 0));
  let at = 0;
  for (const piece of pieces) {
    whole.set(piece, at);
    at += piece.length;
  }
  return whole;
}

/**
 * The header up to its sync marker: magic and the metadata map
 * (https://avro.apache.org/docs/1.12.0/specification/#object-container-files).
 */
export function containerHeader({ schema, codec, metadata = {} }: ContainerFormat): Uint8Array {
  const entries = [
    ['avro.schema', JSON.stringify(schema)],
    ['avro.codec', codec],
    ...Object.entries(metadata),
  ] as const;
  const pairs = entries.flatMap(([key, value]) => [...text(key), ...text(value)]);
  return joined([MAGIC, longBytes(entries.length), ...pairs, longBytes(0)]);
}
