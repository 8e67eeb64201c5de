import type { SideResult } from '../../unit/gate-unit.ts';
import { hostFingerprint } from '../command/host-fingerprint.ts';
import type { CommandUsage } from '../command/measure-command.ts';

/** What the shell may round away of a command that only prints. */
const LEAST_CPU_MS = 0.5;

/**
 * A figure that a process printed, beside what that process took: of all its benchmarks together, with its start and its
 * measuring, so it is told and compares with nothing. Its memory, seen by looking now and then, is left out.
 */
export function printedResult(usage: CommandUsage, reported: number): SideResult {
  const cpuMs = Math.max(usage.cpuMs, LEAST_CPU_MS);
  const { wallMs } = usage;
  return {
    cpuMs,
    wallMs,
    reported,
    peakRssBytes: null,
    beforeCpuMs: null,
    turns: [{ cpuMs, wallMs }],
    counters: {},
    fingerprint: hostFingerprint(),
  };
}
