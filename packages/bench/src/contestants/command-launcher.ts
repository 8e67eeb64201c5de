/**
 * The process that runs a contestant's commands: small and fresh, so that the CPU time of its children is theirs alone.
 */
import { mkdir, rm, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { serveRequest } from '../sampling/serve-request.ts';
import { childrenCpu, treePeakRss } from './child-usage.ts';
import { type LaunchAnswer, type LaunchRequest, launchRequest } from './launch-request.ts';
import { type RunningCommand, startCommand } from './run-command.ts';

const RSS_POLL_MS = 10;

type Run = LaunchRequest['passes'][number][number];

let running: RunningCommand | undefined;
let peakRssBytes: number | null = null;

function look(pid: number | undefined): void {
  const seen = pid === undefined ? null : treePeakRss(pid);
  if (seen !== null) peakRssBytes = Math.max(peakRssBytes ?? 0, seen);
}

async function run({ argv }: Run): Promise<void> {
  const command = startCommand(argv);
  running = command;
  const polling = setInterval(() => look(command.pid), RSS_POLL_MS);
  const failure = await command.ended;
  clearInterval(polling);
  running = undefined;
  if (failure !== undefined) throw new Error(failure);
}

async function sizeOf(path: string): Promise<number> {
  try {
    return (await stat(path)).size;
  } catch (cause) {
    throw new Error(`the command succeeded but wrote no ${path}`, { cause });
  }
}

async function measurePass(
  runs: readonly Run[],
): Promise<Omit<LaunchAnswer['passes'][number], 'outputBytes'>> {
  const cpuBefore = childrenCpu();
  const startedAt = performance.now();
  for (const one of runs) await run(one);
  const wallMs = performance.now() - startedAt;
  const cpu = childrenCpu();
  return {
    wallMs,
    userCpuMs: cpu.userMs - cpuBefore.userMs,
    systemCpuMs: cpu.systemMs - cpuBefore.systemMs,
  };
}

async function respond(request: unknown): Promise<LaunchAnswer> {
  const { passes, keepOutputs } = launchRequest.parse(request);
  const measured: LaunchAnswer['passes'][number][] = [];
  for (const runs of passes) {
    const outputs = runs.flatMap((one) => one.outputs);
    await Promise.all(outputs.map((path) => mkdir(dirname(path), { recursive: true })));
    const times = await measurePass(runs);
    const outputBytes = await Promise.all(runs.map((one) => Promise.all(one.outputs.map(sizeOf))));
    measured.push({ ...times, outputBytes });
    if (!keepOutputs) await Promise.all(outputs.map((path) => rm(path, { force: true })));
  }
  return { passes: measured, peakRssBytes };
}

serveRequest(respond, () => running?.kill());
