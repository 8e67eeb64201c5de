import { readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { removeWithChildren } from './cgroup-home.ts';
import { isOrphan } from './owner.ts';

/** One control group a line: the next host may itself live in another one, and would not find these. */
const NOTE = 'cgroups';

/** Leaves word in a host's directory of the control groups that it has. */
export async function noteCgroups(directory: string, cgroups: readonly string[]): Promise<void> {
  await writeFile(join(directory, NOTE), cgroups.join('\n'));
}

async function sweepHost(directory: string): Promise<void> {
  const note = await readFile(join(directory, NOTE), 'utf8').catch(() => '');
  for (const cgroup of note.split('\n')) {
    if (isOrphan(basename(cgroup))) await removeWithChildren(cgroup);
  }
  await rm(directory, { recursive: true, force: true });
}

/** Ends and removes what hosts left that were killed: processes in control groups, the groups, and directories in `parent`. */
export async function sweepHosts(parent: string): Promise<void> {
  for (const name of (await readdir(parent)).filter(isOrphan)) {
    // What may not be removed was made by another user, whose next host removes it.
    await sweepHost(join(parent, name)).catch(() => {});
  }
}
