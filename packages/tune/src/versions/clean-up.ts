import { paginateListFunctions, paginateListVersionsByFunction } from '@aws-sdk/client-lambda';
import type { TuneClients } from '../invoke/clients.ts';
import { type Clock, isoTime } from '../invoke/clock.ts';
import { functionAbsent } from '../invoke/function-absent.ts';
import { bareName, parseTarget } from '../invoke/parse-target.ts';
import { explain, isAbsent, wordsOf } from '../invoke/service-error.ts';
import { TuneError } from '../plan/tune-error.ts';
import { type ControlPlane, sendOptions } from './control-plane.ts';
import { deleteCopy, deleteVersion } from './delete-what-is-ours.ts';
import { readLock, releaseLock, STALE_AFTER_MS } from './lock.ts';
import { type Restored, restoreLatest } from './restore-latest.ts';
import { copyName, LOCK_ALIAS, type LockMark, runOfMark } from './run-mark.ts';

/** What a clean-up found, and what of it is gone. */
export interface CleanedUp {
  readonly latest: Restored;
  /** Numbers that were deleted. */
  readonly versions: readonly string[];
  /** Names of temporary copies that were deleted. */
  readonly copies: readonly string[];
  readonly unlocked: boolean;
  /** What is still there, and why, in words. */
  readonly left: readonly string[];
}

/** Collects what did not succeed, so that one thing that stays does not keep the rest. */
class Attempts {
  readonly left: string[] = [];

  async try(what: string, act: () => Promise<unknown>): Promise<boolean> {
    try {
      await act();
      return true;
    } catch (error) {
      if (isAbsent((error as Error).cause ?? error)) return true;
      this.left.push(`${what} (${wordsOf(error)})`);
      return false;
    }
  }
}

async function listVersions(plane: ControlPlane, name: string, runId: string | undefined): Promise<string[]> {
  const { lambda, signal } = plane;
  const found: string[] = [];
  const pages = paginateListVersionsByFunction(
    { client: lambda },
    { FunctionName: name },
    sendOptions(signal),
  );
  for await (const page of pages) {
    for (const { Description, Version } of page.Versions ?? []) {
      const run = runOfMark(Description);
      const isOfRun = run !== undefined && (runId === undefined || run === runId);
      if (isOfRun && Version !== undefined && Version !== '$LATEST') found.push(Version);
    }
  }
  return found;
}

async function listCopies(plane: ControlPlane, name: string, runId: string | undefined): Promise<string[]> {
  const found: string[] = [];
  const pages = paginateListFunctions({ client: plane.lambda }, {}, sendOptions(plane.signal));
  for await (const page of pages) {
    for (const { Description, FunctionName = '' } of page.Functions ?? []) {
      const run = runOfMark(Description);
      const isOfRun = run !== undefined && (runId === undefined || run === runId);
      if (isOfRun && FunctionName === copyName(bareName(name), run)) found.push(FunctionName);
    }
  }
  return found;
}

async function restore(
  plane: ControlPlane,
  name: string,
  mark: LockMark | undefined,
  attempts: Attempts,
): Promise<Restored | 'failed'> {
  if (mark === undefined) return 'unchanged';
  let restored: Restored = 'unchanged';
  const what = `${name} is not back at ${mark.memoryMb} MB`;
  const isDone = await attempts.try(what, async () => {
    restored = await restoreLatest(plane, name, mark);
  });
  return isDone ? restored : 'failed';
}

/**
 * Undoes what a run did to a function, from nothing but what AWS knows: restores `$LATEST` from the lock's description,
 * deletes the versions whose description has the run's id, and unlocks last, so that a clean-up that breaks off can be
 * repeated. Versions and aliases that no tune made are never touched.
 */
export async function undoRun(
  plane: ControlPlane,
  name: string,
  runId: string | undefined,
): Promise<Omit<CleanedUp, 'copies'>> {
  const attempts = new Attempts();
  const lock = await readLock(plane, name);
  const mark = runId === undefined || lock?.mark?.runId === runId ? lock?.mark : undefined;
  const latest = await restore(plane, name, mark, attempts);
  const versions: string[] = [];
  for (const version of await listVersions(plane, name, runId)) {
    const isGone = await attempts.try(`version ${version} of ${name}`, () =>
      deleteVersion(plane, name, version),
    );
    if (isGone) versions.push(version);
  }
  const isUndone = attempts.left.length === 0;
  const unlocked =
    mark !== undefined &&
    isUndone &&
    (await attempts.try(`the alias ${LOCK_ALIAS} of ${name}`, () => releaseLock(plane, name)));
  return { latest: latest === 'failed' ? 'kept' : latest, versions, unlocked, left: attempts.left };
}

export interface CleanUpRequest {
  /** A name or an ARN. */
  readonly target: string;
  /** Only this run; all that are dead when absent. */
  readonly runId?: string;
  readonly signal?: AbortSignal;
}

async function requireDead(plane: ControlPlane, name: string): Promise<void> {
  const mark = (await readLock(plane, name))?.mark;
  if (mark === undefined || plane.clock.nowMs() - mark.atMs > STALE_AFTER_MS) return;
  const message = `run ${mark.runId} was at ${name} until ${isoTime(mark.atMs)}, less than an hour ago: if it is dead, run parquetry tune cleanup ${bareName(name)} --run ${mark.runId}`;
  throw new TuneError('locked', message);
}

/**
 * Cleans up after a tune that died, from any machine.
 *
 * @throws TuneError `locked` where a run may still be alive and was not named.
 */
export async function cleanUp(
  clients: TuneClients,
  clock: Clock,
  request: CleanUpRequest,
): Promise<CleanedUp> {
  const { runId, signal } = request;
  const { name } = parseTarget(request.target);
  const plane: ControlPlane = { lambda: clients.lambda, clock, signal };
  if (runId === undefined) await requireDead(plane, name);
  try {
    const attempts = new Attempts();
    const undone = await undoRun(plane, name, runId);
    const copies: string[] = [];
    for (const copy of await listCopies(plane, name, runId)) {
      if (await attempts.try(`the copy ${copy}`, () => deleteCopy(plane, copy))) copies.push(copy);
    }
    return { ...undone, copies, left: [...undone.left, ...attempts.left] };
  } catch (error) {
    if (isAbsent(error)) throw await functionAbsent(clients.lambda, { name, qualifier: null }, error);
    throw explain(error, `cleaning up ${name}`, signal);
  }
}
