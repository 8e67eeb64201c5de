import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';

/** Times that a process and its descendants have used since they began. */
export interface ProcessTimes {
  readonly cpuMs: number;
  /** Ready to run, and not running, be it for want of its share or of the host's time. */
  readonly runDelayMs: number;
}

/** Memory of a process and its descendants. */
export interface ProcessMemory {
  readonly rssBytes: number;
  /** The part of it that is pages of files, such as the code of the runtime. */
  readonly fileBytes: number;
  /** The sum of what each had at its highest. */
  readonly peakRssBytes: number;
}

const NS_PER_MS = 1e6;
const BYTES_PER_KB = 1024;
/** USER_HZ is 100 wherever Node runs. */
const MS_PER_TICK = 10;
/** utime, stime, cutime, cstime of `/proc/pid/stat`, counted behind the name in parentheses (proc_pid_stat(5)). */
const TIME_FIELDS = [11, 12, 13, 14];

/** Absent for a process that has ended. */
function read(path: string): string {
  try {
    return readFileSync(path, 'latin1');
  } catch {
    return '';
  }
}

interface Tree {
  readonly processIds: number[];
  /** Their folders. */
  readonly threads: string[];
}

function threadsOf(processId: number): string[] {
  try {
    return readdirSync(`/proc/${processId}/task`).map((thread) => `/proc/${processId}/task/${thread}`);
  } catch {
    return [];
  }
}

/** By the `children` of every thread (proc_pid_task(5)). */
function walk(processId: number, tree: Tree = { processIds: [], threads: [] }): Tree {
  const threads = threadsOf(processId);
  tree.processIds.push(processId);
  tree.threads.push(...threads);
  for (const thread of threads) {
    for (const child of read(`${thread}/children`).split(' ').filter(Boolean)) walk(Number(child), tree);
  }
  return tree;
}

/** A process and its descendants. */
export function processTree(processId: number): number[] {
  return walk(processId).processIds;
}

/** In whole ticks, but with the threads and the children that have ended. */
function tickedMs(processId: number): number {
  const stat = read(`/proc/${processId}/stat`);
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return TIME_FIELDS.reduce((sum, field) => sum + Number(fields[field] ?? 0), 0) * MS_PER_TICK;
}

/** From schedstat, to the nanosecond (Documentation/scheduler/sched-stats); zeros for a process that has ended. */
export function processTimes(processId: number): ProcessTimes {
  let runNs = 0;
  let delayNs = 0;
  for (const thread of walk(processId).threads) {
    const [run = 0, delay = 0] = read(`${thread}/schedstat`).split(' ').map(Number);
    runNs += run;
    delayNs += delay;
  }
  // Of living threads only, unless so many have ended that the ticks know better.
  return {
    cpuMs: Math.max(runNs / NS_PER_MS, tickedMs(processId) - MS_PER_TICK),
    runDelayMs: delayNs / NS_PER_MS,
  };
}

const kilobytes = (status: string, name: string) =>
  Number(new RegExp(`^${name}:\\s+(\\d+) kB`, 'm').exec(status)?.[1] ?? 0);

/** Resident memory of a process and its descendants from `ps -axo pid=,ppid=,rss=`, for systems without /proc; it knows no peak. */
export function memoryFromPs(listing: string, processId: number): ProcessMemory {
  const rows = listing.split('\n').map((line) => line.trim().split(/\s+/).map(Number));
  const rssOf = (id: number): number =>
    rows.reduce((sum, [own, parent, rssKb = 0]) => {
      if (own === id) return sum + rssKb * BYTES_PER_KB;
      return parent === id && own !== undefined ? sum + rssOf(own) : sum;
    }, 0);
  const rssBytes = rssOf(processId);
  return { rssBytes, fileBytes: 0, peakRssBytes: rssBytes };
}

/** Of a process and its descendants. */
export function treeMemory(processId: number): ProcessMemory {
  if (process.platform === 'linux') return processMemory(processTree(processId));
  return memoryFromPs(
    execFileSync('/bin/ps', ['-axo', 'pid=,ppid=,rss='], { encoding: 'latin1' }),
    processId,
  );
}

/** From `/proc/pid/status` (proc_pid_status(5)) of these processes; zeros for those that have ended. */
export function processMemory(processIds: readonly number[]): ProcessMemory {
  const memory = { rssBytes: 0, fileBytes: 0, peakRssBytes: 0 };
  for (const processId of processIds) {
    const status = read(`/proc/${processId}/status`);
    memory.rssBytes += kilobytes(status, 'VmRSS') * BYTES_PER_KB;
    memory.fileBytes += kilobytes(status, 'RssFile') * BYTES_PER_KB;
    memory.peakRssBytes += kilobytes(status, 'VmHWM') * BYTES_PER_KB;
  }
  return memory;
}
