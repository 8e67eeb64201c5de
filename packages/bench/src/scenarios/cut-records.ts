import { gzipSync, zstdCompressSync } from 'node:zlib';
import {
  allStrings,
  type ByteStream,
  type Compression,
  collectBytes,
  displayRef,
  FAIL_AT_FIRST,
  type ObjectRef,
  type ObjectStat,
  type ObjectStore,
  openSource,
  RowLedger,
  readBlocks,
  sourceNames,
} from '@parquetry/core';
import type { PlannedInput } from './scenario.ts';

interface Cut {
  readonly rows: number;
  /** End of the last record within the limit, in the uncompressed source. */
  readonly end: number;
}

/** The most whole records, header included, that fit in `maxBytes`; none when not even the first does. */
async function findCut(
  store: ObjectStore,
  { source }: PlannedInput,
  maxBytes: number,
  signal?: AbortSignal,
): Promise<Cut> {
  const { format, ref, limits, invalidBytes } = source;
  const blocks = await readBlocks(openSource(store, source, signal), format, {
    columns: [...allStrings(sourceNames(format)).values()],
    ledger: new RowLedger(displayRef(ref), FAIL_AT_FIRST, { encoding: format.encoding }),
    limits,
    invalidBytes,
    newColumns: 'fail',
  });
  let cut: Cut = { rows: 0, end: 0 };
  for await (const block of blocks) {
    for (let index = 0; index < block.rowCount; index += 1) {
      const { row, byteOffset } = block.place(index);
      if (byteOffset > maxBytes) return cut;
      cut = { rows: row - 1, end: byteOffset };
    }
  }
  return cut;
}

const COMPRESS: Readonly<Record<Compression, (text: Buffer) => Buffer>> = {
  none: (text) => text,
  gzip: gzipSync,
  zstd: zstdCompressSync,
};

async function firstBytes(stream: ByteStream, length: number): Promise<Buffer> {
  const parts: Uint8Array[] = [];
  let taken = 0;
  for await (const chunk of stream) {
    parts.push(chunk);
    taken += chunk.length;
    if (taken >= length) break;
  }
  return Buffer.concat(parts, length);
}

async function* asStream(content: Uint8Array): ByteStream {
  yield content;
}

/** Leaves an object that is already right untouched, so that another run may be reading it. */
async function writeUnlessSame(
  store: ObjectStore,
  target: ObjectRef,
  content: Buffer,
  signal?: AbortSignal,
): Promise<ObjectStat> {
  const existing = await store.stat(target, signal);
  if (existing?.bytes === content.length && content.equals(await collectBytes(store.read(target))))
    return existing;
  return store.write(target, asStream(content), signal);
}

/**
 * Writes the header and the first whole records of an input that fit in `maxBytes` as a file of its own, compressed as
 * the input is. The input must be larger than `maxBytes`; the slice is held in memory.
 *
 * @returns undefined, and writes nothing, when not even one record fits, or the source is one JSON array.
 */
export async function cutRecords(
  store: ObjectStore,
  input: PlannedInput,
  maxBytes: number,
  target: ObjectRef,
  signal?: AbortSignal,
): Promise<PlannedInput | undefined> {
  const { source, schema } = input;
  // The beginning of an array is no JSON.
  if (source.format.kind === 'json' && source.format.layout === 'array') return undefined;
  const { rows, end } = await findCut(store, input, maxBytes, signal);
  if (rows === 0) return undefined;
  const text = await firstBytes(openSource(store, source, signal), end);
  const content = COMPRESS[source.compression](text);
  const { bytes, etag } = await writeUnlessSame(store, target, content, signal);
  return { source: { ...source, ref: target, bytes, etag }, schema, rows, textBytes: end };
}
