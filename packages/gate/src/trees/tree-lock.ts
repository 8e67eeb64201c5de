import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { link, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';

const ASKED_AGAIN_AFTER_MS = 250;
/** Of `/proc/pid/stat`, counted behind the name in parentheses (proc_pid_stat(5)). */
const START_TIME_FIELD = 19;

/** A process id, and where the system tells it the moment at which it began: ids are used again. */
function identityOf(processId: number): string | undefined {
  try {
    const stat = readFileSync(`/proc/${processId}/stat`, 'latin1');
    return `${processId} ${stat.slice(stat.lastIndexOf(')') + 2).split(' ')[START_TIME_FIELD]}`;
  } catch {
    if (process.platform === 'linux') return undefined;
  }
  try {
    process.kill(processId, 0);
    return `${processId}`;
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM' ? `${processId}` : undefined;
  }
}

const ownerOf = (path: string) =>
  readFile(path, 'utf8').then(
    (text) => ({ text, processId: Number.parseInt(text, 10) }),
    () => undefined,
  );

/** A file beside a lock that says who this process is, for `use` to put in its place. */
async function withOwnFile<Result>(path: string, use: (own: string) => Promise<Result>): Promise<Result> {
  const own = `${path}.${randomBytes(4).toString('hex')}`;
  await mkdir(dirname(path), { recursive: true });
  await writeFile(own, identityOf(process.pid) ?? `${process.pid}`);
  try {
    return await use(own);
  } finally {
    await rm(own, { force: true });
  }
}

const tryLink = (path: string): Promise<boolean> =>
  withOwnFile(path, async (own) => {
    try {
      await link(own, path);
      return true;
    } catch (error) {
      if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return false;
      throw error;
    }
  });

export type LockAttempt =
  | { readonly status: 'locked'; readonly lock: AsyncDisposable }
  | { readonly status: 'held'; readonly processId: number };

const locked = (path: string): LockAttempt => ({
  status: 'locked',
  lock: { [Symbol.asyncDispose]: () => rm(path, { force: true }) },
});

/** Takes a lock unless a living process has it; that of a dead one is taken over, by whoever has the lock for doing so. */
export async function tryLock(path: string): Promise<LockAttempt> {
  for (;;) {
    if (await tryLink(path)) return locked(path);
    const owner = await ownerOf(path);
    if (owner === undefined) continue;
    if (identityOf(owner.processId) === owner.text) return { status: 'held', processId: owner.processId };
    const takeover = await tryLock(`${path}.takeover`);
    if (takeover.status === 'held') return takeover;
    await using _takeover = takeover.lock;
    if ((await ownerOf(path))?.text !== owner.text) continue;
    await withOwnFile(path, (own) => rename(own, path));
    return locked(path);
  }
}

export interface LockOptions {
  readonly signal: AbortSignal;
  /** Told once, before the first wait. */
  readonly onWait: (processId: number) => void;
}

/** Waits until no other process has the lock. */
export async function waitForLock(path: string, { signal, onWait }: LockOptions): Promise<AsyncDisposable> {
  for (let isFirst = true; ; isFirst = false) {
    signal.throwIfAborted();
    const attempt = await tryLock(path);
    if (attempt.status === 'locked') return attempt.lock;
    if (isFirst) onWait(attempt.processId);
    await pause(ASKED_AGAIN_AFTER_MS, undefined, { signal });
  }
}
