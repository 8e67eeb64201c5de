import { readFileSync } from 'node:fs';
import { loadavg } from 'node:os';

const TICK_MS = 10;

/** Steal time of all cores since boot; null where the platform does not tell (man 5 proc_stat, eighth figure). */
function stolenMs(): number | null {
  try {
    const [total = ''] = readFileSync('/proc/stat', 'utf8').split('\n', 1);
    const ticks = Number(total.trim().split(/\s+/)[8]);
    return Number.isFinite(ticks) ? ticks * TICK_MS : null;
  } catch {
    return null;
  }
}

export interface HostNotes {
  /** CPU time that the host gave to other guests since the watch began; null where unknown. */
  readonly stealMs: number | null;
  /** How long the watch lasted. */
  readonly watchedMs: number;
  /** Over the last minute, when the watch began. */
  readonly loadAverage: number;
}

/** Starts watching what else the machine does; the returned function ends it. */
export function watchHost(): () => HostNotes {
  const before = stolenMs();
  const startedAt = performance.now();
  const loadAverage = loadavg()[0] ?? 0;
  return () => {
    const after = stolenMs();
    const stealMs = before === null || after === null ? null : after - before;
    return { stealMs, watchedMs: performance.now() - startedAt, loadAverage };
  };
}
