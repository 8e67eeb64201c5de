import type { TuneRecord } from '@parquetry/bench/record';
import type { TuneClients } from '../invoke/clients.ts';
import { type Clock, isoTime } from '../invoke/clock.ts';
import { describeFunction, type FunctionFacts } from '../invoke/describe-function.ts';
import { bareName, parseTarget } from '../invoke/parse-target.ts';
import { wordsOf } from '../invoke/service-error.ts';
import { concurrencyOf } from '../plan/plan-visits.ts';
import { settingKey, settingsOf, sizesOf } from '../plan/size.ts';
import { TuneError } from '../plan/tune-error.ts';
import { type DollarsOf, planSha256, planTune, type TunePlan } from '../plan/tune-plan.ts';
import type { TuneRequest } from '../plan/tune-request.ts';
import type { TuneRun } from '../plan/tune-run.ts';
import { deleteFunction, undoRun } from '../versions/clean-up.ts';
import type { ControlPlane } from '../versions/control-plane.ts';
import { copyFunction, type Download, downloadPackage } from '../versions/copy-function.ts';
import { type Journal, journalPath, openJournal, readJsonLines, samplesPath } from '../versions/journal.ts';
import { renewLock, takeLock } from '../versions/lock.ts';
import { publishOrder } from '../versions/publish-order.ts';
import { publishVersions, versionsBySetting } from '../versions/publish-versions.ts';
import { restoreLatest } from '../versions/restore-latest.ts';
import { copyName, type LockMark } from '../versions/run-mark.ts';
import type { TellTune } from './progress.ts';
import { type TargetedVisit, VisitRunner, type VisitsResult } from './run-visits.ts';
import { isAnswered, openSampleLog, type SampleLog, takenOf } from './sample-log.ts';
import { Sampler } from './sampler.ts';

export interface TuneDependencies {
  readonly clients: TuneClients;
  readonly clock: Clock;
  readonly price: DollarsOf;
  /** For the journal and the samples. */
  readonly directory: string;
  readonly signal: AbortSignal;
  readonly tell: TellTune;
  /** By HTTP when absent. */
  readonly download?: Download;
  /** Goes on with the run of this id, which was interrupted. */
  readonly isResumed?: boolean;
}

/** One run, as its parts need it. */
interface Run {
  readonly request: TuneRequest;
  readonly dependencies: TuneDependencies;
  readonly plan: TunePlan;
  readonly journal: Journal;
  readonly log: SampleLog;
  /** What is changed: the function itself, or its copy. */
  readonly name: string;
  readonly mark: LockMark;
}

const RENEW_AFTER_MS = 15 * 60_000;

const planeOf = ({ clients, clock, signal }: TuneDependencies): ControlPlane => ({
  lambda: clients.lambda,
  clock,
  signal,
});

function markOf(request: TuneRequest, facts: FunctionFacts, nowMs: number): LockMark {
  const { engines, memoryMb, runId } = request;
  return {
    runId,
    atMs: nowMs,
    memoryMb: facts.memoryMb,
    engine: engines.length === 0 ? undefined : facts.engine,
    triedMemoryMb: memoryMb,
    triedEngines: engines,
  };
}

async function requireSamePlan(run: Pick<Run, 'request' | 'dependencies' | 'plan'>): Promise<void> {
  const { dependencies, plan, request } = run;
  const path = journalPath(dependencies.directory, request.runId);
  const began = (await readJsonLines(path)).find((line) => (line as { event?: string }).event === 'began');
  const recorded = (began as { planSha256?: string } | undefined)?.planSha256;
  if (recorded === planSha256(request, plan.facts)) return;
  throw new TuneError(
    'refused',
    `run ${request.runId} was begun with other sizes, samples, payloads, seed or code: resume it with the same, or begin a new one`,
  );
}

function pendingOf({ log, plan }: Run) {
  const taken = takenOf(log.entries);
  const pending = plan.visits.filter(({ samples }) => samples.some(({ number }) => !taken.has(number)));
  return { taken, pending };
}

/** Publishes what the samples that are still to be taken need, and gives `$LATEST` back at once. */
async function publish(run: Run, renew: () => Promise<void>) {
  const { dependencies, journal, mark, name, plan, request } = run;
  const plane = planeOf(dependencies);
  const { pending } = pendingOf(run);
  const needed = new Set(pending.map(({ size }) => settingKey(size)));
  const settings = settingsOf(request.memoryMb, request.engines).filter((one) => needed.has(settingKey(one)));
  const coldOf = (key: string) =>
    pending.filter(({ cold, size }) => cold !== null && settingKey(size) === key).length;
  const original = { memoryMb: mark.memoryMb, engine: mark.engine ?? null };
  const order = publishOrder(settings, (setting) => coldOf(settingKey(setting)), original);
  const published = await publishVersions(plane, order, {
    name,
    runId: request.runId,
    original: { memoryMb: mark.memoryMb, engine: mark.engine },
    codeSha256: request.isCopy ? null : plan.facts.codeSha256,
    journal,
    onPublished: async (versions) => {
      dependencies.tell({ kind: 'preparing', versions, of: order.length });
      await renew();
    },
  });
  if (!request.isCopy) await restoreLatest(plane, name, mark);
  await journal.write({ event: 'restored' });
  return versionsBySetting(published);
}

