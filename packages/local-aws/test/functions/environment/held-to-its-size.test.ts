import { expect, test } from 'vitest';
import type { CpuControl } from '../../../src/functions/environment/environment.ts';
import { openEnvironmentHost } from '../../../src/functions/environment/open-environment-host.ts';
import { answerOf, invoke, specOf, textOf, writeCode } from './support/functions.ts';

const GREEDY = `
  import { readFileSync } from 'node:fs';
  const kept = [];
  const rssMb = () => Number(/VmRSS:\\s+(\\d+)/.exec(readFileSync('/proc/self/status', 'latin1'))[1]) / 1024;
  export const handler = async ({ mb }) => {
    for (let i = 0; i < mb; i += 1) kept.push(Buffer.alloc(2 ** 20, 1));
    return rssMb();
  };`;

const BUSY = `export const handler = async ({ cpuMs }) => {
  const from = process.cpuUsage();
  const used = () => { const { user, system } = process.cpuUsage(from); return (user + system) / 1000; };
  while (used() < cpuMs);
};`;

const controls: readonly (CpuControl | undefined)[] =
  process.platform === 'linux' ? [undefined, 'none'] : ['none'];

test.for(controls)(
  'a function that takes more memory than its size is killed within 5 % of it (%s)',
  async (cpuControl) => {
    await using code = await writeCode({ 'index.mjs': GREEDY });
    await using host = await openEnvironmentHost(cpuControl ? { cpuControl } : {});
    await using environment = await host.start(specOf(code, { memoryMb: 192 }));
    const modest = await invoke(environment, { mb: 10 });
    expect(modest.status).toBe('ok');
    // What the function itself finds, to the next megabyte.
    expect(Math.abs(modest.report.maxMemoryUsedMb - Number(answerOf(modest)))).toBeLessThan(4);
    // Little at a time: on a busy machine nobody promises that a watch looks in time.
    let reachedMb = 0;
    let greedy = modest;
    while (greedy.status === 'ok') {
      greedy = await invoke(environment, { mb: 1 });
      if (greedy.status === 'ok') reachedMb = Number(answerOf(greedy));
    }
    expect(greedy.status).toBe('out-of-memory');
    expect(answerOf(greedy)).toEqual({
      errorType: 'Runtime.OutOfMemory',
      errorMessage: expect.stringMatching(
        /^RequestId: request-\d+ Error: Runtime exited with error: signal: killed$/,
      ),
    });
    expect(reachedMb).toBeGreaterThan(192 * 0.95);
    expect(reachedMb).toBeLessThan(192 * 1.05);
    expect(greedy.report.maxMemoryUsedMb).toBe(192);
    expect(textOf(greedy).at(-1)).toContain('\tStatus: error\tError Type: Runtime.OutOfMemory\t');
    expect(environment.isAlive).toBe(false);
  },
);

test.runIf(process.platform === 'linux').for([undefined, 'closed-loop'] as const)(
  'work takes as long as the share of the size says, or longer on a busy machine (%s)',
  async (cpuControl) => {
    await using code = await writeCode({ 'index.mjs': BUSY });
    await using host = await openEnvironmentHost(cpuControl ? { cpuControl } : {});
    // A fifth of a core.
    await using environment = await host.start(specOf(code, { memoryMb: 354 }), { untilInit: true });
    await invoke(environment, { cpuMs: 1 });
    const { report, host: share } = await invoke(environment, { cpuMs: 100 });
    // The quota of the first period is there at once, and the last one's is not waited for.
    expect(report.durationMs).toBeGreaterThan(0.85 * (100 / 0.2 - 20));
    // The kernel books what runs at its ticks.
    expect(share.cpuMs).toBeGreaterThan(85);
    expect(share).toMatchObject({ control: host.cpuControl, wantedCores: 354 / 1769 });
    expect(share.runDelayMs).toBeGreaterThanOrEqual(0);
  },
);

test('a control that cannot be had is refused with what it needs', async () => {
  const opened = openEnvironmentHost({ cpuControl: 'closed-loop' });
  if (process.platform === 'linux') await (await opened)[Symbol.asyncDispose]();
  else await expect(opened).rejects.toThrow(/needs Linux/);
});
