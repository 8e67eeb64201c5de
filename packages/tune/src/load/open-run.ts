import { isoTime } from '../invoke/clock.ts';
import { describeFunction, type FunctionFacts } from '../invoke/describe-function.ts';
import { TuneError } from '../plan/tune-error.ts';
import { planSha256, planTune } from '../plan/tune-plan.ts';
import type { TuneRequest } from '../plan/tune-request.ts';
import { journalPath, openJournal, readJsonLines, samplesPath } from '../versions/journal.ts';
import type { LockMark } from '../versions/run-mark.ts';
import { changedName, type Run, type TuneDependencies } from './run.ts';
import { openSampleLog } from './sample-log.ts';
import { sentBefore } from './sent-before.ts';
import { undoTune } from './undo-tune.ts';

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

/** The hash of the plan that a run was begun with. */
async function readBegunPlan(directory: string, runId: string): Promise<string> {
  const lines = await readJsonLines(journalPath(directory, runId));
  for (const line of lines as readonly { readonly event?: string; readonly planSha256?: string }[]) {
    if (line.event === 'began' && line.planSha256 !== undefined) return line.planSha256;
  }
  throw new TuneError('refused', `there is no run ${runId} in ${directory} that could be resumed`);
}

/** Opens a run from its beginning, or where it was interrupted. @throws TuneError `refused` where it must not be done. */
export async function openRun(request: TuneRequest, dependencies: TuneDependencies): Promise<Run> {
  const { clients, clock, directory, isResumed = false, price, signal } = dependencies;
  const { runId, target } = request;
  const begun = isResumed ? await readBegunPlan(directory, runId) : undefined;
  const journal = await openJournal(directory, runId, () => isoTime(clock.nowMs()));
  // A run that was killed has left the function as it was in the middle of it.
  const left = isResumed ? await undoTune(request, dependencies, journal) : [];
  if (left.length > 0) throw new TuneError('failed', `the interrupted run left ${left.join('; ')}`);
  const facts = await describeFunction(clients, target, signal);
  const plan = planTune(request, facts, price);
  if (plan.refusals.length > 0) throw new TuneError('refused', plan.refusals.join('; '));
  if (begun !== undefined && begun !== planSha256(request, facts)) {
    throw new TuneError(
      'refused',
      `run ${runId} was begun with other sizes, samples, payloads, seed or code: resume it with the same, or begin a new one`,
    );
  }
  const log = await openSampleLog(samplesPath(directory, runId), isResumed);
  return {
    request,
    dependencies,
    plan,
    journal,
    log,
    sentBefore: isResumed ? sentBefore(log.entries, plan.visits, request) : 0,
    name: changedName(request),
    mark: markOf(request, facts, clock.nowMs()),
  };
}