/** Every visit with its version: cold ones take one each, in order. */
async function targetVisits(run: Run, renew: () => Promise<void>): Promise<TargetedVisit[]> {
  const versions = await publish(run, renew);
  const { taken } = pendingOf(run);
  const coldUsed = new Map<string, number>();
  return run.plan.visits.map((visit) => {
    const key = settingKey(visit.size);
    const known = versions.get(key);
    const isTaken = visit.samples.every(({ number }) => taken.has(number));
    if (isTaken || !known) return { visit, target: { name: run.name, version: '$LATEST' } };
    if (visit.cold === null) return { visit, target: { name: run.name, version: known.warm } };
    const used = coldUsed.get(key) ?? 0;
    coldUsed.set(key, used + 1);
    return { visit, target: { name: run.name, version: known.cold[used]! } };
  });
}

function keepLock(run: Run): () => Promise<void> {
  const { clock } = run.dependencies;
  let renewedMs = clock.nowMs();
  return async () => {
    if (run.request.isCopy || clock.nowMs() - renewedMs < RENEW_AFTER_MS) return;
    renewedMs = clock.nowMs();
    await renewLock(planeOf(run.dependencies), run.name, run.mark);
  };
}

async function sampleVisits(run: Run, sampler: Sampler): Promise<VisitsResult> {
  const { dependencies, log, request } = run;
  const { clock, signal, tell } = dependencies;
  const beforeVisit = keepLock(run);
  const visits = await targetVisits(run, beforeVisit);
  const runner = new VisitRunner({
    visits,
    sizes: sizesOf(settingsOf(request.memoryMb, request.engines), concurrencyOf(request)),
    taken: takenOf(log.entries),
    earlier: log.entries.flatMap((entry) =>
      entry.kind === 'sample' && isAnswered(entry.sample) ? [entry.sample] : [],
    ),
    sampler,
    request,
    clock,
    signal,
    tell,
    beforeVisit,
  });
  return runner.run();
}

/** Takes possession of the function, or makes the copy: from here on there is something to undo. */
async function begin(run: Run): Promise<void> {
  const { dependencies, journal, mark, name, request } = run;
  const plane = planeOf(dependencies);
  if (!request.isCopy) {
    await journal.write({ event: 'locking', alias: 'parquetry-tune' });
    return takeLock(plane, name, mark);
  }
  const { name: original, qualifier } = parseTarget(request.target);
  await journal.write({ event: 'copying', to: name });
  const { runId } = request;
  const { download = downloadPackage } = dependencies;
  await copyFunction(plane, { name: original, qualifier, runId, download });
}

const targetName = ({ target }: TuneRequest) => parseTarget(target).name;

/** What is changed: the function, or a copy that has the run's id in its name. */
const changedName = (request: TuneRequest) =>
  request.isCopy ? copyName(bareName(targetName(request)), request.runId) : targetName(request);

/** Never throws: what could not be undone is told, with the way out. */
async function undo(
  request: TuneRequest,
  dependencies: TuneDependencies,
  journal: Journal,
): Promise<string[]> {
  dependencies.tell({ kind: 'cleaning-up' });
  // Called off or not, this has to be done.
  const plane: ControlPlane = { ...planeOf(dependencies), signal: undefined };
  const name = changedName(request);
  const left: string[] = [];
  const versions: string[] = [];
  try {
    if (request.isCopy) await deleteCopy(plane, name);
    else {
      const undone = await undoRun(plane, name, request.runId);
      left.push(...undone.left);
      versions.push(...undone.versions);
    }
  } catch (error) {
    left.push(`${name} could not be cleaned up (${wordsOf(error)})`);
  }
  await journal.write({ event: 'cleaned', versions, left });
  const wayOut = `parquetry tune cleanup ${targetName(request)} --run ${request.runId}`;
  return left.map((what) => `${what}: ${wayOut}`);
}

async function deleteCopy(plane: ControlPlane, name: string): Promise<void> {
  try {
    await deleteFunction(plane, name);
  } catch (error) {
    if (
      !(
        error instanceof TuneError && (error.cause as Error | undefined)?.name === 'ResourceNotFoundException'
      )
    )
      throw error;
  }
}

