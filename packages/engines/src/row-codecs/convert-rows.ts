import {
  type Conversion,
  type ConversionPlan,
  type ConversionResult,
  type ObjectStore,
  type Part,
  type RowCounts,
  StageClock,
  UnsupportedError,
  writeTogether,
} from '@parquetry/core';
import { heapForRows, largestFileBytes } from './largest-file.ts';
import { readWhole, type WholeSource } from './read-whole.ts';
import { rowCodecSupport } from './support.ts';

interface EncodeJob {
  readonly source: WholeSource;
  readonly plan: ConversionPlan;
  /** What rows may take. */
  readonly heapBytes: number;
  /** Is charged with the time of parsing and encoding. */
  readonly clock: StageClock;
  readonly signal: AbortSignal | undefined;
}

interface EncodedFiles {
  readonly counts: RowCounts;
  /** One file per output of the plan, in its order. */
  readonly files: readonly Uint8Array[];
  /** Empty where no row was set aside, or the plan has no place for them. */
  readonly rejects: Uint8Array;
}

/** Makes the files of a plan's outputs, and its rejects file. */
export type EncodeFiles = (job: EncodeJob) => Promise<EncodedFiles>;

async function* body(file: Uint8Array) {
  if (file.length > 0) yield file;
}

function partsOf({ outputs, rejects }: ConversionPlan, encoded: EncodedFiles): Part[] {
  const parts = outputs.map(({ ref }, index): Part => ({ ref, body: body(encoded.files[index]!) }));
  return rejects ? [...parts, { ref: rejects, body: body(encoded.rejects), isOptional: true }] : parts;
}

function requireAllRows({ read, written, rejected }: RowCounts): void {
  if (read === written + rejected) return;
  throw new Error(
    `internal error: ${written} of ${read} rows would be written, ${rejected} are set aside; nothing was kept, please report it`,
  );
}

async function convertSupported(
  store: ObjectStore,
  plan: ConversionPlan,
  memoryBytes: number,
  encode: EncodeFiles,
  signal?: AbortSignal,
): Promise<ConversionResult> {
  const clock = new StageClock();
  const largestBytes = largestFileBytes(memoryBytes, plan.schema.columns.length);
  const source = await clock.timeAsync('read', () => readWhole(store, plan, largestBytes, signal));
  const encoded = await encode({ source, plan, heapBytes: heapForRows(memoryBytes), clock, signal });
  requireAllRows(encoded.counts);
  signal?.throwIfAborted();
  const parts = partsOf(plan, encoded);
  const written = await clock.timeAsync('write', () => writeTogether(store, parts, signal));
  const rejects = plan.rejects && written[plan.outputs.length];
  return {
    rows: encoded.counts,
    bytes: { read: source.storedBytes, parsed: source.bytes },
    outputs: plan.outputs.map(({ format, ref }, index) => ({ format, ref, bytes: written[index]!.bytes })),
    ...(rejects && { rejects: { ref: rejects.ref, bytes: rejects.bytes } }),
    stages: clock.stages(),
    elapsedMs: clock.elapsedMs(),
  };
}

/** Reads the whole source, has it encoded within `memoryBytes`, and writes all outputs together or none. */
export async function convertRows(
  store: ObjectStore,
  plan: ConversionPlan,
  memoryBytes: number,
  encode: EncodeFiles,
  signal?: AbortSignal,
): Promise<Conversion> {
  signal?.throwIfAborted();
  const support = rowCodecSupport(plan, memoryBytes);
  if (!support.supported) return { status: 'unsupported', because: support.because };
  try {
    const result = await convertSupported(store, plan, memoryBytes, encode, signal);
    return { status: 'converted', result };
  } catch (error) {
    if (error instanceof UnsupportedError) return { status: 'unsupported', because: error.message };
    throw error;
  }
}
