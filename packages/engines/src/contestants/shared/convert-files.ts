import { mkdir, open, rename, rm, stat as statFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import {
  type Conversion,
  type ConversionPlan,
  type ConversionResult,
  displayRef,
  filePath,
  fileStore,
  type ObjectStore,
  type OutputPlan,
  StageClock,
  StoreError,
  UnsupportedError,
} from '@parquetry/core';

/** A file of the machine's own, and where its outputs are to be written, in the order of the plan. */
export interface FileJob {
  readonly plan: ConversionPlan;
  readonly sourcePath: string;
  readonly outputPaths: readonly string[];
  readonly clock: StageClock;
  readonly signal: AbortSignal | undefined;
}

/** Writes every output of a plan; resolves to the number of rows. */
export type ConvertFile = (job: FileJob) => Promise<number>;

/**
 * The file behind a plan's source. An etag of the file store holds the inode and the time of the last change: a store
 * that answers with the same one keeps its objects in files.
 */
async function sourceFile(
  store: ObjectStore,
  { source }: ConversionPlan,
  signal?: AbortSignal,
): Promise<string> {
  const { ref, etag } = source;
  const found = await store.stat(ref, signal);
  if (found === undefined) throw new StoreError('not-found', ref, `${displayRef(ref)}: does not exist`);
  const onDisk = await fileStore().stat(ref);
  if (onDisk?.etag !== found.etag)
    throw new UnsupportedError(`${displayRef(ref)} is not a file of this machine; the library reads paths`);
  if (etag !== undefined && etag !== found.etag)
    throw new StoreError(
      'changed',
      ref,
      `${displayRef(ref)} changed while it was being read; convert it again`,
    );
  return filePath(ref);
}

async function pathAside({ ref }: OutputPlan): Promise<string> {
  const target = filePath(ref);
  await mkdir(dirname(target), { recursive: true });
  return join(dirname(target), `.${basename(target)}.${process.pid}.${crypto.randomUUID()}.part`);
}

/** Moves finished outputs into place: all, or none that was not there before. */
async function publish(outputs: readonly OutputPlan[], asides: readonly string[]): Promise<number[]> {
  const moved: string[] = [];
  try {
    const sizes = await Promise.all(asides.map(async (path) => (await statFile(path)).size));
    for (const [index, { ref }] of outputs.entries()) {
      const target = filePath(ref);
      const isNew = (await statFile(target).catch(() => undefined)) === undefined;
      await rename(asides[index]!, target);
      if (isNew) moved.push(target);
    }
    return sizes;
  } catch (cause) {
    await Promise.all(moved.map((path) => rm(path, { force: true })));
    const { ref } = outputs[moved.length] ?? outputs[0]!;
    throw new StoreError('io', ref, `${displayRef(ref)}: ${(cause as Error).message}`, { cause });
  }
}

/**
 * Bytes of the text. Of a gzip file its last member tells, modulo 2^32 (RFC 1952, section 2.3.1: ISIZE); a zstd frame
 * need not, so that the stored bytes stand in.
 */
async function textBytes({ compression, bytes }: ConversionPlan['source'], path: string): Promise<number> {
  if (compression !== 'gzip' || bytes < 4) return bytes;
  await using file = await open(path, 'r');
  const { buffer } = await file.read(Buffer.alloc(4), 0, 4, bytes - 4);
  return buffer.readUInt32LE();
}

async function convertFile(
  store: ObjectStore,
  plan: ConversionPlan,
  convert: ConvertFile,
  signal: AbortSignal | undefined,
): Promise<ConversionResult> {
  const clock = new StageClock();
  const sourcePath = await sourceFile(store, plan, signal);
  const outputPaths = await Promise.all(plan.outputs.map(pathAside));
  try {
    const rows = await convert({ plan, sourcePath, outputPaths, clock, signal });
    signal?.throwIfAborted();
    await sourceFile(store, plan, signal);
    const sizes = await publish(plan.outputs, outputPaths);
    return {
      rows: { read: rows, written: rows, rejected: 0, padded: 0 },
      bytes: { read: plan.source.bytes, parsed: await textBytes(plan.source, sourcePath) },
      outputs: plan.outputs.map(({ format, ref }, index) => ({ format, ref, bytes: sizes[index]! })),
      stages: clock.stages(),
      elapsedMs: clock.elapsedMs(),
    };
  } catch (error) {
    await Promise.all(outputPaths.map((path) => rm(path, { force: true })));
    signal?.throwIfAborted();
    throw error;
  }
}

/**
 * Has a library that reads and writes paths carry out a plan. It writes beside the targets; outputs are moved into place
 * together. Stores that keep no files are unsupported.
 *
 * @throws BadInputError, StoreError.
 */
export async function convertFiles(
  store: ObjectStore,
  plan: ConversionPlan,
  convert: ConvertFile,
  signal?: AbortSignal,
): Promise<Conversion> {
  signal?.throwIfAborted();
  try {
    return { status: 'converted', result: await convertFile(store, plan, convert, signal) };
  } catch (error) {
    if (error instanceof UnsupportedError) return { status: 'unsupported', because: error.message };
    throw error;
  }
}
