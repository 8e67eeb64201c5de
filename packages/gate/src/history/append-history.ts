import { mkdir, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { GateFailure } from '../unit/gate-failure.ts';
import { entryOfRecord, type RecordedGate } from './entry-of-record.ts';
import { entryPath } from './history-path.ts';

/**
 * Adds one run to the history in a directory, as a file of its own, and returns the file's path. Nothing that is there is
 * changed.
 *
 * @throws GateFailure `history` where the run is in it already, says nothing, or head is no clean commit.
 */
export async function appendHistory(
  directory: string,
  { branch, record }: { readonly branch: string; readonly record: RecordedGate },
): Promise<string> {
  const entry = entryOfRecord(branch, record);
  const path = entryPath(directory, entry);
  await mkdir(dirname(path), { recursive: true });
  try {
    await writeFile(path, `${JSON.stringify(entry, null, 1)}\n`, { flag: 'wx' });
  } catch (cause) {
    if (!(cause instanceof Error && 'code' in cause && cause.code === 'EEXIST')) throw cause;
    throw new GateFailure(
      'history',
      `${path} is there already, and a history is never written over; measure again to add a run`,
      { cause },
    );
  }
  return path;
}
