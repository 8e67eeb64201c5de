import { expect, test } from 'vitest';
import type { Cgroup } from '../../../src/functions/environment/cgroup.ts';
import { CgroupEnclosure } from '../../../src/functions/environment/enclosure.ts';

const MB = 1024 * 1024;

/** Remembers what it was told; `usedBytes` cannot be given back. */
function recordingCgroup(usedBytes = 0) {
  const told: unknown[] = [];
  const cgroup: Cgroup = {
    joinFiles: [],
    limitCpu: (cores) => told.push(['cpu', cores]),
    limitMemory: (bytes) => {
      told.push(['memory', bytes]);
      return bytes >= usedBytes;
    },
    throttledMs: () => 0,
    outOfMemoryKills: () => 0,
    remove: async () => void told.push('removed'),
  };
  return { cgroup, told };
}

test('an init runs at full speed within the memory; the share holds from the first invocation on', async () => {
  const { cgroup, told } = recordingCgroup();
  const enclosure = new CgroupEnclosure(cgroup, { memoryBytes: 128 * MB, cores: 0.07 });
  expect(told).toEqual([
    ['cpu', undefined],
    ['memory', 128 * MB],
  ]);
  enclosure.hold();
  enclosure.rest();
  enclosure.hold();
  expect(told.slice(2)).toEqual([['cpu', 0.07]]);
  await enclosure[Symbol.asyncDispose]();
  expect(told.at(-1)).toBe('removed');
});

test('the limit leaves room for the mapped files of the process, which are charged to others', () => {
  const { cgroup, told } = recordingCgroup();
  const enclosure = new CgroupEnclosure(cgroup, { memoryBytes: 1024 * MB, cores: 1 });
  const { memory, isTooMuch } = enclosure.inspect(process.pid);
  expect(isTooMuch).toBe(false);
  if (process.platform === 'linux') expect(told.at(-1)).toEqual(['memory', 1024 * MB - memory.fileBytes]);
});

test.runIf(process.platform === 'linux')('memory that cannot be given back is too much', () => {
  const { cgroup } = recordingCgroup(Number.POSITIVE_INFINITY);
  const enclosure = new CgroupEnclosure(cgroup, { memoryBytes: 128 * MB, cores: 1 });
  expect(enclosure.inspect(process.pid).isTooMuch).toBe(true);
});
