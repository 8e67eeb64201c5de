import { isAbsent, wordsOf } from '../invoke/service-error.ts';
import { TuneError } from '../plan/tune-error.ts';
import type { TuneRequest } from '../plan/tune-request.ts';
import { undoRun } from '../versions/clean-up.ts';
import type { ControlPlane } from '../versions/control-plane.ts';
import { deleteCopy } from '../versions/delete-what-is-ours.ts';
import type { Journal, JournalEvent } from '../versions/journal.ts';
import { changedName, planeOf, type Run, type TuneDependencies, targetName } from './run.ts';

interface Undone {
  readonly versions: readonly string[];
  readonly left: readonly string[];
}

async function removeCopy(plane: ControlPlane, name: string): Promise<Undone> {
  try {
    await deleteCopy(plane, name);
  } catch (error) {
    if (!(error instanceof TuneError && isAbsent(error.cause))) throw error;
  }
  return { versions: [], left: [] };
}

async function undo(plane: ControlPlane, request: TuneRequest): Promise<Undone> {
  const name = changedName(request);
  try {
    return request.isCopy ? await removeCopy(plane, name) : await undoRun(plane, name, request.runId);
  } catch (error) {
    return { versions: [], left: [`${name} could not be cleaned up (${wordsOf(error)})`] };
  }
}

/** A full disk must not keep a function from being given back. */
const note = (journal: Journal, entry: JournalEvent) => journal.write(entry).catch(() => {});

/**
 * Gives the function back and removes what the run made. Never throws.
 *
 * @returns what could not be undone, with the way out.
 */
export async function undoTune(
  request: TuneRequest,
  dependencies: TuneDependencies,
  journal: Journal,
): Promise<string[]> {
  dependencies.tell({ kind: 'cleaning-up' });
  // Called off or not, this has to be done.
  const { left, versions } = await undo({ ...planeOf(dependencies), signal: undefined }, request);
  await note(journal, { event: 'cleaned', versions, left });
  const wayOut = `parquetry tune cleanup ${targetName(request)} --run ${request.runId}`;
  return left.map((what) => `${what}: ${wayOut}`);
}

/** Undoes what was done, and throws what went wrong. A run that never had its function leaves no journal to be resumed. */
export async function failTune(
  { dependencies, journal, request }: Run,
  error: unknown,
  hasFunction: boolean,
): Promise<never> {
  await note(journal, { event: 'failed', because: wordsOf(error) });
  const left = await undoTune(request, dependencies, journal);
  if (left.length === 0 && !hasFunction) await journal.remove().catch(() => {});
  if (left.length === 0) throw error;
  throw new TuneError('left-behind', `${wordsOf(error)}; left behind: ${left.join('; ')}`, { cause: error });
}
