import type { ConversionPlan, ObjectStore, OutputFormat, OutputPlan } from '@parquetry/core';
import { expectedRows, whatIsNotVerified } from './expected-rows.ts';
import { whyNotDuckdb } from './native-sql.ts';
import { OutputCheck } from './output-check.ts';
import { matchColumns, readerFor, readingComplaint } from './read-output.ts';
import { differenceByDuckdb, hasNativeReader, NATIVE_METHOD, NATIVE_READER } from './verify-natively.ts';

export interface VerificationRequest {
  readonly store: ObjectStore;
  readonly plan: ConversionPlan;
  /** The library that wrote each format; `unknown` for a command. */
  readonly writers: Readonly<Record<OutputFormat, string>>;
  readonly signal?: AbortSignal;
  /** Above so many bytes of source Parquet is compared by checksums; 256 MB when absent. */
  readonly mostCellByCellBytes?: number;
}

export type Verification =
  /** `verifiedBy` names the reader of each format; `notVerified` says what nobody else could judge. */
  | {
      readonly status: 'verified';
      readonly verifiedBy: Readonly<Record<string, string>>;
      readonly notVerified?: string | undefined;
      /** How, where it was not cell by cell. */
      readonly verification?: string | undefined;
    }
  /** `mismatch` is the first difference: `parquet: row 17, column "alt": expected 12.5, found null`. */
  | { readonly status: 'wrong-output'; readonly mismatch: string };

interface RunningCheck {
  readonly output: OutputPlan;
  readonly check: OutputCheck;
}

const wrong = ({ format }: OutputPlan, mismatch: string): Verification => ({
  status: 'wrong-output',
  mismatch: `${format}: ${mismatch}`,
});

/** Does `work`; trouble with reading the output becomes a mismatch. */
async function judge<T>(
  { ref }: OutputPlan,
  signal: AbortSignal | undefined,
  work: () => Promise<T>,
): Promise<T | { mismatch: string }> {
  try {
    return await work();
  } catch (error) {
    signal?.throwIfAborted();
    return { mismatch: readingComplaint(error, ref) };
  }
}

async function openCheck(
  { store, plan, writers, signal }: VerificationRequest,
  output: OutputPlan,
): Promise<OutputCheck | { mismatch: string }> {
  const writer = writers[output.format];
  const { columns } = plan.schema;
  return judge(output, signal, async () => {
    const table = await readerFor(output.format, writer).open(store, output.ref, signal);
    const match = matchColumns(columns, table, writer);
    return 'mismatch' in match ? match : new OutputCheck(columns, match.matched, table, signal);
  });
}

/** Goes through source and outputs once, in step. */
async function compareRows(
  { store, plan, signal }: VerificationRequest,
  checks: readonly RunningCheck[],
): Promise<Verification | undefined> {
  let rows = 0;
  let ended: RunningCheck | undefined;
  for await (const expected of expectedRows(store, plan, signal)) {
    rows += expected.rowCount;
    if (ended !== undefined) continue;
    for (const running of checks) {
      const { output, check } = running;
      const found = await judge(output, signal, () => check.next(expected));
      if (found === 'missing') {
        ended = running;
        break;
      }
      if (found !== undefined) return wrong(output, found.mismatch);
    }
  }
  for (const { output, check } of ended ? [ended] : checks) {
    const found = await judge(output, signal, () => check.end(rows));
    if (found !== undefined) return wrong(output, found.mismatch);
  }
  return undefined;
}

/** Goes through source and outputs cell by cell, with a bounded number of rows in memory. */
async function verifyCells(
  request: VerificationRequest,
  outputs: readonly OutputPlan[],
): Promise<Verification> {
  const { plan, writers } = request;
  const checks: RunningCheck[] = [];
  try {
    for (const output of outputs) {
      const check = await openCheck(request, output);
      if ('mismatch' in check) return wrong(output, check.mismatch);
      checks.push({ output, check });
    }
    const difference = await compareRows(request, checks);
    if (difference !== undefined) return difference;
    const verifiedBy = outputs.map(({ format }) => [format, readerFor(format, writers[format]).name]);
    const notVerified = whatIsNotVerified(plan);
    return {
      status: 'verified',
      verifiedBy: Object.fromEntries(verifiedBy),
      ...(notVerified !== undefined && { notVerified }),
    };
  } finally {
    for (const { check } of checks) await check.close();
  }
}

/** Above this many bytes of source as stored, outputs are compared by checksums where another library can. */
const MOST_CELL_BY_CELL_BYTES = 256e6;

/** Avro, and what DuckDB wrote itself, are compared cell by cell whatever their size. */
function isForDuckdb({ plan, writers }: VerificationRequest, { format }: OutputPlan): boolean {
  return format === 'parquet' && writers[format] !== 'duckdb' && whyNotDuckdb(plan) === undefined;
}

async function verifyByDuckdb(request: VerificationRequest, output: OutputPlan): Promise<Verification> {
  const { store, plan, writers, signal } = request;
  const { columns } = plan.schema;
  if (!(await hasNativeReader())) {
    const notVerified = `${output.format}: anything: ${NATIVE_READER}, which compares files of this size, is not installed; run npm install @duckdb/node-api`;
    return { status: 'verified', verifiedBy: {}, notVerified };
  }
  const judged = await judge(output, signal, async () => {
    const writer = writers[output.format];
    const table = await readerFor(output.format, writer).open(store, output.ref, signal);
    const match = matchColumns(columns, table, writer);
    if ('mismatch' in match) return match;
    const found = match.matched.map(({ index }) => table.columns[index]!.name);
    const mismatch = await differenceByDuckdb(plan, output, found, signal);
    return mismatch === undefined ? undefined : { mismatch };
  });
  if (judged !== undefined) return wrong(output, judged.mismatch);
  return { status: 'verified', verifiedBy: { [output.format]: NATIVE_READER }, verification: NATIVE_METHOD };
}

/**
 * Compares every output of a plan with the plan's source: the columns, and every cell in row order, against csv-parse or
 * JSON.parse and core's `parseCell` on the same text; sources above {@link MOST_CELL_BY_CELL_BYTES} by checksums that
 * DuckDB computes. No output is read by the library that wrote it. A plan without outputs has nothing that could be right.
 *
 * @throws when the source itself cannot be read, or on abort.
 */
export async function verifyOutputs(request: VerificationRequest): Promise<Verification> {
  const { plan, mostCellByCellBytes = MOST_CELL_BY_CELL_BYTES } = request;
  if (plan.outputs.length === 0) return { status: 'wrong-output', mismatch: 'the plan has no output' };
  const isLarge = plan.source.bytes > mostCellByCellBytes;
  const byDuckdb = plan.outputs.filter((output) => isLarge && isForDuckdb(request, output));
  const byCells = plan.outputs.filter((output) => !byDuckdb.includes(output));
  let all: Extract<Verification, { status: 'verified' }> = { status: 'verified', verifiedBy: {} };
  const checks = [
    ...byDuckdb.map((output) => () => verifyByDuckdb(request, output)),
    ...(byCells.length > 0 ? [() => verifyCells(request, byCells)] : []),
  ];
  for (const check of checks) {
    const ruling = await check();
    if (ruling.status === 'wrong-output') return ruling;
    all = { ...all, ...ruling, verifiedBy: { ...all.verifiedBy, ...ruling.verifiedBy } };
  }
  return all;
}

export type VerifyOutputs = typeof verifyOutputs;
