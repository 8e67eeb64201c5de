import { describe, expect, it } from 'vitest';
import { findTimingShell, readTimes } from '../../../src/units/command/timing-shell.ts';

describe('what a shell tells of its children', () => {
  it('is read from the second line, whatever the digits and the decimal sign', () => {
    expect(readTimes('0m9.000s 0m9.000s\n1m0.208s 0m0.071s\n')).toBeCloseTo(60_279, 6);
    expect(readTimes('0m0,000s 0m0,000s\n0m1,5s 0m0,25s\n')).toBeCloseTo(1_750, 6);
    expect(readTimes('0m0.000000s 0m0.000000s\n0m1.110000s 0m0.050000s\n')).toBeCloseTo(1_160, 6);
  });

  it('is undefined where it told something else', () => {
    expect(readTimes('')).toBeUndefined();
    expect(readTimes('0m0.1s 0m0.1s')).toBeUndefined();
    expect(readTimes('times: not found')).toBeUndefined();
  });

  it('is told in milliseconds by bash and in ticks by another shell', () => {
    expect(findTimingShell(() => '/opt/bash')).toMatchObject({ resolutionMs: 1 });
    expect(findTimingShell(() => '/opt/bash').argv[0]).toBe('/opt/bash');
    expect(findTimingShell(() => undefined)).toMatchObject({ resolutionMs: 10 });
    expect(findTimingShell(() => undefined).argv[0]).toBe('/bin/sh');
  });
});
