import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { tryLock, waitForLock } from '../../src/trees/tree-lock.ts';
import { ThrowAwayProject } from './throw-away-project.ts';

const signal = new AbortController().signal;
const lockIn = (project: ThrowAwayProject) => join(project.directory, 'locks', 'tree');

async function taken(path: string): Promise<AsyncDisposable> {
  const attempt = await tryLock(path);
  if (attempt.status !== 'locked') throw new Error(`held by ${attempt.processId}`);
  return attempt.lock;
}

test('a lock is had by one, and by the next when it is given back', async () => {
  using project = new ThrowAwayProject();
  const path = lockIn(project);
  {
    await using _lock = await taken(path);
    expect(await tryLock(path)).toEqual({ status: 'held', processId: process.pid });
  }
  await using _lock = await taken(path);
  expect(readdirSync(join(project.directory, 'locks'))).toEqual(['tree']);
});

test('of many that want a lock at once, one gets it', async () => {
  using project = new ThrowAwayProject();
  const attempts = await Promise.all(Array.from({ length: 20 }, () => tryLock(lockIn(project))));
  expect(attempts.filter(({ status }) => status === 'locked')).toHaveLength(1);
});

test('the lock of a process that has ended is taken over, by one', async () => {
  using project = new ThrowAwayProject();
  const path = lockIn(project);
  mkdirSync(join(path, '..'));
  const { pid } = spawnSync('true');
  writeFileSync(path, `${pid} 1`);
  const attempts = await Promise.all(Array.from({ length: 10 }, () => tryLock(path)));
  expect(attempts.filter(({ status }) => status === 'locked')).toHaveLength(1);
  expect(readdirSync(join(path, '..'))).toEqual(['tree']);
});

test('a process that ended while it took a lock over does not keep it from others', async () => {
  using project = new ThrowAwayProject();
  const path = lockIn(project);
  mkdirSync(join(path, '..'));
  for (const dead of [path, `${path}.takeover`]) writeFileSync(dead, `${spawnSync('true').pid} 1`);
  await using _lock = await taken(path);
  expect(readdirSync(join(path, '..'))).toEqual(['tree']);
});

test.runIf(process.platform === 'linux')('a process id that was used again holds nothing', async () => {
  using project = new ThrowAwayProject();
  const path = lockIn(project);
  mkdirSync(join(path, '..'));
  writeFileSync(path, `${process.pid} 1`);
  await using _lock = await taken(path);
});

test('who waits is told for whom, once, and gets the lock when it is free', async () => {
  using project = new ThrowAwayProject();
  const path = lockIn(project);
  const first = await taken(path);
  const holders: number[] = [];
  const told = Promise.withResolvers<void>();
  const onWait = (processId: number) => {
    holders.push(processId);
    told.resolve();
  };
  const waiting = waitForLock(path, { signal, onWait });
  await told.promise;
  await first[Symbol.asyncDispose]();
  await using _second = await waiting;
  expect(holders).toEqual([process.pid]);
});

test('waiting can be given up', async () => {
  using project = new ThrowAwayProject();
  const path = lockIn(project);
  await using _first = await taken(path);
  const giving = new AbortController();
  const waiting = waitForLock(path, {
    signal: giving.signal,
    onWait: () => giving.abort(new Error('enough')),
  });
  await expect(waiting).rejects.toThrow();
  expect(existsSync(path)).toBe(true);
});
