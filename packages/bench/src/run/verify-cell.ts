import { basename, join } from 'node:path';
import { type ConversionPlan, fileStore, type ObjectStore } from '@parquetry/core';
import { verifyInferred } from '../inferring/verify-inferred.ts';
import type { Measurement, RetypedColumn } from '../record/run-record.ts';
import { type OutputBytes, outputBytesOf } from '../sampling/output-bytes.ts';
import type { PlannedInput, PreparedScenario, Workload } from '../scenarios/scenario.ts';
import type { Verification, VerifyOutputs } from '../verification/verify-outputs.ts';
import { type Contender, choiceFor, targetOf, type Writers } from './contender.ts';

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

const NO_WRITERS: Writers = { parquet: 'none', avro: 'none' };

/** Types that a contender found out are judged apart from its cells. */
function judging(
  verify: VerifyOutputs,
  typing: PreparedScenario['typing'],
  inputOf: (plan: ConversionPlan) => PlannedInput,
): { readonly judge: VerifyOutputs; readonly retyped?: RetypedColumn[] } {
  if (typing === 'given') return { judge: verify };
  const retyped: RetypedColumn[] = [];
  const judge: VerifyOutputs = async (request) => {
    const found = await verifyInferred(request, inputOf(request.plan));
    retyped.push(...found.retyped);
    return found.ruling;
  };
  return { judge, retyped };
}

/** Has the contender convert the workload once, and compares every file it wrote with the source. */
export async function verifyCell(
  contender: Contender,
  scenario: PreparedScenario,
  verify: VerifyOutputs,
  signal?: AbortSignal,
): Promise<VerifiedCell | NotMeasured> {
  const { name, place, probe } = contender;
  const key = { scenario: scenario.name, engine: name, target: targetOf(contender) };
  const workload = contender.workloadOf(scenario);
  if (probe?.converts === false) {
    return { contender, workload, writers: NO_WRITERS, outputBytes: {}, verifiedBy: {} };
  }
  const label = join('verify', name);
  try {
    const plans = place.plansFor(workload, choiceFor(contender, scenario), label);
    const attempt = await contender.convert(plans, signal);
    if (attempt.status !== 'done') return { ...key, ...attempt };
    const home = await place.bringHome(workload, plans, label, signal);
    if ('mismatch' in home) return { ...key, status: 'wrong-output', mismatch: home.mismatch };
    const inputOf = (plan: ConversionPlan) => workload.inputs[home.plans.indexOf(plan)]!;
    const { judge, retyped } = judging(verify, scenario.typing, inputOf);
    const store = fileStore();
    const ruling = await verifyAll(judge, store, home.plans, attempt.value, signal);
    if (ruling.status === 'wrong-output') return { ...key, ...ruling };
    const { status: _, ...findings } = ruling;
    const outputBytes = outputBytesOf(await sizesOf(store, home.plans));
    return {
      contender,
      workload,
      writers: attempt.value,
      outputBytes,
      ...findings,
      ...(retyped && { retyped }),
    };
  } finally {
    await place.clear(label);
  }
}
