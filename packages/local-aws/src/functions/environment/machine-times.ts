import { readFileSync } from 'node:fs';

/** What all cores of the machine did since it was started, summed over them; in ticks of 10 ms. */
export interface MachineTimes {
  readonly busyMs: number;
  /** Taken by other machines on the same hardware. */
  readonly stolenMs: number;
}

const MS_PER_TICK = 10;

/** From the first line of `/proc/stat` (proc_stat(5)). */
export function parseMachineTimes(stat: string): MachineTimes {
  const [user = 0, nice = 0, system = 0, , , irq = 0, softirq = 0, steal = 0] = stat
    .slice(0, stat.indexOf('\n'))
    .split(/\s+/)
    .slice(1)
    .map(Number);
  const busy = user + nice + system + irq + softirq + steal;
  return { busyMs: busy * MS_PER_TICK, stolenMs: steal * MS_PER_TICK };
}

/** Of this machine; null where the system does not say. */
export function machineTimes(): MachineTimes | null {
  try {
    return parseMachineTimes(readFileSync('/proc/stat', 'latin1'));
  } catch {
    return null;
  }
}
