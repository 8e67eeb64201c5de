import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { expect, test } from 'vitest';
import { parseMachineTimes } from '../../../src/functions/environment/machine-times.ts';
import { nextCheckMs } from '../../../src/functions/environment/memory-watch.ts';
import {
  memoryFromPs,
  processTimes,
  processTree,
  treeMemory,
} from '../../../src/functions/environment/process-figures.ts';

const onLinux = test.runIf(process.platform === 'linux');

onLinux('CPU time is counted with threads that run on and with those that have ended', () => {
  const before = processTimes(process.pid);
  const from = process.cpuUsage();
  const used = () => {
    const { user, system } = process.cpuUsage(from);
    return (user + system) / 1_000;
  };
  while (used() < 100);
  // The kernel books what runs at its ticks.
  expect(processTimes(process.pid).cpuMs - before.cpuMs).toBeGreaterThan(80);
});

onLinux('memory is that of a process and its children', async () => {
  const child = spawn('/bin/sh', ['-c', 'sleep 600 & echo ready; wait'], {
    stdio: ['ignore', 'pipe', 'ignore'],
    detached: true,
  });
  await once(child.stdout!, 'data');
  const tree = processTree(child.pid ?? 0);
  expect(tree).toHaveLength(2);
  const { rssBytes, peakRssBytes } = treeMemory(child.pid ?? 0);
  expect(rssBytes).toBeGreaterThan(0);
  expect(peakRssBytes).toBeGreaterThanOrEqual(rssBytes);
  process.kill(-(child.pid ?? 0), 'SIGKILL');
  await once(child, 'exit');
  expect(processTimes(child.pid ?? 0).runDelayMs).toBe(0);
});

test('without /proc the listing of ps says how much memory a process and its descendants have', () => {
  const listing =
    '    1     0   900\n   10     1  2048\n   11    10  1024\n   12    11   512\n   20     1  4096\n';
  expect(memoryFromPs(listing, 10)).toEqual({
    rssBytes: 3584 * 1024,
    fileBytes: 0,
    peakRssBytes: 3584 * 1024,
  });
  expect(memoryFromPs(listing, 99).rssBytes).toBe(0);
});

test('the machine was busy for what is neither idle nor waiting for a disk', () => {
  const stat = 'cpu  10 1 5 1000 200 2 3 4 0 0\ncpu0 5 0 2 500 100 1 1 2 0 0\n';
  expect(parseMachineTimes(stat)).toEqual({ busyMs: 250, stolenMs: 40 });
});

onLinux('a watch looks the sooner the less is left', () => {
  expect([nextCheckMs(1e9), nextCheckMs(60e6), nextCheckMs(1e3), nextCheckMs(-1)]).toEqual([100, 40, 2, 2]);
});
