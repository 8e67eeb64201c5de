import { expect, it } from 'vitest';
import { cgroupLimits } from '../../src/environment/cgroup-limits.ts';

const reading = (files: Record<string, string>) => (path: string) => files[path];

it('version 2: reads quota and memory limit of the group', () => {
  const read = reading({
    '/proc/self/cgroup': '0::/job\n',
    '/sys/fs/cgroup/job/cpu.max': '150000 100000\n',
    '/sys/fs/cgroup/job/memory.max': '536870912\n',
  });
  expect(cgroupLimits(read)).toEqual({ cpuQuotaCores: 1.5, memoryLimitBytes: 536_870_912 });
});

it('version 2: the tightest limit on the way up counts', () => {
  const read = reading({
    '/proc/self/cgroup': '0::/a/b\n',
    '/sys/fs/cgroup/a/b/cpu.max': 'max 100000\n',
    '/sys/fs/cgroup/a/cpu.max': '50000 100000\n',
    '/sys/fs/cgroup/a/b/memory.max': '2000\n',
    '/sys/fs/cgroup/a/memory.max': '1000\n',
  });
  expect(cgroupLimits(read)).toEqual({ cpuQuotaCores: 0.5, memoryLimitBytes: 1000 });
});

it('version 2 in a container: the limit stands at the root of what is mounted', () => {
  const read = reading({ '/proc/self/cgroup': '0::/\n', '/sys/fs/cgroup/cpu.max': '200000 100000\n' });
  expect(cgroupLimits(read)).toEqual({ cpuQuotaCores: 2, memoryLimitBytes: null });
});

it('version 1: reads quota, period and memory of their own hierarchies', () => {
  const read = reading({
    '/proc/self/cgroup': '4:memory:/m\n2:cpu,cpuacct:/c\n0::/\n',
    '/sys/fs/cgroup/cpu/c/cpu.cfs_quota_us': '5789\n',
    '/sys/fs/cgroup/cpu/c/cpu.cfs_period_us': '20000\n',
    '/sys/fs/cgroup/memory/m/memory.limit_in_bytes': '1073741824\n',
  });
  expect(cgroupLimits(read)).toEqual({ cpuQuotaCores: 0.28945, memoryLimitBytes: 1 << 30 });
});

it('version 1: no quota and the largest number stand for no limit', () => {
  const read = reading({
    '/proc/self/cgroup': '4:memory:/\n2:cpu:/\n',
    '/sys/fs/cgroup/cpu/cpu.cfs_quota_us': '-1\n',
    '/sys/fs/cgroup/cpu/cpu.cfs_period_us': '100000\n',
    '/sys/fs/cgroup/memory/memory.limit_in_bytes': '9223372036854771712\n',
  });
  expect(cgroupLimits(read)).toEqual({ cpuQuotaCores: null, memoryLimitBytes: null });
});

it('knows no limits where there are no cgroups', () => {
  expect(cgroupLimits(reading({}))).toEqual({ cpuQuotaCores: null, memoryLimitBytes: null });
});
