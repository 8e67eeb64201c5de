import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Contestant } from '../contestants/contestant.ts';
import { describeEnvironment, placeOf } from '../environment/describe-environment.ts';
import { lambdaPrice } from '../figures/lambda-prices.ts';
import { type BenchStack, benchStack, type StartLocalAws } from '../places/bench-stack.ts';
import type { LineFitRecord } from '../record/line-fit.ts';
import {
  type Measurement,
  RECORD_VERSION,
  type RunRecord,
  type ScenarioFacts,
} from '../record/run-record.ts';
import type { StoreFacts } from '../record/traffic.ts';
import type { PreparedScenario } from '../scenarios/scenario.ts';
import type { TargetContext } from '../targets/lambda-contenders.ts';
import type { LambdaTarget, TargetFacts } from '../targets/lambda-target.ts';
import { verifyOnce } from '../verification/verify-once.ts';
import { type VerifyOutputs, verifyOutputs } from '../verification/verify-outputs.ts';
import { type ContenderContext, contendersOf, requireDistinctNames } from './contenders.ts';
import { fitSeries } from './fit-series.ts';
import { inLanes } from './in-lanes.ts';
import { measureCells } from './measure-cells.ts';
import { noticeNoise } from './notice-noise.ts';
import type { BenchProgress } from './progress.ts';
import { sampleCells } from './sample-cells.ts';
import { type VerifiedCell, verifyCell } from './verify-cell.ts';

/** Nothing is timed while outputs are checked: one contestant converts while another's output is read. */
const VERIFY_LANES = 2;

interface AnyRequest {
  /** A command line that makes the same run. */
  readonly command: string;
  /** Version of Parquetry. */
  readonly harness: string;
  readonly scenarios: readonly PreparedScenario[];
  /** Decides the order of the samples. */
  readonly seed: number;
  /** Outputs go to a directory of their own in here, which is deleted in the end. */
  readonly scratchDirectory: string;
}

/** A run on this machine. */
export interface BenchRequest extends AnyRequest {
  /** Commands that take part in every scenario. */
  readonly contestants: readonly Contestant[];
  /** By engine: holds `bench-child.js`, for scenarios on a store `pipeline-child.js`, and what they need. */
  readonly bundleDirectory: string;
  /** Holds the lockfile; a git checkout or not. */
  readonly projectDirectory: string;
  /** For one process: its start, warm-up and iterations. */
  readonly sampleTimeoutMs: number;
}

/** A run in a function: scenarios on files, by engines. */
export interface TargetBenchRequest extends AnyRequest {
  readonly target: LambdaTarget;
}

export interface BenchDependencies {
  /** Judges what every contender wrote before it is timed. */
  readonly verify?: VerifyOutputs;
  /** Starts the S3 of scenarios that need one. */
  readonly startLocalAws?: StartLocalAws;
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: BenchProgress) => void;
  readonly now?: () => Date;
  readonly newId?: () => string;
}

interface Run {
  readonly request: BenchRequest | TargetBenchRequest;
  readonly price: TargetFacts['price'];
  readonly scratch: string;
  readonly signal: AbortSignal | undefined;
  readonly onProgress: (progress: BenchProgress) => void;
  readonly now: () => Date;
  readonly verify: VerifyOutputs;
  readonly stack: BenchStack;
}

interface Measured {
  readonly measurements: readonly Measurement[];
  readonly fits: readonly LineFitRecord[];
  /** What was noticed on the way, in words. */
  readonly notes: readonly string[];
}

function contextOf({ request, scratch, signal, stack }: Run): ContenderContext | TargetContext {
  if ('target' in request) return { target: request.target, scratch, signal };
  const { contestants, bundleDirectory, seed, sampleTimeoutMs: timeoutMs } = request;
  return { contestants, bundleDirectory, scratch, stack, seed, timeoutMs, signal };
}

