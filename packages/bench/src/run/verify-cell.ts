import { mkdir, rm } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { type ConversionPlan, fileStore, type ObjectStore } from '@parquetry/core';
import { verifyInferred } from '../inferring/verify-inferred.ts';
import type { Measurement, RetypedColumn } from '../record/run-record.ts';
import { type OutputBytes, outputBytesOf } from '../sampling/output-bytes.ts';
import type { PreparedScenario, Workload } from '../scenarios/scenario.ts';
import type { Verification, VerifyOutputs } from '../verification/verify-outputs.ts';
import { type Contender, plansFor, type Writers } from './contender.ts';

/** A cell whose outputs were right, cell by cell: it may be timed. */
export interface VerifiedCell {
  readonly contender: Contender;
  readonly workload: Workload;
  readonly writers: Writers;
  readonly outputBytes: OutputBytes;
  /** Reader by format. */
  readonly verifiedBy: Readonly<Record<string, string>>;
  /** What nobody but the project itself could judge, in words. */
  readonly notVerified?: string | undefined;
  /** How, where it was not cell by cell. */
  readonly verification?: string | undefined;
  /** Columns of another type than the project's law gives them, where the contender found out the types. */
  readonly retyped?: readonly RetypedColumn[];
}

type Verified = Extract<Verification, { status: 'verified' }>;

export type NotMeasured = Exclude<Measurement, { status: 'measured' }>;

async function verifyAll(
  verify: VerifyOutputs,
  store: ObjectStore,
  plans: readonly ConversionPlan[],
  writers: Writers,
  signal?: AbortSignal,
): Promise<Verification> {
  const rulings: Verified[] = [];
  for (const plan of plans) {
    const ruling = await verify({ store, plan, writers, ...(signal && { signal }) });
    if (ruling.status === 'wrong-output') {
      return { ...ruling, mismatch: `${basename(plan.source.ref.key)}: ${ruling.mismatch}` };
    }
    rulings.push(ruling);
  }
  const first = <Key extends keyof Verified>(key: Key) =>
    rulings.find((one) => one[key] !== undefined)?.[key];
  return {
    status: 'verified',
    verifiedBy: rulings.at(-1)?.verifiedBy ?? {},
    notVerified: first('notVerified'),
    verification: first('verification'),
  };
}

/** As the store tells, not as the contender does. */
function sizesOf(store: ObjectStore, plans: readonly ConversionPlan[]) {
  const sized = plans.map(async ({ outputs }) => ({
    outputs: await Promise.all(
      outputs.map(async ({ format, ref }) => ({ format, bytes: (await store.stat(ref))?.bytes ?? 0 })),
    ),
  }));
  return Promise.all(sized);
}

/** Has the contender convert the workload once, and compares every file it wrote with the source. */
export async function verifyCell(
  contender: Contender,
  scenario: PreparedScenario,
  verify: VerifyOutputs,
  scratch: string,
  signal?: AbortSignal,
): Promise<VerifiedCell | NotMeasured> {
  const key = { scenario: scenario.name, engine: contender.name, target: 'local' };
  const workload = contender.workloadOf(scenario);
  const directory = join(scratch, 'verify', contender.name);
  await mkdir(directory, { recursive: true });
  try {
    const store = fileStore();
    const plans = plansFor(workload, scenario.plan, directory);
    const attempt = await contender.convert(plans, signal);
    if (attempt.status !== 'done') return { ...key, ...attempt };
    const retyped: RetypedColumn[] = [];
    const judge: VerifyOutputs =
      scenario.typing === 'given'
        ? verify
        : async (request) => {
            const input = workload.inputs[plans.indexOf(request.plan)]!;
            const found = await verifyInferred(request, input);
            retyped.push(...found.retyped);
            return found.ruling;
          };
    const ruling = await verifyAll(judge, store, plans, attempt.value, signal);
    if (ruling.status === 'wrong-output') return { ...key, ...ruling };
    const { status: _, ...findings } = ruling;
    const outputBytes = outputBytesOf(await sizesOf(store, plans));
    return {
      contender,
      workload,
      writers: attempt.value,
      outputBytes,
      ...findings,
      ...(scenario.typing === 'inferred' && { retyped }),
    };
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}
