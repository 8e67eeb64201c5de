import { BadInputError } from '../../conversion/errors.ts';
import { formatCount } from '../../text/format-count.ts';

/** `flights.avro (byte 12,345): the sync marker is wrong`. Offsets count the bytes of the file. */
export function avroError(name: string, byteOffset: number, reason: string, cause?: unknown): BadInputError {
  return new BadInputError(`${name} (byte ${formatCount(byteOffset)}): ${reason}`, { cause });
}

/** Bytes that are no Avro value; who knows where they stand in the file adds the place. */
export class MalformedAvro extends Error {
  constructor(reason: string) {
    super(reason);
    this.name = 'MalformedAvro';
  }
}
