/** Avro object container files (https://avro.apache.org/docs/1.12.0/specification/#object-container-files). */
import type { ByteStream } from '../../store/object-store.ts';
import { avroDecompressor, readableAvroCodecs } from './avro-codec.ts';
import { avroError, MalformedAvro } from './avro-error.ts';
import { ByteCursor } from './byte-cursor.ts';
import { ContainerWindow } from './container-window.ts';

export const AVRO_MAGIC = 'Obj\u0001';

const SYNC_BYTES = 16;
/** Two varints of at most ten bytes. */
const BLOCK_HEADER_BYTES = 20;
const FIRST_READ_BYTES = 1 << 14;
const MAX_HEADER_BYTES = 64 << 20;

export interface ContainerHeader {
  /** The JSON value of `avro.schema`. */
  readonly schema: unknown;
  readonly codec: string;
  /** Keys of the metadata, those of the format itself included. */
  readonly metadataKeys: readonly string[];
  readonly syncMarker: Uint8Array;
  readonly headerBytes: number;
}

interface ContainerBlock {
  /** From 1. */
  readonly number: number;
  /** Where the block's count stands in the file. */
  readonly byteOffset: number;
  readonly rowCount: number;
  /** As stored, without the two numbers before and the marker after it. */
  readonly storedBytes: number;
  /** Unpacked. */
  readonly data: Uint8Array;
}

export interface ContainerReading {
  readonly header: ContainerHeader;
  /** Ends the reading of the stream too, when it is left early. */
  readonly blocks: AsyncIterable<ContainerBlock>;
  close(): Promise<void>;
}

function metadataAt(cursor: ByteCursor): Map<string, Uint8Array> {
  const metadata = new Map<string, Uint8Array>();
  for (;;) {
    let count = cursor.size();
    if (count === 0) return metadata;
    if (count < 0) {
      count = -count;
      cursor.size();
    }
    for (; count > 0; count -= 1) metadata.set(cursor.text(), cursor.byteString());
  }
}

function headerIn(bytes: Uint8Array): ContainerHeader {
  const cursor = new ByteCursor(bytes, AVRO_MAGIC.length);
  const metadata = metadataAt(cursor);
  const syncMarker = Uint8Array.from(cursor.fixed(SYNC_BYTES));
  const text = (key: string) => {
    const value = metadata.get(key);
    return value === undefined ? undefined : Buffer.from(value).toString('utf8');
  };
  const schema = text('avro.schema');
  if (schema === undefined) throw new SyntaxError('its header has no avro.schema');
  return {
    schema: JSON.parse(schema),
    codec: text('avro.codec') ?? 'null',
    metadataKeys: [...metadata.keys()],
    syncMarker,
    headerBytes: cursor.at,
  };
}

async function readHeader(window: ContainerWindow, name: string): Promise<ContainerHeader> {
  let wanted = FIRST_READ_BYTES;
  for (;;) {
    const isMore = await window.fill(wanted);
    const { bytes } = window;
    if (Buffer.from(bytes.subarray(0, AVRO_MAGIC.length)).toString('latin1') !== AVRO_MAGIC) {
      throw avroError(name, 0, 'it does not start with "Obj" and 1, so it is no Avro file');
    }
    try {
      const header = headerIn(bytes);
      window.drop(header.headerBytes);
      return header;
    } catch (cause) {
      if (cause instanceof SyntaxError) {
        throw avroError(name, AVRO_MAGIC.length, `its schema cannot be read: ${cause.message}`, cause);
      }
      if (!(cause instanceof MalformedAvro)) throw cause;
      if (!isMore || bytes.length > MAX_HEADER_BYTES) {
        throw avroError(
          name,
          AVRO_MAGIC.length,
          `its header is damaged or cut short: ${cause.message}`,
          cause,
        );
      }
      wanted = bytes.length * 2;
    }
  }
}

async function* readBlocks(
  window: ContainerWindow,
  header: ContainerHeader,
  name: string,
): AsyncIterable<ContainerBlock> {
  const decompress = avroDecompressor(header.codec);
  if (decompress === undefined) {
    throw avroError(
      name,
      AVRO_MAGIC.length,
      `the codec ${JSON.stringify(header.codec)} cannot be read; known: ${readableAvroCodecs.join(', ')}`,
    );
  }
  for (let number = 1; ; number += 1) {
    await window.fill(BLOCK_HEADER_BYTES);
    if (window.bytes.length === 0) return;
    const byteOffset = window.offset;
    const fail = (reason: string, at = byteOffset, cause?: unknown) =>
      avroError(name, at, `block ${number}: ${reason}`, cause);

    const cursor = new ByteCursor(window.bytes);
    const { rowCount, storedBytes } = blockHeader(cursor, fail);
    const dataStart = cursor.at;
    const whole = dataStart + storedBytes + SYNC_BYTES;
    if (!(await window.fill(whole))) {
      throw fail(`it is cut short: ${whole} bytes are needed and the file ends after ${window.bytes.length}`);
    }
    const stored = window.bytes.subarray(dataStart, dataStart + storedBytes);
    const marker = window.bytes.subarray(dataStart + storedBytes, whole);
    if (Buffer.compare(marker, header.syncMarker) !== 0) {
      throw fail(
        'the sync marker after it is wrong; the file is damaged',
        byteOffset + dataStart + storedBytes,
      );
    }
    let data: Uint8Array;
    try {
      data = decompress(stored);
    } catch (cause) {
      throw fail(`its ${header.codec} data is damaged: ${(cause as Error).message}`, byteOffset, cause);
    }
    window.drop(whole);
    yield { number, byteOffset, rowCount, storedBytes, data };
  }
}

function blockHeader(
  cursor: ByteCursor,
  fail: (reason: string, at?: number, cause?: unknown) => Error,
): { rowCount: number; storedBytes: number } {
  try {
    const rowCount = cursor.size();
    const storedBytes = cursor.size();
    if (rowCount < 0 || storedBytes < 0) {
      throw new MalformedAvro(`it claims ${rowCount} rows in ${storedBytes} bytes`);
    }
    return { rowCount, storedBytes };
  } catch (cause) {
    throw fail(`its start is damaged: ${(cause as Error).message}`, undefined, cause);
  }
}

/**
 * Reads the header of a container file; blocks follow one at a time, unpacked and with their sync markers checked.
 *
 * @throws BadInputError, from here or from the blocks, with the byte at which the file stops making sense.
 */
export async function readContainer(stream: ByteStream, name: string): Promise<ContainerReading> {
  const window = new ContainerWindow(stream);
  try {
    const header = await readHeader(window, name);
    const blocks = readBlocks(window, header, name);
    return { header, blocks, close: () => window.close() };
  } catch (cause) {
    await window.close();
    throw cause;
  }
}
