import { readdirSync, readFileSync } from 'node:fs';

/** What the kernel says about a process and its descendants; times since they began. */
export interface ProcessFigures {
  readonly cpuMs: number;
  /** Ready to run, and not running. */
  readonly runDelayMs: number;
  readonly rssBytes: number;
  /** The sum of what each had at its highest. */
  readonly peakRssBytes: number;
}

const NS_PER_MS = 1e6;
const BYTES_PER_KB = 1024;

/** Absent for a process that has ended. */
function read(path: string): string | undefined {
  try {
    return readFileSync(path, 'latin1');
  } catch {
    return undefined;
  }
}

function list(path: string): string[] {
  try {
    return readdirSync(path);
  } catch {
    return [];
  }
}

/** A process and its descendants (proc(5), /proc/pid/task/tid/children). */
export function processTree(processId: number): number[] {
  const own = list(`/proc/${processId}/task`).map((thread) =>
    read(`/proc/${processId}/task/${thread}/children`),
  );
  const children = own.flatMap((line) => (line ?? '').split(' ').filter(Boolean).map(Number));
  return [processId, ...children.flatMap(processTree)];
}

function schedule(processId: number): { run: number; delay: number } {
  let run = 0;
  let delay = 0;
  for (const thread of list(`/proc/${processId}/task`)) {
    const [ran = 0, waited = 0] = (read(`/proc/${processId}/task/${thread}/schedstat`) ?? '')
      .split(' ')
      .map(Number);
    run += ran;
    delay += waited;
  }
  return { run, delay };
}

const kilobytes = (status: string, name: string) =>
  Number(new RegExp(`^${name}:\\s+(\\d+) kB`, 'm').exec(status)?.[1] ?? 0);

/** Times from schedstat (Documentation/scheduler/sched-stats), memory from status (proc(5)); zeros for what has ended. */
export function processFigures(processId: number): ProcessFigures {
  const figures = { cpuMs: 0, runDelayMs: 0, rssBytes: 0, peakRssBytes: 0 };
  for (const member of processTree(processId)) {
    const { run, delay } = schedule(member);
    const status = read(`/proc/${member}/status`) ?? '';
    figures.cpuMs += run / NS_PER_MS;
    figures.runDelayMs += delay / NS_PER_MS;
    figures.rssBytes += kilobytes(status, 'VmRSS') * BYTES_PER_KB;
    figures.peakRssBytes += kilobytes(status, 'VmHWM') * BYTES_PER_KB;
  }
  return figures;
}
