import { createHash } from 'node:crypto';
import type { Stats } from 'node:fs';
import { constants, copyFile, lstat, mkdir, readdir, readFile, readlink, symlink } from 'node:fs/promises';
import { dirname, join, sep } from 'node:path';
import type { Git } from './git.ts';

const EXECUTABLE = 0o111;
const LINK_TO_COMMIT = '160000';
const LEFT_OUT = new Set(['node_modules', '.git']);

/** The files that a tree is built from. */
export interface SourceFiles {
  /** Relative to the root of the tree; symbolic links too. */
  readonly paths: readonly string[];
  /** Commits of submodules, by path. */
  readonly submodules: Readonly<Record<string, string>>;
  /** Repositories within the directory that are no submodules of it. */
  readonly strangers: readonly string[];
}

/** By path: what a file holds and whether it can be run. Equal digests, equal files. */
export type SourceDigests = Readonly<Record<string, string>>;

const below = (directory: string) => (path: string) => `${path}${sep}`.startsWith(`${directory}${sep}`);

/** `<mode> … <object> …\t<path>`, of which submodules are wanted. */
function submodulesIn(lines: readonly string[]): Record<string, string> {
  const entries = lines.flatMap((line) => {
    const [facts = '', path = ''] = line.split('\t');
    const [mode, second = '', third = ''] = facts.split(' ');
    return mode === LINK_TO_COMMIT ? [[path, second === 'commit' ? third : second] as const] : [];
  });
  return Object.fromEntries(entries);
}

async function present(root: string, path: string): Promise<Stats | undefined> {
  try {
    return await lstat(join(root, path));
  } catch {
    return undefined;
  }
}

/** Files of a commit. */
export async function commitFiles(git: Git, root: string, commit: string): Promise<SourceFiles> {
  const lines = await git.list(root, 'ls-tree', '-r', '-z', '--full-tree', commit);
  const submodules = submodulesIn(lines);
  const paths = lines.map((line) => line.slice(line.indexOf('\t') + 1));
  return { paths: paths.filter((path) => !(path in submodules)), submodules, strangers: [] };
}

/** Files of a checkout as they are: tracked ones that exist, and others that are not ignored. */
export async function checkoutFiles(git: Git, root: string, except: string): Promise<SourceFiles> {
  const submodules = submodulesIn(await git.list(root, 'ls-files', '--stage', '-z'));
  const listed = await git.list(root, 'ls-files', '-z', '--cached', '--others', '--exclude-standard');
  const isExcept = below(except);
  const paths: string[] = [];
  const strangers: string[] = [];
  for (const path of new Set(listed)) {
    if (path in submodules || isExcept(join(root, path))) continue;
    if (path.endsWith('/')) strangers.push(path.slice(0, -1));
    else paths.push(path);
  }
  return { paths, submodules, strangers };
}

/** Files of a directory that no repository describes, without what is installed there. */
export async function directoryFiles(root: string, except: string): Promise<SourceFiles> {
  const isExcept = below(except);
  const walk = async (directory: string): Promise<string[]> => {
    const entries = await readdir(join(root, directory), { withFileTypes: true });
    const found = entries.map((entry) => {
      const path = join(directory, entry.name);
      if (LEFT_OUT.has(entry.name) || isExcept(join(root, path))) return [];
      return entry.isDirectory() ? walk(path) : [path];
    });
    return (await Promise.all(found)).flat();
  };
  return { paths: await walk(''), submodules: {}, strangers: [] };
}

async function digestFile(root: string, path: string): Promise<string | undefined> {
  const stats = await present(root, path);
  const hash = createHash('sha256');
  if (stats?.isSymbolicLink()) {
    return `link ${hash.update(await readlink(join(root, path))).digest('hex')}`;
  }
  if (!stats?.isFile()) return undefined;
  const mode = (stats.mode & EXECUTABLE) === 0 ? 'file' : 'program';
  return `${mode} ${hash.update(await readFile(join(root, path))).digest('hex')}`;
}

/** Digests of the files that are there; a file that was deleted has none. */
export async function digestSources(
  root: string,
  { paths, submodules }: SourceFiles,
  signal?: AbortSignal,
): Promise<SourceDigests> {
  const digests: Record<string, string> = { ...submodules };
  for (const path of paths.toSorted()) {
    signal?.throwIfAborted();
    const digest = await digestFile(root, path);
    if (digest !== undefined) digests[path] = digest;
  }
  return digests;
}

/** Copies files with their modes, and links as links. */
export async function copySources(
  from: string,
  to: string,
  { paths }: SourceFiles,
  signal?: AbortSignal,
): Promise<void> {
  await mkdir(to, { recursive: true });
  const made = new Set([to]);
  for (const path of paths) {
    signal?.throwIfAborted();
    const stats = await present(from, path);
    if (!stats?.isFile() && !stats?.isSymbolicLink()) continue;
    const target = join(to, path);
    const directory = dirname(target);
    if (!made.has(directory)) await mkdir(directory, { recursive: true });
    made.add(directory);
    if (stats.isSymbolicLink()) await symlink(await readlink(join(from, path)), target);
    else await copyFile(join(from, path), target, constants.COPYFILE_FICLONE);
  }
}

/** Paths whose files are not the same on both sides, sorted. */
export function changedPaths(base: SourceDigests, head: SourceDigests): string[] {
  const paths = new Set([...Object.keys(base), ...Object.keys(head)]);
  return [...paths].filter((path) => base[path] !== head[path]).sort();
}
