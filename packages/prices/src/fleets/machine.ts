import type { Architecture } from '../table/price-table.ts';

/** A machine or task that runs all the time. */
export interface Machine {
  readonly name: string;
  readonly architecture: Architecture;
  readonly vcpus: number;
  readonly memoryMb: number;
  readonly dollarsPerHour: number;
  /** Of a burstable instance; null where all of its CPU is in its price. */
  readonly credits: { readonly baselineShare: number; readonly dollarsPerSurplusVcpuHour: number } | null;
}

export interface MonthOfWork {
  readonly files: number;
  readonly cpuSecondsPerFile: number;
  readonly machines: number;
  readonly hours: number;
}

/** Whole machines for a volume, one at least. */
export const machinesFor = (files: number, filesPerMachine: number): number =>
  Math.max(1, Math.ceil(files / filesPerMachine));

/**
 * Dollars for machines that share a month's work evenly. Source for credits: Amazon EC2 User Guide, "Unlimited mode concepts
 * for burstable performance instances".
 */
export function machineMonth(
  machine: Machine,
  { cpuSecondsPerFile, files, hours, machines }: MonthOfWork,
): number {
  const base = machines * hours * machine.dollarsPerHour;
  if (machine.credits === null) return base;
  const earnedVcpuHours = machines * hours * machine.vcpus * machine.credits.baselineShare;
  const usedVcpuHours = (files * cpuSecondsPerFile) / 3600;
  const surplus = Math.max(0, usedVcpuHours - earnedVcpuHours);
  return base + surplus * machine.credits.dollarsPerSurplusVcpuHour;
}
