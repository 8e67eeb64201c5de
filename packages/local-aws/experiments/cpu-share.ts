// What a size gives on this machine: `node experiments/cpu-share.ts [seconds per size] [cgroup | closed-loop | none]`.
// CPU-bound work at six sizes, what an invocation of nothing costs, and a hundred environments at once.
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { cpus, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import type { CpuControl, Environment, EnvironmentSpec } from '../src/functions/environment/environment.ts';
import { openEnvironmentHost } from '../src/functions/environment/open-environment-host.ts';

const [seconds = '5', control] = process.argv.slice(2);
const SIZES = [
  { memoryMb: 128, threads: 1 },
  { memoryMb: 256, threads: 1 },
  { memoryMb: 512, threads: 1 },
  { memoryMb: 1024, threads: 1 },
  { memoryMb: 1769, threads: 1 },
  { memoryMb: 3008, threads: 2 },
];
const WARM_INVOCATIONS = 400;
const ENVIRONMENTS = 100;

const CODE = `
import { Worker } from 'node:worker_threads';
const spin = 'const until = Date.now() + ms; while (Date.now() < until);';
const inThread = (ms) => new Promise((resolve) => new Worker('const ms = ' + ms + ';' + spin, { eval: true }).once('exit', resolve));
const inMain = new Function('ms', spin);
export const handler = async ({ ms = 0, threads = 1, sleepMs = 0 }) => {
  if (sleepMs > 0) await new Promise((resolve) => setTimeout(resolve, sleepMs));
  const others = Array.from({ length: threads - 1 }, () => inThread(ms));
  if (ms > 0) inMain(ms);
  await Promise.all(others);
};`;

const directory = await mkdtemp(join(tmpdir(), 'cpu-share-'));
await writeFile(join(directory, 'index.mjs'), CODE);
const host = await openEnvironmentHost(control === undefined ? {} : { cpuControl: control as CpuControl });

const specOf = (memoryMb: number): EnvironmentSpec => ({
  functionName: 'spin',
  functionArn: 'arn:aws:lambda:local:000000000000:function:spin:1',
  version: '1',
  handler: 'index.handler',
  codeDirectory: directory,
  memoryMb,
  timeoutMs: 60_000,
  ephemeralStorageMb: 512,
  variables: {},
  logFormat: 'JSON',
  logGroup: '/aws/lambda/spin',
  logStream: 'one',
  region: 'local',
  initializationType: 'provisioned-concurrency',
});

const invoke = (environment: Environment, event: object) =>
  environment.invoke({
    requestId: crypto.randomUUID(),
    invokedArn: environment.spec.functionArn,
    payload: Buffer.from(JSON.stringify(event)),
  });

const say = (line: string) => process.stdout.write(`${line}\n`);
const quantile = (sorted: readonly number[], q: number) =>
  sorted[Math.floor(q * (sorted.length - 1))] ?? Number.NaN;

async function share({ memoryMb, threads }: (typeof SIZES)[number]): Promise<void> {
  await using environment = await host.start(specOf(memoryMb), { untilInit: true });
  await invoke(environment, { ms: 50, threads });
  const own = process.cpuUsage();
  const { report, host: had } = await invoke(environment, { ms: Number(seconds) * 1_000, threads });
  const { user, system } = process.cpuUsage(own);
  const cores = had.cpuMs / report.durationMs;
  say(
    [
      `${memoryMb} MB, ${threads} thread(s): ${cores.toFixed(4)} cores of ${had.wantedCores.toFixed(4)}`,
      `${(100 * (cores / had.wantedCores - 1)).toFixed(2)} %`,
      `host ${((user + system) / 10 / report.durationMs).toFixed(1)} % of a core`,
      had.because ?? 'not spoiled',
    ].join('; '),
  );
}

async function warmOverhead(): Promise<void> {
  await using environment = await host.start(specOf(1769), { untilInit: true });
  const elapsedMs: number[] = [];
  for (let done = 0; done < WARM_INVOCATIONS; done += 1) {
    const beganMs = performance.now();
    await invoke(environment, {});
    elapsedMs.push(performance.now() - beganMs);
  }
  const sorted = elapsedMs.slice(WARM_INVOCATIONS / 4).sort((a, b) => a - b);
  const figures = [0.1, 0.5, 0.9].map((q) => `p${100 * q} ${quantile(sorted, q).toFixed(2)} ms`);
  say(`an invocation of nothing at 1769 MB: ${figures.join(', ')}`);
}

async function manyAtOnce(): Promise<void> {
  const beganMs = performance.now();
  const environments = await Promise.all(
    Array.from({ length: ENVIRONMENTS }, () => host.start(specOf(256), { untilInit: true })),
  );
  const startedMs = performance.now();
  const invocations = await Promise.all(
    environments.map((environment) => invoke(environment, { sleepMs: 500 })),
  );
  const ended = performance.now();
  const durations = invocations.map(({ report }) => report.durationMs).sort((a, b) => a - b);
  say(
    `${ENVIRONMENTS} environments: started in ${Math.round(startedMs - beganMs)} ms; all slept 500 ms in ${Math.round(ended - startedMs)} ms, the median for ${Math.round(quantile(durations, 0.5))} ms`,
  );
  const idleFrom = process.cpuUsage();
  await new Promise((resolve) => setTimeout(resolve, 2_000));
  const { user, system } = process.cpuUsage(idleFrom);
  say(`idle, they cost the host ${((user + system) / 20_000).toFixed(2)} % of a core`);
  await Promise.all(environments.map((environment) => environment[Symbol.asyncDispose]()));
}

try {
  say(`${cpus().length} cores, load ${loadavg()[0]?.toFixed(2)}, CPU control: ${host.cpuControl}`);
  for (const size of SIZES) await share(size);
  await warmOverhead();
  await manyAtOnce();
  say(`load ${loadavg()[0]?.toFixed(2)}`);
} finally {
  await host[Symbol.asyncDispose]();
  await rm(directory, { recursive: true });
}
