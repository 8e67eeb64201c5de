import { type LockstepResult, TurnFailure } from '@parquetry/bench/turns';
import { GateFailure } from '../../unit/gate-failure.ts';
import type { Counters, SideResult } from '../../unit/gate-unit.ts';

/** What a process that took turns said, as a pair keeps it. */
export const sideResult = (result: LockstepResult, counters: Counters): SideResult => ({
  cpuMs: result.cpuMs,
  wallMs: result.wallMs,
  reported: null,
  peakRssBytes: result.peakRssBytes,
  beforeCpuMs: result.beforeCpuMs,
  turns: result.turns.map(({ cpuMs, wallMs }) => ({ cpuMs, wallMs })),
  counters,
  fingerprint: result.fingerprint,
});

/** A process that did not come through says nothing about the change. */
export async function orGateFailure<T>(name: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof TurnFailure)) throw error;
    throw new GateFailure('benchmark-failed', `${name}: ${error.message}`, { cause: error });
  }
}