async function failWith(run: Run, error: unknown): Promise<never> {
  await run.journal.write({ event: 'failed', because: wordsOf(error) });
  const left = await undo(run.request, run.dependencies, run.journal);
  if (left.length === 0) throw error;
  throw new TuneError('failed', `${wordsOf(error)}; left behind: ${left.join('; ')}`, { cause: error });
}

const functionOf = (request: TuneRequest, facts: FunctionFacts): TuneRecord['function'] => ({
  name: facts.name,
  arn: request.place === 'aws' ? facts.arn : null,
  qualifier: facts.qualifier,
  runtime: facts.runtime,
  architecture: facts.architecture,
  codeSha256: facts.codeSha256,
  memoryMb: facts.memoryMb,
  timeoutSeconds: facts.timeoutSeconds,
  ephemeralStorageMb: facts.ephemeralStorageMb,
  snapStart: facts.snapStart,
  isCopy: request.isCopy,
  isOurs: facts.isOurs,
});

function loadOf({ load }: TuneRequest): TuneRecord['plan']['load'] {
  if (load.kind === 'closed-loop') return { kind: 'closed-loop' };
  return { kind: 'fixed-rate', perSecond: load.perSecond, seconds: load.seconds };
}

const planOf = (request: TuneRequest): TuneRecord['plan'] => ({
  memoryMb: [...request.memoryMb],
  engines: [...request.engines],
  concurrency: [...concurrencyOf(request)],
  samples: request.samples,
  coldSamples: request.coldSamples,
  load: loadOf(request),
  payloads: request.payloads.told,
  sloMs: request.sloMs,
  balancedWeight: request.balancedWeight,
  maxDollars: request.maxDollars,
});

function samplesOf({ entries }: SampleLog): Pick<TuneRun, 'samples' | 'warmUps' | 'lateSends'> {
  const taken = entries.filter((entry) => entry.kind === 'sample');
  const inOrder = taken.toSorted((a, b) => a.sample.slot - b.sample.slot);
  return {
    samples: inOrder.map(({ sample }) => sample),
    warmUps: entries.length - taken.length,
    lateSends: inOrder.flatMap(({ lateMs, sample }) =>
      lateMs === undefined ? [] : [{ slot: sample.slot, lateMs }],
    ),
  };
}

async function openRun(request: TuneRequest, dependencies: TuneDependencies): Promise<Run> {
  const { clients, clock, directory, isResumed = false, price, signal } = dependencies;
  const journal = await openJournal(directory, request.runId, () => isoTime(clock.nowMs()));
  // A run that was killed has left the function as it was in the middle of it.
  const left = isResumed ? await undo(request, dependencies, journal) : [];
  if (left.length > 0) throw new TuneError('failed', `the interrupted run left ${left.join('; ')}`);
  const facts = await describeFunction(clients, request.target, signal);
  const plan = planTune(request, facts, price);
  if (plan.refusals.length > 0) throw new TuneError('refused', plan.refusals.join('; '));
  if (isResumed) await requireSamePlan({ request, dependencies, plan });
  return {
    request,
    dependencies,
    plan,
    journal,
    log: await openSampleLog(samplesPath(directory, request.runId), isResumed),
    name: changedName(request),
    mark: markOf(request, facts, clock.nowMs()),
  };
}

/**
 * Samples a function at every size: takes its lock (or makes a copy), publishes a version for each size, gives `$LATEST`
 * back, invokes the versions in a random, balanced order, and removes all of it, whatever happens.
 *
 * @throws TuneError where it is refused, locked, not allowed or fails; the signal's reason when it is called off. By then
 *   the function is as it was, or the message says what is not, and the samples taken are on disk to be resumed.
 */
export async function runTune(request: TuneRequest, dependencies: TuneDependencies): Promise<TuneRun> {
  const { clock } = dependencies;
  const startedAt = isoTime(clock.nowMs());
  const run = await openRun(request, dependencies);
  const { journal, log, plan } = run;
  const { facts } = plan;
  await journal.write({
    event: 'began',
    runId: request.runId,
    function: facts.arn,
    region: facts.region,
    memoryMb: facts.memoryMb,
    engine: facts.engine,
    isCopy: request.isCopy,
    planSha256: planSha256(request, facts),
  });
  const sampler = new Sampler({ ...dependencies, request, facts, log });
  const result = await begin(run)
    .then(() => sampleVisits(run, sampler))
    .catch((error: unknown) => failWith(run, error));
  const leftBehind = await undo(request, dependencies, journal);
  await journal.write({ event: 'finished' });
  return {
    runId: request.runId,
    seed: request.seed,
    startedAt,
    endedAt: isoTime(clock.nowMs()),
    function: functionOf(request, facts),
    place: request.place,
    region: facts.region,
    cpuControl: sampler.cpuControl,
    plan: planOf(request),
    ...result,
    ...samplesOf(log),
    spentDollars: sampler.spentDollars,
    leftBehind,
  };
}
