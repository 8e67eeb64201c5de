import { CPU_PERIOD_MS } from './cgroup.ts';
import type { CpuControl, HostShare } from './environment.ts';

/** What was seen of the CPU during one invocation, or one init. */
export interface ShareEvidence {
  readonly phase: 'init' | 'invoke';
  readonly control: CpuControl;
  readonly wallMs: number;
  /** Of one core, as the size promises. */
  readonly wantedCores: number;
  /** Of the machine. */
  readonly hostCores: number;
  readonly cpuMs: number;
  /** Waiting for a core with something to do, for whatever reason; null where the system does not say. */
  readonly runDelayMs: number | null;
  /** The part of the delay that the share itself asked for. */
  readonly throttledMs: number;
  /** What everything else on the machine used; null where the system does not say. */
  readonly othersCpuMs: number | null;
  /** What the machine's host gave to other machines, of all cores; null where the system does not say. */
  readonly stolenMs: number | null;
}

/** Of the wall-clock time: what a figure may be off by before it says nothing about the size. */
const TOLERATED_DELAY = {
  invoke: 0.05,
  /** The threads of a runtime that starts also wait for each other: of 25 on two cores the quickest did for 8 % of its time. */
  init: 0.25,
};
/** Of what the share allows: the bar for the accuracy of the share itself. */
const LEAST_SHARE = 0.97;
/** The machine's times are counted in ticks of 10 ms. */
const LEAST_WALL_FOR_TICKS_MS = 100;

/** CPU time that an invocation can have had by then: a quota at the start of every period, used as fast as the cores allow. */
function reachableCpuMs({ phase, control, wallMs, wantedCores, hostCores }: ShareEvidence): number {
  if (control === 'none' || phase === 'init') return wallMs * hostCores;
  const quotaMs = CPU_PERIOD_MS * Math.min(wantedCores, hostCores);
  const periods = Math.floor(wallMs / CPU_PERIOD_MS);
  const restMs = wallMs - periods * CPU_PERIOD_MS;
  return periods * quotaMs + Math.min(quotaMs, restMs * hostCores);
}

/** Delay that only the rest of the machine explains. */
function hostDelayMs({ wallMs, runDelayMs, throttledMs, othersCpuMs }: ShareEvidence): number {
  const unexplainedMs = Math.max((runDelayMs ?? 0) - throttledMs, 0);
  // Threads of the function also wait for each other: as they would on Lambda.
  const canTick = othersCpuMs !== null && wallMs >= LEAST_WALL_FOR_TICKS_MS;
  return canTick ? Math.min(unexplainedMs, othersCpuMs) : unexplainedMs;
}

const percent = (part: number, whole: number) => `${((100 * part) / whole).toFixed(1)} %`;

function reasonOf(evidence: ShareEvidence): string | undefined {
  const { phase, wallMs, cpuMs, stolenMs, hostCores } = evidence;
  const toleratedMs = TOLERATED_DELAY[phase] * wallMs;
  const stolen = wallMs >= LEAST_WALL_FOR_TICKS_MS ? (stolenMs ?? 0) / hostCores : 0;
  if (stolen > toleratedMs) {
    return `other machines took ${percent(stolen, wallMs)} of this one's time`;
  }
  const delayMs = hostDelayMs(evidence);
  const hadItsShare = cpuMs >= LEAST_SHARE * reachableCpuMs(evidence);
  if (delayMs <= toleratedMs || hadItsShare) return undefined;
  const what = phase === 'init' ? 'its init' : 'the function';
  return `the machine was busy with other things while ${what} could have run: ${percent(delayMs, wallMs)} of its time`;
}

/**
 * Whether the host gave an invocation what its size promises. It is spoiled when threads waited for the host, beyond what throttling
 * and the function's own threads explain, for more than 5 % of the wall-clock time, and the CPU time stayed below 97 % of what the
 * share allows in that time (one that had all of its share was not made slower by waiting inside a period); or when other machines
 * took more than 5 % of the cores. An init, which has no share, is spoiled by 25 % of either.
 */
export function judgeHostShare(evidence: ShareEvidence): HostShare {
  const { control, wantedCores, cpuMs, runDelayMs, throttledMs } = evidence;
  const because = reasonOf(evidence);
  return {
    control,
    wantedCores,
    cpuMs,
    runDelayMs: runDelayMs === null ? null : Math.max(runDelayMs - throttledMs, 0),
    isSpoiled: because !== undefined,
    ...(because === undefined ? {} : { because }),
  };
}

/** The verdict on an invocation that began with an init: either can spoil it. */
export function withInit(invocation: HostShare, init: HostShare | undefined): HostShare {
  if (invocation.isSpoiled || init?.because === undefined) return invocation;
  return { ...invocation, isSpoiled: true, because: init.because };
}
