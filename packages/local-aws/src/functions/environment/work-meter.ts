import type { CpuControl, HostShare } from './environment.ts';
import { judgeHostShare } from './judge-host-share.ts';
import { machineTimes } from './machine-times.ts';
import { processTimes } from './process-figures.ts';
import type { Sandbox } from './sandbox.ts';

/** What runs, and where. */
export interface WorkPlace {
  readonly phase: 'init' | 'invoke';
  readonly control: CpuControl;
  readonly wantedCores: number;
  readonly hostCores: number;
}

const timesOf = (sandbox: Sandbox) => ({
  process: processTimes(sandbox.processId),
  machine: machineTimes(),
  throttledMs: sandbox.enclosure.throttledMs(),
});

const since = (before: number | undefined, after: number | undefined) =>
  before === undefined || after === undefined ? null : after - before;

/** Counts what a sandbox used from the moment it is made. */
export class WorkMeter {
  readonly #sandbox: Sandbox;
  readonly #place: WorkPlace;
  readonly #before: ReturnType<typeof timesOf>;

  constructor(sandbox: Sandbox, place: WorkPlace) {
    this.#sandbox = sandbox;
    this.#place = place;
    this.#before = timesOf(sandbox);
  }

  /** Must be read while the process lives; one that has ended has taken its figures with it. */
  read(wallMs: number): HostShare {
    if (!this.#sandbox.isAlive) {
      const { control, wantedCores } = this.#place;
      return { control, wantedCores, cpuMs: 0, runDelayMs: null, isSpoiled: false };
    }
    const before = this.#before;
    const after = timesOf(this.#sandbox);
    const othersBusyMs = since(before.machine?.busyMs, after.machine?.busyMs);
    const cpuMs = after.process.cpuMs - before.process.cpuMs;
    return judgeHostShare({
      ...this.#place,
      wallMs,
      cpuMs,
      runDelayMs: after.machine === null ? null : after.process.runDelayMs - before.process.runDelayMs,
      throttledMs: after.throttledMs - before.throttledMs,
      othersCpuMs: othersBusyMs === null ? null : Math.max(othersBusyMs - cpuMs, 0),
      stolenMs: since(before.machine?.stolenMs, after.machine?.stolenMs),
    });
  }
}
