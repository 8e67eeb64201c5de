import { findProgram, startsNode } from './find-program.ts';
import { measureCommand } from './measure-command.ts';
import type { TimingShell } from './timing-shell.ts';

const RUNS = 3;
const TIMEOUT_MS = 60_000;
const MOSTLY = 0.5;

export interface StartupRequest {
  readonly shell: TimingShell;
  readonly directory: string;
  /** First word of the command. */
  readonly program: string;
  readonly signal?: AbortSignal | undefined;
}

/** CPU time of a Node that starts and does nothing, where that is what the command starts; null of any other program. */
export async function emptyStartCpuMs(request: StartupRequest): Promise<number | null> {
  const { shell, directory, program, signal } = request;
  const path = findProgram(program, directory);
  if (path === undefined || !startsNode(path)) return null;
  const argv = [process.execPath, '-e', '0'];
  const empty = await measureCommand({ shell, argv, directory, runs: RUNS, timeoutMs: TIMEOUT_MS, signal });
  return empty.status === 'measured' ? empty.cpuMs : null;
}

const percent = (share: number) => `${(share * 100).toFixed(share < 0.1 ? 1 : 0)} %`;

/** Undefined where the work is at least half of it. */
export function startupWarning(startCpuMs: number | null, cpuMs: number): string | undefined {
  if (startCpuMs === null || startCpuMs <= cpuMs * MOSTLY) return undefined;
  const share = Math.min(startCpuMs / cpuMs, 0.99);
  return (
    `about ${percent(share)} of its CPU time is the start of Node (${startCpuMs.toFixed(0)} of ${cpuMs.toFixed(0)} ms): ` +
    `a 5 % change of the work shows as ${percent(0.05 * (1 - share))}; give it more to do in one run, or write it as a tinybench or vitest file`
  );
}
