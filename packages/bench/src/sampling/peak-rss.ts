import { readFileSync } from 'node:fs';

function highWaterMark(statusFile: string): number | null {
  try {
    const kilobytes = /^VmHWM:\s+(\d+) kB/m.exec(readFileSync(statusFile, 'utf8'))?.[1];
    return kilobytes === undefined ? null : Number(kilobytes) * 1024;
  } catch {
    return null;
  }
}

/** Peak resident bytes of another process so far; null when it has ended or the platform does not tell. */
export const peakRssOf = (pid: number): number | null => highWaterMark(`/proc/${pid}/status`);

/**
 * Peak resident bytes of this process. On Linux from VmHWM: `ru_maxrss` survives exec, so it would report the memory of
 * whoever started this process where that was larger (man 2 getrusage, man 5 proc_pid_status).
 */
export const ownPeakRss = (): number =>
  highWaterMark('/proc/self/status') ?? process.resourceUsage().maxRSS * 1024;
