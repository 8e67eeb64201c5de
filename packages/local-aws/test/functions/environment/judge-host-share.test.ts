import { expect, test } from 'vitest';
import {
  judgeHostShare,
  type ShareEvidence,
  withInit,
} from '../../../src/functions/environment/judge-host-share.ts';

/** CPU-bound for a second at 512 MB on an idle machine of two cores: all of its share, the rest throttled. */
const SHARE = 512 / 1769;
const evidence = (changes: Partial<ShareEvidence> = {}): ShareEvidence => ({
  phase: 'invoke',
  control: 'cgroup',
  wallMs: 1_000,
  wantedCores: SHARE,
  hostCores: 2,
  cpuMs: 1_000 * SHARE,
  runDelayMs: 710,
  throttledMs: 710,
  othersCpuMs: 50,
  stolenMs: 0,
  ...changes,
});

const because = (changes: Partial<ShareEvidence>) => judgeHostShare(evidence(changes)).because;

test('waiting for its own share spoils nothing, and is not told as delay', () => {
  expect(judgeHostShare(evidence())).toEqual({
    control: 'cgroup',
    wantedCores: SHARE,
    cpuMs: 1_000 * SHARE,
    runDelayMs: 0,
    isSpoiled: false,
  });
});

test('a share that the busy host did not give spoils the sample', () => {
  const busy = { cpuMs: 220, runDelayMs: 780, throttledMs: 300, othersCpuMs: 1_500 };
  expect(because(busy)).toBe(
    'the machine was busy with other things while the function could have run: 48.0 % of its time',
  );
});

test('waiting inside a period spoils nothing while the whole share is used', () => {
  expect(because({ runDelayMs: 710, throttledMs: 300, othersCpuMs: 1_500 })).toBeUndefined();
});

test.for([
  [49, false],
  [51, true],
] as const)(
  '%d ms of delay in a second of work that waits for the network: spoiled is %s',
  ([runDelayMs, isSpoiled]) => {
    const judged = judgeHostShare(evidence({ cpuMs: 60, runDelayMs, throttledMs: 0, othersCpuMs: 900 }));
    expect(judged.isSpoiled).toBe(isSpoiled);
  },
);

test('threads that wait for each other on an idle machine spoil nothing', () => {
  const crowded = { wantedCores: 1.7, cpuMs: 1_500, runDelayMs: 2_000, throttledMs: 0 };
  expect(because({ ...crowded, othersCpuMs: 30 })).toBeUndefined();
  expect(because({ ...crowded, othersCpuMs: 400 })).toContain('40.0 %');
});

test.for([
  ['one that was not kept waiting', 3, 0.1, undefined],
  ['one that stood behind others', 3, 2, '40.0 %'],
] as const)('an invocation of 5 ms: %s', ([, cpuMs, runDelayMs, reason]) => {
  const judged = because({ wallMs: 5, cpuMs, runDelayMs, throttledMs: 0, othersCpuMs: 0 });
  if (reason === undefined) expect(judged).toBeUndefined();
  else expect(judged).toContain(reason);
});

test('one that used up its first quota at once was given what there was', () => {
  expect(
    because({ wallMs: 25, cpuMs: 11.5, runDelayMs: 13, throttledMs: 0, othersCpuMs: 30 }),
  ).toBeUndefined();
});

test('time that other machines took spoils the sample, whatever the scheduler says', () => {
  expect(because({ stolenMs: 102 })).toBe(`other machines took 5.1 % of this one's time`);
  expect(because({ stolenMs: 98 })).toBeUndefined();
});

test('without control any delay above the bar spoils the sample: the size says nothing about the time', () => {
  expect(
    because({ control: 'none', runDelayMs: 60, throttledMs: 0, cpuMs: 900, othersCpuMs: 900 }),
  ).toContain('6.0 %');
});

test('where the system says nothing, nothing is spoiled and the delay is unknown', () => {
  const judged = judgeHostShare(evidence({ runDelayMs: null, othersCpuMs: null, stolenMs: null, cpuMs: 1 }));
  expect(judged).toMatchObject({ runDelayMs: null, isSpoiled: false });
});

test('an init is spoiled by a quarter of its time, and spoils the invocation that began with it', () => {
  const init = { phase: 'init', wallMs: 90, cpuMs: 60, throttledMs: 0 } as const;
  const good = judgeHostShare(evidence());
  expect(judgeHostShare(evidence({ ...init, runDelayMs: 22 })).isSpoiled).toBe(false);
  const spoiled = judgeHostShare(evidence({ ...init, runDelayMs: 23 }));
  expect(spoiled.because).toBe(
    'the machine was busy with other things while its init could have run: 25.6 % of its time',
  );
  expect(withInit(good, spoiled)).toEqual({ ...good, isSpoiled: true, because: spoiled.because });
  expect([withInit(good, good), withInit(good, undefined)]).toEqual([good, good]);
});
