import { readFileSync } from 'node:fs';
import { peakRssOf } from '../sampling/peak-rss.ts';

/** Linux counts process times in ticks of 10 ms for user space, on every architecture Node runs on. */
const TICK_MS = 10;

export interface CpuTimes {
  readonly userMs: number;
  readonly systemMs: number;
}

/** CPU time of all children that this process has waited for, and of theirs. Linux only: man 5 proc_pid_stat. */
export function childrenCpu(): CpuTimes {
  const stat = readFileSync('/proc/self/stat', 'utf8');
  // The program's name, in parentheses, may itself hold spaces and parentheses; field 3 follows it.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return { userMs: Number(fields[13]) * TICK_MS, systemMs: Number(fields[14]) * TICK_MS };
}

function childrenOf(pid: number): number[] {
  try {
    const listed = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8');
    return listed.split(' ').filter(Boolean).map(Number);
  } catch {
    return [];
  }
}

/** Sum of the peaks of a process and its living descendants; null when none of them can be seen. */
export function treePeakRss(pid: number): number | null {
  const peaks = [peakRssOf(pid), ...childrenOf(pid).map(treePeakRss)].filter((peak) => peak !== null);
  return peaks.length === 0 ? null : peaks.reduce((total, peak) => total + peak, 0);
}
