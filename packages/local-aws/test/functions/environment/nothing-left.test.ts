import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { mkdir, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { expect, test, vi } from 'vitest';
import { openEnvironmentHost } from '../../../src/functions/environment/open-environment-host.ts';
import { isOrphan, ownName } from '../../../src/functions/environment/owner.ts';
import { invoke, specOf, writeCode } from './support/functions.ts';

const holder = fileURLToPath(new URL('./support/hold-host.ts', import.meta.url));

/** Of this process and no other, in the temporary directory and in every control group. */
async function ownTraces(): Promise<string[]> {
  const mine = new RegExp(`^parquetry-lambda-\\d+-${process.pid}-`);
  const places = [tmpdir(), '/sys/fs/cgroup', '/sys/fs/cgroup/cpu', '/sys/fs/cgroup/memory'];
  const found = await Promise.all(places.map((place) => readdir(place).catch(() => [])));
  return found.flat().filter((name) => mine.test(name));
}

const isRunning = (processId: number) => {
  try {
    // A dead process whose parent is gone too may wait for a moment to be collected.
    return !/^State:\s+Z/m.test(readFileSync(`/proc/${processId}/status`, 'latin1'));
  } catch {
    return false;
  }
};

test('disposing of a host ends what runs in it, an invocation under way too, and leaves no trace', async () => {
  await using code = await writeCode({
    'index.mjs': 'export const handler = async () => { while (true); };',
  });
  const host = await openEnvironmentHost();
  const environment = await host.start(specOf(code), { untilInit: true });
  const idle = await host.start(specOf(code));
  const busy = invoke(environment);
  await host[Symbol.asyncDispose]();
  expect((await busy).status).toBe('exited');
  expect([environment.isAlive, isRunning(environment.processId), isRunning(idle.processId)]).toEqual([
    false,
    false,
    false,
  ]);
  expect(await ownTraces()).toEqual([]);
});

test.runIf(process.platform === 'linux')(
  'functions of a host that is killed end with it, and the next host removes what it left',
  async () => {
    const parent = spawn(process.execPath, [holder], { stdio: ['ignore', 'pipe', 'inherit'] });
    const [line] = (await once(createInterface({ input: parent.stdout! }), 'line')) as [string];
    const { processId, temporaryDirectory, code } = JSON.parse(line) as Record<string, string> & {
      processId: number;
    };
    expect(isRunning(processId)).toBe(true);
    parent.kill('SIGKILL');
    await once(parent, 'exit');
    expect(existsSync(`${temporaryDirectory}`)).toBe(true);
    await using _ = await openEnvironmentHost();
    await vi.waitFor(() => expect(isRunning(processId)).toBe(false), { timeout: 10_000 });
    expect(existsSync(dirname(`${temporaryDirectory}`))).toBe(false);
    await rm(`${code}`, { recursive: true });
  },
);

test.runIf(process.platform === 'linux')(
  'only what a process of this machine made that is gone is swept',
  async () => {
    expect(isOrphan(ownName())).toBe(false);
    const [, , space, , started, random] = ownName().split('-');
    const dead = ['parquetry-lambda', space, 2 ** 22 + 1, started, random].join('-');
    const reused = ['parquetry-lambda', space, process.pid, Number(started) - 1, random].join('-');
    const elsewhere = ['parquetry-lambda', '1', 2 ** 22 + 1, started, random].join('-');
    expect([dead, reused, elsewhere, 'parquetry-lambda-notes', 'other'].map(isOrphan)).toEqual([
      true,
      true,
      false,
      false,
      false,
    ]);
    await mkdir(join(tmpdir(), dead));
    await using _ = await openEnvironmentHost({ cpuControl: 'none' });
    expect(existsSync(join(tmpdir(), dead))).toBe(false);
  },
);

test('what is being started while the host is disposed of ends with it', async () => {
  await using code = await writeCode({ 'index.mjs': 'export const handler = async () => 1;' });
  const host = await openEnvironmentHost();
  const starting = Promise.allSettled(Array.from({ length: 8 }, () => host.start(specOf(code))));
  await host[Symbol.asyncDispose]();
  for (const start of await starting) {
    if (start.status === 'fulfilled')
      expect([start.value.isAlive, isRunning(start.value.processId)]).toEqual([false, false]);
    else expect(`${start.reason}`).toContain('the host was disposed of before');
  }
  expect(await ownTraces()).toEqual([]);
});

test('an environment that was disposed of takes no events', async () => {
  await using code = await writeCode({ 'index.mjs': 'export const handler = async () => 1;' });
  await using host = await openEnvironmentHost();
  const environment = await host.start(specOf(code));
  await environment[Symbol.asyncDispose]();
  expect(environment.isAlive).toBe(false);
  await expect(invoke(environment)).rejects.toThrow(/disposed of and takes no events/);
});

test('a function that cannot be started leaves no trace either', async () => {
  await using code = await writeCode({});
  {
    await using host = await openEnvironmentHost();
    await expect(host.start(specOf(code, { codeDirectory: '/nowhere' }))).rejects.toThrow(
      /no process for .*\/nowhere/,
    );
  }
  expect(await ownTraces()).toEqual([]);
});
