import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { makeCgroup } from '../../../src/functions/environment/cgroup.ts';
import { cgroupPlaces } from '../../../src/functions/environment/cgroup-places.ts';

const MOUNTS_V1 = `31 23 0:28 / /sys/fs/cgroup rw - tmpfs tmpfs rw,mode=755
32 31 0:29 / /sys/fs/cgroup/cpu,cpuacct rw,relatime shared:5 - cgroup cgroup rw,cpu,cpuacct
35 31 0:32 / /sys/fs/cgroup/memory rw,relatime - cgroup cgroup rw,memory
41 31 0:38 / /sys/fs/cgroup/unified rw,relatime - cgroup2 cgroup2 rw`;
const MOUNT_V2 = '30 23 0:27 / /sys/fs/cgroup rw,nosuid - cgroup2 cgroup2 rw,nsdelegate';

test.for([
  [
    'version 1',
    MOUNTS_V1,
    '4:memory:/jobs/7\n3:cpu,cpuacct:/\n0::/',
    { version: 1, cpu: '/sys/fs/cgroup/cpu,cpuacct', memory: '/sys/fs/cgroup/memory/jobs/7' },
  ],
  [
    'version 1 in a container, whose mount begins at its own group',
    MOUNTS_V1.replaceAll(' / /sys/fs/cgroup/', ' /docker/ab /sys/fs/cgroup/'),
    '4:memory:/docker/ab\n3:cpu,cpuacct:/docker/ab/x',
    { version: 1, cpu: '/sys/fs/cgroup/cpu,cpuacct/x', memory: '/sys/fs/cgroup/memory' },
  ],
  [
    'version 2, with the groups above it',
    MOUNT_V2,
    '0::/user.slice/app.scope',
    {
      version: 2,
      candidates: ['/sys/fs/cgroup/user.slice/app.scope', '/sys/fs/cgroup/user.slice', '/sys/fs/cgroup'],
    },
  ],
  ['version 2 at its root', MOUNT_V2, '0::/', { version: 2, candidates: ['/sys/fs/cgroup'] }],
  ['one controller only', MOUNTS_V1.replace('rw,memory', 'rw,pids'), '3:cpu,cpuacct:/\n0::/', undefined],
  ['none', '', '', undefined],
] as const)('where groups can be made: %s', ([, mounts, groups, places]) => {
  expect(cgroupPlaces(mounts, groups)).toEqual(places);
});

const folder = async () => {
  const directory = await mkdtemp(join(tmpdir(), 'cgroup-'));
  return { directory, [Symbol.asyncDispose]: () => rm(directory, { recursive: true, force: true }) };
};

const write = async (directory: string, files: Record<string, string>) => {
  for (const [name, text] of Object.entries(files)) await writeFile(join(directory, name), text);
};

test('version 1 takes a quota and a period, and tells of throttling in nanoseconds', async () => {
  await using cpuParent = await folder();
  await using memoryParent = await folder();
  const group = await makeCgroup(
    { version: 1, cpu: cpuParent.directory, memory: memoryParent.directory },
    '1',
  );
  const cpu = join(cpuParent.directory, '1');
  const memory = join(memoryParent.directory, '1');
  expect(group.joinFiles).toEqual([join(cpu, 'cgroup.procs'), join(memory, 'cgroup.procs')]);
  await write(cpu, { 'cpu.stat': 'nr_periods 10\nnr_throttled 9\nthrottled_time 907109722\n' });
  await write(memory, {
    'memory.limit_in_bytes': '',
    'memory.oom_control': 'oom_kill_disable 0\nunder_oom 0\noom_kill 2\n',
  });
  group.limitCpu(512 / 1769);
  expect(await readFile(join(cpu, 'cpu.cfs_quota_us'), 'latin1')).toBe('5789');
  expect(await readFile(join(cpu, 'cpu.cfs_period_us'), 'latin1')).toBe('20000');
  group.limitCpu(undefined);
  expect(await readFile(join(cpu, 'cpu.cfs_quota_us'), 'latin1')).toBe('-1');
  expect(group.limitMemory(1_000_000)).toBe(true);
  expect(await readFile(join(memory, 'memory.limit_in_bytes'), 'latin1')).toBe('1000000');
  expect(group.throttledMs()).toBeCloseTo(907.11, 2);
  expect(group.outOfMemoryKills()).toBe(2);
});

test('a group of which only one half can be made is not made', async () => {
  await using parent = await folder();
  const made = makeCgroup(
    { version: 1, cpu: parent.directory, memory: join(parent.directory, 'nowhere') },
    '1',
  );
  await expect(made).rejects.toThrow('ENOENT');
  expect(existsSync(join(parent.directory, '1'))).toBe(false);
});

test('version 2 has both in one group, and tells of throttling in microseconds', async () => {
  await using parent = await folder();
  const group = await makeCgroup({ version: 2, both: parent.directory }, '1');
  const at = join(parent.directory, '1');
  await write(at, {
    'memory.max': 'max',
    'cpu.stat': 'usage_usec 7\nthrottled_usec 2500\n',
    'memory.events': 'oom 1\noom_kill 1\n',
  });
  group.limitCpu(3008 / 1769);
  expect(await readFile(join(at, 'cpu.max'), 'latin1')).toBe('34008 20000');
  group.limitCpu(undefined);
  expect(await readFile(join(at, 'cpu.max'), 'latin1')).toBe('max 20000');
  expect(group.limitMemory(128 * 1024 * 1024)).toBe(true);
  expect([group.throttledMs(), group.outOfMemoryKills()]).toEqual([2.5, 1]);
});