async function measureScenario(run: Run, scenario: PreparedScenario, firstSlot: number): Promise<Measured> {
  const { signal, onProgress, verify } = run;
  const { seed } = run.request;
  if (scenario.store.kind === 's3') {
    const objects = scenario.workloads.whole.inputs.length;
    onProgress({ step: 'upload', scenario: scenario.name, objects });
  }
  const contenders = await contendersOf(scenario, contextOf(run));
  const about = { scenario: scenario.name };
  const ended: Measurement[] = [];
  const cells: VerifiedCell[] = [];
  const verified = await inLanes(VERIFY_LANES, contenders, (contender, done) => {
    onProgress({ step: 'verify', ...about, engine: contender.name, done, total: contenders.length });
    return verifyCell(contender, scenario, verify, signal);
  });
  for (const cell of verified) {
    if ('contender' in cell) cells.push(cell);
    else ended.push(cell);
  }
  const sampled = await sampleCells(cells, scenario, {
    seed,
    firstSlot,
    now: run.now,
    signal,
    onSample: (engine, done, total) => onProgress({ step: 'sample', ...about, engine, done, total }),
  });
  const measured = measureCells(sampled, ended, scenario, run.price);
  const byName = new Map(measured.map((one) => [one.engine, one]));
  const notes = sampled.flatMap(({ cell, notes }) =>
    notes.map((note) => `${scenario.name}, ${cell.contender.name}: ${note}`),
  );
  const notVerified = cells.find((cell) => cell.notVerified !== undefined)?.notVerified;
  if (notVerified !== undefined) notes.push(`${scenario.name}: not verified independently: ${notVerified}`);
  const measurements = contenders.map((contender) => byName.get(contender.name)!);
  return { measurements, fits: fitSeries(scenario, measurements), notes };
}

async function measureScenarios(run: Run): Promise<Measured> {
  const measurements: Measurement[] = [];
  const fits: LineFitRecord[] = [];
  const notes: string[] = [];
  let slots = 0;
  for (const scenario of run.request.scenarios) {
    const measured = await measureScenario(run, scenario, slots);
    for (const measurement of measured.measurements) run.onProgress({ step: 'cell', measurement });
    measurements.push(...measured.measurements);
    fits.push(...measured.fits);
    notes.push(...measured.notes);
    slots += scenario.sampling.processes * measured.measurements.length;
  }
  return { measurements, fits, notes };
}

function storeFacts({ store }: PreparedScenario, { server }: BenchStack): StoreFacts {
  return store.kind === 'files'
    ? { kind: 'files' }
    : { kind: 's3', server, profile: store.profile, manifest: false };
}

function factsOf(scenario: PreparedScenario, stack: BenchStack): ScenarioFacts {
  const { workloads, engines, bars, plan, limits, ...facts } = scenario;
  const { prefer, ...written } = plan;
  return {
    ...facts,
    store: storeFacts(scenario, stack),
    plan: { ...written, ...(prefer && { prefer }) },
    limits: { ...limits },
  };
}

/** What the cells run on, and what their time costs. */
async function whereOf(
  request: BenchRequest | TargetBenchRequest,
  signal: AbortSignal | undefined,
): Promise<TargetFacts> {
  if ('target' in request) return await request.target.describe(signal);
  const environment = await describeEnvironment(request.bundleDirectory, request.projectDirectory);
  return { environment, place: placeOf(environment), price: lambdaPrice(process.arch) };
}

/**
 * Verifies and measures every contender in every scenario. A contender that cannot do its job, or does it wrongly,
 * keeps its cell and says so there.
 *
 * @throws the signal's reason when aborted, once all child processes, the local stack and the scratch directory are gone.
 */
export async function runBench(
  request: BenchRequest | TargetBenchRequest,
  {
    signal,
    onProgress = () => {},
    now = () => new Date(),
    newId,
    verify = verifyOutputs,
    startLocalAws,
  }: BenchDependencies = {},
): Promise<RunRecord> {
  const contestants = 'target' in request ? [] : request.contestants;
  for (const scenario of request.scenarios) requireDistinctNames(scenario, contestants);
  const createdAt = now().toISOString();
  const { environment, place, price } = await whereOf(request, signal);
  await mkdir(request.scratchDirectory, { recursive: true });
  const scratch = await mkdtemp(join(request.scratchDirectory, 'parquetry-bench-'));
  await using stack = benchStack(startLocalAws);
  try {
    const { measurements, fits, notes } = await measureScenarios({
      request,
      price,
      scratch,
      signal,
      onProgress,
      now,
      verify: verifyOnce(verify),
      stack,
    });
    const { command, harness, seed, scenarios } = request;
    return {
      recordVersion: RECORD_VERSION,
      id: newId?.() ?? crypto.randomUUID().slice(0, 8),
      createdAt,
      finishedAt: now().toISOString(),
      harness,
      command,
      place,
      seed,
      environment,
      price,
      scenarios: scenarios.map((scenario) => factsOf(scenario, stack)),
      measurements: [...measurements],
      fits: [...fits],
      warnings: [...noticeNoise(measurements, environment.cores), ...notes],
    };
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}
