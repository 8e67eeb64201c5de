import type { Architecture } from '../table/price-table.ts';

/** What was measured of one file, and what Lambda would bill for it. */
export interface FileWork {
  readonly cpuSecondsPerFile: number;
  readonly secondsPerFile: number;
  readonly peakMemoryMb: number;
  readonly filesPerMonth: number;
  readonly lambda: {
    readonly architecture: Architecture;
    readonly memoryMb: number;
    /** Mean of its invocations, of one file each. */
    readonly billedMs: number;
  };
}

export interface FleetAssumptions {
  /** Share of a machine's time that it has work. */
  readonly utilisation: number;
  /** Of the machine's memory, for the system and the process itself. */
  readonly reservedMemoryMb: number;
}
