import { expect, test } from 'vitest';
import { MemoryBounds, processMemory } from '../../src/batch/memory-bounds.ts';

const most = { filesInFlight: 16, bytesInFlight: 1600 };

/** The files that may be under way after each reading, in percent of the limit; none is under way. */
function filesAfter(readings: readonly number[]): number[] {
  const memory = { usedBytes: 0, limitBytes: 100 };
  const bounds = new MemoryBounds(most, () => memory);
  return readings.map((usedBytes) => {
    memory.usedBytes = usedBytes;
    bounds.jobEnded(0);
    return bounds.now.filesInFlight;
  });
}

test('bounds are halved down to one while memory is full', () => {
  expect(filesAfter([95, 96, 95, 95, 96, 99])).toEqual([8, 4, 2, 1, 1, 1]);
});

test('bounds are halved while use rises, and not because it does not fall', () => {
  expect(filesAfter([85, 86, 87, 88, 89, 91])).toEqual([8, 8, 4, 4, 2, 1]);
  expect(filesAfter([90, 90, 90, 90])).toEqual([8, 8, 8, 8]);
});

test('use that has fallen in between is use that rises again', () => {
  expect(filesAfter([90, 60, 60, 90])).toEqual([8, 12, 16, 8]);
});

test('bounds stay as they are between the two limits', () => {
  expect(filesAfter([84, 85, 84, 71, 70])).toEqual([16, 8, 8, 8, 8]);
});

test('bounds grow up to what they were at first', () => {
  expect(filesAfter([90, 95, 10, 10, 10, 10, 10])).toEqual([8, 4, 6, 9, 13, 16, 16]);
});

test('bytes shrink as files do', () => {
  const bounds = new MemoryBounds(most, () => ({ usedBytes: 90, limitBytes: 100 }));
  bounds.jobEnded(0);
  expect(bounds.now).toEqual({ filesInFlight: 8, bytesInFlight: 800 });
});

test('a change is judged when the jobs that were under way have ended', () => {
  const bounds = new MemoryBounds(most, () => ({ usedBytes: 99, limitBytes: 100 }));
  bounds.jobEnded(3);
  for (let n = 0; n < 2; n += 1) expect(bounds.jobEnded(8)).toBe(undefined);
  expect(bounds.jobEnded(8)).toBe(
    '0 of 0 MiB of memory in use: at most 4 files and 0 MiB of sources at once',
  );
});

test('a process knows how much memory it uses, and that its limit is the lower one', () => {
  const { limitBytes, usedBytes } = processMemory(1e12)();
  expect(usedBytes).toBeGreaterThan(1e6);
  expect(limitBytes).toBeGreaterThan(usedBytes);
  expect(processMemory(1000)().limitBytes).toBe(1000);
});
