import {
  CreateAliasCommand,
  DeleteAliasCommand,
  GetAliasCommand,
  UpdateAliasCommand,
} from '@aws-sdk/client-lambda';
import { isoTime } from '../invoke/clock.ts';
import { explain, isAbsent } from '../invoke/service-error.ts';
import { TuneError } from '../plan/tune-error.ts';
import { type ControlPlane, callPatiently, readConfiguration, sendOptions } from './control-plane.ts';
import { fitsDescription, LOCK_ALIAS, type LockMark, readLockMark, writeLockMark } from './run-mark.ts';
import { isSet } from './set-latest.ts';

/** A lock that was not renewed for this long is of a tune that died. */
export const STALE_AFTER_MS = 60 * 60_000;

const isTaken = (error: unknown) => error instanceof Error && error.name === 'ResourceConflictException';

/** Who holds a function; undefined: nobody. `mark` is absent where an alias of this name is no lock of ours. */
export async function readLock(
  { lambda, signal }: ControlPlane,
  name: string,
): Promise<{ readonly mark: LockMark | undefined } | undefined> {
  try {
    const alias = await lambda.send(
      new GetAliasCommand({ FunctionName: name, Name: LOCK_ALIAS }),
      sendOptions(signal),
    );
    return { mark: readLockMark(alias.Description) };
  } catch (error) {
    if (isAbsent(error)) return undefined;
    throw explain(error, `reading the alias ${LOCK_ALIAS} of ${name}`, signal);
  }
}

function tellHolder(name: string, mark: LockMark | undefined, nowMs: number): TuneError {
  if (mark === undefined) {
    const message = `${name} has an alias ${LOCK_ALIAS} that no tune made: rename it, or tune a copy (--copy)`;
    return new TuneError('locked', message);
  }
  const { atMs, runId } = mark;
  const isStale = nowMs - atMs > STALE_AFTER_MS;
  const state = isStale ? 'and seems to have died since' : 'and is at it';
  const wayOut = isStale
    ? `parquetry tune cleanup ${name} restores the function and removes what that run left`
    : `wait for it, tune a copy (--copy), or, if it is dead, run parquetry tune cleanup ${name} --run ${runId}`;
  return new TuneError('locked', `run ${runId} locked ${name} at ${isoTime(atMs)} ${state}: ${wayOut}`);
}

/** What is to be restored was read before the lock was there: a tune that ended meanwhile has changed it since. */
async function requireUnchanged(plane: ControlPlane, name: string, mark: LockMark): Promise<void> {
  if (isSet(await readConfiguration(plane, name), mark)) return;
  await releaseLock(plane, name);
  throw new TuneError('refused', `${name} was changed while it was being locked: look at it, and try again`);
}

/**
 * Takes the only lock of a function: an alias, because of two who create it one is refused. In its description is what
 * has to be restored, so that it can be done from anywhere.
 *
 * @throws TuneError `locked` with whose it is and the way out; `refused` where the function was changed meanwhile.
 */
export async function takeLock(plane: ControlPlane, name: string, mark: LockMark): Promise<void> {
  if (!fitsDescription(mark)) {
    throw new TuneError(
      'refused',
      'so many sizes and engines at once do not fit in the lock: tune fewer of them',
    );
  }
  const { clock, lambda, signal } = plane;
  try {
    await lambda.send(
      new CreateAliasCommand({
        FunctionName: name,
        Name: LOCK_ALIAS,
        FunctionVersion: '$LATEST',
        Description: writeLockMark(mark),
      }),
      sendOptions(signal),
    );
  } catch (error) {
    const holder = isTaken(error) ? await readLock(plane, name) : undefined;
    if (holder) throw tellHolder(name, holder.mark, clock.nowMs());
    throw explain(error, `locking ${name}`, signal);
  }
  await requireUnchanged(plane, name, mark);
}

/** Says that the run is still alive. */
export async function renewLock(plane: ControlPlane, name: string, mark: LockMark): Promise<void> {
  const description = writeLockMark({ ...mark, atMs: plane.clock.nowMs() });
  await callPatiently(plane, `renewing the lock of ${name}`, () =>
    plane.lambda.send(
      new UpdateAliasCommand({ FunctionName: name, Name: LOCK_ALIAS, Description: description }),
      sendOptions(plane.signal),
    ),
  );
}

export async function releaseLock(plane: ControlPlane, name: string): Promise<void> {
  await callPatiently(plane, `unlocking ${name}`, () =>
    plane.lambda.send(
      new DeleteAliasCommand({ FunctionName: name, Name: LOCK_ALIAS }),
      sendOptions(plane.signal),
    ),
  );
}
