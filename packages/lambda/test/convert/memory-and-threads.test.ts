import { describe, expect, it } from 'vitest';
import {
  boundsOfMemory,
  engineMemoryMb,
  threadsOfMemory,
} from '../../src/convert/settings/memory-and-threads.ts';

const MIB = 1 << 20;
const sizes = [128, 256, 512, 1024, 1769, 3008, 10_240];

describe('what a function of some memory may do at once', () => {
  it.each(sizes)('never holds more sources than a fourth of what the engine has: %i MB', (mb) => {
    const memoryBytes = engineMemoryMb(mb) * MIB;
    const { concurrency, wholeObjectBytes, bytesInFlight } = boundsOfMemory(memoryBytes);
    expect(concurrency * wholeObjectBytes).toBeLessThanOrEqual(memoryBytes / 4);
    expect(bytesInFlight).toBeLessThanOrEqual(memoryBytes / 4);
  });

  it.each([
    [128, 4, 1, 1],
    [256, 16, 2.5, undefined],
    [1769, 16, 16, undefined],
  ])('at %i MB is %i objects, up to %d MiB by one request', (mb, objects, whole, parts) => {
    const { concurrency, wholeObjectBytes, s3 } = boundsOfMemory(engineMemoryMb(mb) * MIB);
    expect([concurrency, wholeObjectBytes / MIB, s3.partsInFlight]).toEqual([objects, whole, parts]);
  });

  it('is one thread up to a CPU and a half', () => {
    expect(sizes.map(threadsOfMemory)).toEqual([1, 1, 1, 1, 1, 2, 6]);
  });
});
