import { lstatSync } from 'node:fs';
import { readdir, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';

/**
 * By path: size, mode, inode and times of a file. Whoever writes to it, replaces it or sets its times back changes the
 * time of its last change (st_ctim in POSIX.1-2024, <sys/stat.h>), which no call can set.
 */
export type TreeStamps = Readonly<Record<string, string>>;

export interface TreeDifference {
  /** Paths of files that are not as they were, or gone. */
  readonly changed: readonly string[];
  readonly added: readonly string[];
}

/** What tools keep for their own next run. */
const CACHES = new Set(['.turbo', '.parquetry']);
const CACHES_OF_MODULES = new Set(['.cache', '.vite', '.vite-temp', '.vitest']);

function isCache(path: string): boolean {
  const name = basename(path);
  return CACHES.has(name) || (basename(dirname(path)) === 'node_modules' && CACHES_OF_MODULES.has(name));
}

function stampOf(path: string): string {
  const { size, mode, ino, mtimeNs, ctimeNs, nlink } = lstatSync(path, { bigint: true });
  // A package manager that links files of its store changes the last of these with each tree that it links them to.
  return [size, mode, ino, mtimeNs, nlink > 1n ? 'linked' : ctimeNs].join(' ');
}

interface Walked {
  readonly stamps: Record<string, string>;
  readonly caches: string[];
}

async function walk(
  root: string,
  directory: string,
  walked: Walked,
  signal: AbortSignal | undefined,
): Promise<Walked> {
  signal?.throwIfAborted();
  for (const entry of await readdir(join(root, directory), { withFileTypes: true })) {
    const path = join(directory, entry.name);
    if (entry.name === '.git') continue;
    if (isCache(path)) walked.caches.push(path);
    else if (entry.isDirectory()) await walk(root, path, walked, signal);
    else walked.stamps[path] = stampOf(join(root, path));
  }
  return walked;
}

/** Stamps of all files of a tree, installed and built ones too, but not of its caches and of git's own. */
export async function stampTree(root: string, signal?: AbortSignal): Promise<TreeStamps> {
  return (await walk(root, '', { stamps: {}, caches: [] }, signal)).stamps;
}

/** {@link stampTree}, once caches are removed, so that no side begins with what only the other lacks. */
export async function settleTree(root: string, signal?: AbortSignal): Promise<TreeStamps> {
  const { stamps, caches } = await walk(root, '', { stamps: {}, caches: [] }, signal);
  for (const path of caches) await rm(join(root, path), { recursive: true, force: true });
  return stamps;
}

export function compareStamps(before: TreeStamps, now: TreeStamps): TreeDifference {
  return {
    changed: Object.keys(before).filter((path) => before[path] !== now[path]),
    added: Object.keys(now).filter((path) => !(path in before)),
  };
}
