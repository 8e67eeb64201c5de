import { gzipSync } from 'node:zlib';
import {
  type ByteStream,
  collectBytes,
  displayRef,
  type ObjectRef,
  type ObjectStat,
  type ObjectStore,
  openSource,
  readCsv,
  recordStart,
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
  input: PlannedInput,
  maxBytes: number,
  signal?: AbortSignal,
): Promise<Cut> {
  const { source, schema } = input;
  const width = schema.columns.length;
  const reading = await readCsv(openSource(store, source, signal), {
    dialect: source.dialect,
    name: displayRef(source.ref),
  });
  let cut: Cut = { rows: 0, end: 0 };
  for await (const block of reading.blocks) {
    for (let row = 0; row < block.rowCount; row += 1) {
      const start = recordStart(block, row, width, source.dialect);
      if (start > maxBytes) return cut;
      cut = { rows: block.firstRow - 1 + row, end: start };
    }
  }
  return cut;
}

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
 * @returns undefined, and writes nothing, when not even one record fits.
 */
export async function cutRecords(
  store: ObjectStore,
  input: PlannedInput,
  maxBytes: number,
  target: ObjectRef,
  signal?: AbortSignal,
): Promise<PlannedInput | undefined> {
  const { source, schema } = input;
  const { rows, end } = await findCut(store, input, maxBytes, signal);
  if (rows === 0) return undefined;
  const text = await firstBytes(openSource(store, source, signal), end);
  const content = source.compression === 'gzip' ? gzipSync(text) : text;
  const { bytes, etag } = await writeUnlessSame(store, target, content, signal);
  return { source: { ...source, ref: target, bytes, etag }, schema, rows, csvBytes: end };
}
