import { mkdir, readdir, readFile, rename, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { requireObjects } from './own-repository.ts';
import { tryLock } from './tree-lock.ts';
import { compareStamps, settleTree } from './tree-stamps.ts';

const TREE_NAME = /^(base|head)-[0-9a-f]{12}$/;
const KEPT_TREES = 4;

const keptTree = z.strictObject({
  key: z.string(),
  commands: z.array(z.string()),
  lockfileSha256: z.string().nullable(),
  /** Of its sources, before anything was installed or built. */
  sources: z.record(z.string(), z.string()),
  /** Of all its files, once it was built. */
  stamps: z.record(z.string(), z.string()),
});
export type KeptTree = z.infer<typeof keptTree>;

/** Where the parts of a tree are, below the gate's work directory. */
export function treePlaces(workDirectory: string, name: string) {
  return {
    root: join(workDirectory, name),
    marker: join(workDirectory, 'kept', `${name}.json`),
    log: join(workDirectory, 'logs', `${name}.log`),
    lock: join(workDirectory, 'locks', name),
  };
}
export type TreePlaces = ReturnType<typeof treePlaces>;

/** Written last: a tree without it was never finished. */
export async function keepTree({ marker }: TreePlaces, kept: KeptTree): Promise<void> {
  await mkdir(join(marker, '..'), { recursive: true });
  await writeFile(`${marker}.new`, JSON.stringify(kept));
  await rename(`${marker}.new`, marker);
}

async function readMarker(marker: string): Promise<KeptTree | undefined> {
  try {
    return keptTree.parse(JSON.parse(await readFile(marker, 'utf8')));
  } catch {
    return undefined;
  }
}

/**
 * A tree that was built before, if every file of it is as it was then. What has been added to it since, by benchmarks and
 * by tools, is removed; anything else makes it undefined, and the tree has to be built again.
 */
export async function reuseTree(
  { root, marker }: TreePlaces,
  key: string,
  signal: AbortSignal,
): Promise<KeptTree | undefined> {
  const kept = await readMarker(marker);
  if (kept?.key !== key) return undefined;
  try {
    await requireObjects(root);
    const { changed, added } = compareStamps(kept.stamps, await settleTree(root, signal));
    if (changed.length > 0) return undefined;
    for (const path of added) await rm(join(root, path), { force: true });
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  }
  const now = new Date();
  await utimes(marker, now, now);
  return kept;
}

export async function removeTree({ root, marker, log }: TreePlaces): Promise<void> {
  await rm(marker, { force: true });
  await rm(log, { force: true });
  await rm(root, { recursive: true, force: true, maxRetries: 3 });
}

async function lastUse(marker: string): Promise<number> {
  try {
    return (await stat(marker)).mtimeMs;
  } catch {
    return 0;
  }
}

/** Removes all but the trees that were used last, among which are those of `wanted`; none that a process holds. */
export async function pruneTrees(workDirectory: string, wanted: readonly string[]): Promise<void> {
  const names = (await readdir(workDirectory)).filter((name) => TREE_NAME.test(name));
  const others = names.filter((name) => !wanted.includes(name));
  const used = await Promise.all(
    others.map(async (name) => ({ name, at: await lastUse(treePlaces(workDirectory, name).marker) })),
  );
  const kept = KEPT_TREES - wanted.length;
  const goners = used.sort((a, b) => b.at - a.at).filter(({ at }, place) => place >= kept || at === 0);
  for (const { name } of goners) {
    const places = treePlaces(workDirectory, name);
    const attempt = await tryLock(places.lock);
    if (attempt.status === 'held') continue;
    await using _lock = attempt.lock;
    await removeTree(places);
  }
}
