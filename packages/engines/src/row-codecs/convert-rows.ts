import {
  type Conversion,
  type ConversionPlan,
  type ObjectStore,
  StageClock,
  UnsupportedError,
  writeTogether,
} from '@parquetry/core';
import { readWhole, type WholeSource } from './read-whole.ts';
import { rowCodecSupport } from './support.ts';

interface EncodedFiles {
  readonly rows: number;
  /** One file per output of the plan, in its order. */
  readonly files: readonly Uint8Array[];
}

/** Makes the files of a plan's outputs, charging the time to `clock`. */
export type EncodeFiles = (
  source: WholeSource,
  plan: ConversionPlan,
  clock: StageClock,
  signal?: AbortSignal,
) => Promise<EncodedFiles>;

async function* body(file: Uint8Array) {
  yield file;
}

async function convertSupported(
  store: ObjectStore,
  plan: ConversionPlan,
  largestBytes: number,
  encode: EncodeFiles,
  signal?: AbortSignal,
): Promise<Conversion> {
  const clock = new StageClock();
  const source = await clock.timeAsync('read', () => readWhole(store, plan, largestBytes, signal));
  const { rows, files } = await encode(source, plan, clock, signal);
  signal?.throwIfAborted();
  const parts = plan.outputs.map(({ ref }, index) => ({ ref, body: body(files[index]!) }));
  const written = await clock.timeAsync('write', () => writeTogether(store, parts, signal));
  const outputs = plan.outputs.map(({ format, ref }, index) => ({
    format,
    ref,
    bytes: written[index]!.bytes,
  }));
  return {
    status: 'converted',
    result: {
      rows: { read: rows, written: rows, rejected: 0 },
      bytes: { read: source.storedBytes, parsed: source.bytes },
      outputs,
      stages: clock.stages(),
      elapsedMs: clock.elapsedMs(),
    },
  };
}

/** Reads the whole source, has it encoded, and writes all outputs together or none. */
export async function convertRows(
  store: ObjectStore,
  plan: ConversionPlan,
  largestBytes: number,
  encode: EncodeFiles,
  signal?: AbortSignal,
): Promise<Conversion> {
  signal?.throwIfAborted();
  const support = rowCodecSupport(plan, largestBytes);
  if (!support.supported) return { status: 'unsupported', because: support.because };
  try {
    return await convertSupported(store, plan, largestBytes, encode, signal);
  } catch (error) {
    if (error instanceof UnsupportedError) return { status: 'unsupported', because: error.message };
    throw error;
  }
}
