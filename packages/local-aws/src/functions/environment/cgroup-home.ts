import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { type Cgroup, type CgroupFolders, makeCgroup, removeCgroup } from './cgroup.ts';
import { cgroupPlaces } from './cgroup-places.ts';
import { isOrphan, ownName } from './owner.ts';

const CONTROLLERS = '+cpu +memory';
const JOIN_ALL = 'for file; do echo $$ > "$file" || exit 1; done';

const foldersOf = (folders: CgroupFolders): string[] =>
  folders.version === 1 ? [folders.cpu, folders.memory] : [folders.both];

async function subfolders(directory: string): Promise<string[]> {
  const entries = await readdir(directory, { withFileTypes: true }).catch(() => []);
  return entries.filter((entry) => entry.isDirectory()).map(({ name }) => name);
}

/** Ends all that is in a host's folder, and removes it. */
export async function removeWithChildren(directory: string): Promise<void> {
  for (const child of await subfolders(directory)) await removeCgroup(join(directory, child));
  await removeCgroup(directory);
}

async function sweep(parent: string): Promise<void> {
  for (const name of await subfolders(parent)) {
    // What may not be removed was made by another user, whose next host removes it.
    if (isOrphan(name)) await removeWithChildren(join(parent, name)).catch(() => {});
  }
}

/** A host's own control groups: one for each sandbox, under one that says whose they are. */
export class CgroupHome implements AsyncDisposable {
  readonly #folders: CgroupFolders;
  #made = 0;

  private constructor(folders: CgroupFolders) {
    this.#folders = folders;
  }

  /** Ends and removes what hosts left that are gone; undefined if this process may not make groups, or not limit them. */
  static async open(): Promise<CgroupHome | undefined> {
    for (const parent of candidates()) {
      const home = await CgroupHome.#tryIn(parent);
      if (home) return home;
    }
    return undefined;
  }

  static async #tryIn(parent: CgroupFolders): Promise<CgroupHome | undefined> {
    const name = ownName();
    const folders = below(parent, name);
    const home = new CgroupHome(folders);
    try {
      for (const folder of foldersOf(parent)) await sweep(folder);
      if (parent.version === 2) await writeFile(join(parent.both, 'cgroup.subtree_control'), CONTROLLERS);
      for (const folder of foldersOf(folders)) await mkdir(folder);
      if (folders.version === 2) await writeFile(join(folders.both, 'cgroup.subtree_control'), CONTROLLERS);
      await home.#prove();
      return home;
    } catch {
      // Not allowed, not there, or not delegated: the next candidate, or another way to control the CPU.
      await home[Symbol.asyncDispose]().catch(() => {});
      return undefined;
    }
  }

  /** What is there until it is disposed of. */
  get directories(): readonly string[] {
    return foldersOf(this.#folders);
  }

  async make(): Promise<Cgroup> {
    this.#made += 1;
    return await makeCgroup(this.#folders, `${this.#made}`);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const folder of foldersOf(this.#folders)) await removeWithChildren(folder);
  }

  /** Rejects unless a process can join, and limits can be set. */
  async #prove(): Promise<void> {
    const group = await this.make();
    group.limitCpu(1);
    group.limitMemory(2 ** 30);
    group.throttledMs();
    group.outOfMemoryKills();
    await promisify(execFile)('/bin/sh', ['-c', JOIN_ALL, 'join', ...group.joinFiles], { env: {} });
    await group.remove();
  }
}

function below(parent: CgroupFolders, name: string): CgroupFolders {
  return parent.version === 1
    ? { version: 1, cpu: join(parent.cpu, name), memory: join(parent.memory, name) }
    : { version: 2, both: join(parent.both, name) };
}

function candidates(): CgroupFolders[] {
  try {
    const places = cgroupPlaces(
      readFileSync('/proc/self/mountinfo', 'utf8'),
      readFileSync('/proc/self/cgroup', 'utf8'),
    );
    if (places === undefined) return [];
    return places.version === 1 ? [places] : places.candidates.map((both) => ({ version: 2, both }));
  } catch {
    return [];
  }
}
