import { isoTime } from '../invoke/clock.ts';
import { parseTarget } from '../invoke/parse-target.ts';
import { concurrencyOf } from '../plan/plan-visits.ts';
import { settingsOf, sizesOf } from '../plan/size.ts';
import { planSha256 } from '../plan/tune-plan.ts';
import type { TuneRequest } from '../plan/tune-request.ts';
import type { TuneRun } from '../plan/tune-run.ts';
import { copyFunction, downloadPackage } from '../versions/copy-function.ts';
import { renewLock, takeLock } from '../versions/lock.ts';
import { LOCK_ALIAS } from '../versions/run-mark.ts';
import { openRun } from './open-run.ts';
import { planeOf, type Run, type TuneDependencies } from './run.ts';
import { VisitRunner, type VisitsResult } from './run-visits.ts';
import { isAnswered, takenOf } from './sample-log.ts';
import { Sampler } from './sampler.ts';
import { targetVisits } from './target-visits.ts';
import { functionOf, planOf, samplesOf } from './tell-run.ts';
import { failTune, undoTune } from './undo-tune.ts';

const RENEW_AFTER_MS = 15 * 60_000;

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
  const runner = new VisitRunner({
    ...(await targetVisits(run, beforeVisit)),
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
    await journal.write({ event: 'locking', alias: LOCK_ALIAS });
    return takeLock(plane, name, mark);
  }
  const { name: original, qualifier } = parseTarget(request.target);
  await journal.write({ event: 'copying', to: name });
  const { runId } = request;
  const { download = downloadPackage } = dependencies;
  await copyFunction(plane, { name: original, qualifier, runId, download });
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
  const { journal, log, plan, sentBefore } = run;
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
  const sampler = new Sampler({ ...dependencies, request, facts, log, sentBefore });
  let hasFunction = dependencies.isResumed === true;
  const result = await begin(run)
    .then(() => {
      hasFunction = true;
      return sampleVisits(run, sampler);
    })
    .catch((error: unknown) => failTune(run, error, hasFunction));
  const leftBehind = await undoTune(request, dependencies, journal);
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
