import { readdirSync, readFileSync } from 'node:fs';

const POLL_MS = 10;
const LEAST_LOOKS = 10;

/** Whether a process lives long enough to be looked at near its peak: of a shorter one chance decides what is seen. */
export const showsItsPeak = (wallMs: number): boolean => wallMs >= LEAST_LOOKS * POLL_MS;

function read(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}

function threadsOf(pid: number): string[] {
  try {
    return readdirSync(`/proc/${pid}/task`);
  } catch {
    return [];
  }
}

const childrenOf = (pid: number): number[] =>
  threadsOf(pid).flatMap((thread) =>
    read(`/proc/${pid}/task/${thread}/children`).split(' ').filter(Boolean).map(Number),
  );

/** Sum of the peaks of a process and its living descendants. */
function peakOfTree(pid: number): number {
  const kilobytes = Number(/^VmHWM:\s+(\d+) kB/m.exec(read(`/proc/${pid}/status`))?.[1] ?? 0);
  return childrenOf(pid).reduce((total, child) => total + peakOfTree(child), kilobytes * 1024);
}

/**
 * Looks every few milliseconds at the descendants of a process, it itself left out, until it is stopped; then tells the
 * highest sum of their peaks, or null where none was seen. Linux only: man 5 proc_pid_status, proc_tid_children.
 */
export function watchPeakRss(pid: number): { stop(): number | null } {
  let peakBytes = 0;
  const look = () => {
    const bytes = childrenOf(pid).reduce((total, child) => total + peakOfTree(child), 0);
    peakBytes = Math.max(peakBytes, bytes);
  };
  const polling = setInterval(look, POLL_MS);
  return {
    stop() {
      clearInterval(polling);
      return peakBytes > 0 ? peakBytes : null;
    },
  };
}
