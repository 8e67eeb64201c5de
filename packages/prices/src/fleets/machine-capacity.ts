import type { FileWork, FleetAssumptions } from './file-work.ts';
import type { Machine } from './machine.ts';

export interface Capacity {
  readonly filesPerMonth: number;
  /** Files at once. */
  readonly atOnce: number;
  readonly limitedBy: 'cpu' | 'memory';
}

type CapacityResult =
  | { readonly status: 'able'; readonly capacity: Capacity }
  | { readonly status: 'unsupported'; readonly because: string };

/** What one machine converts in a month: as many files at once as fit its memory, but no more than its vCPUs can compute. */
export function capacityOf(
  machine: Machine,
  { cpuSecondsPerFile, lambda, peakMemoryMb, secondsPerFile }: FileWork,
  { reservedMemoryMb, utilisation }: FleetAssumptions,
  hours: number,
): CapacityResult {
  if (machine.architecture !== lambda.architecture)
    return {
      status: 'unsupported',
      because: `it is ${machine.architecture}, and the work was measured on ${lambda.architecture}`,
    };
  const freeMb = machine.memoryMb - reservedMemoryMb;
  const fitting = Math.floor(freeMb / peakMemoryMb);
  if (fitting < 1)
    return {
      status: 'unsupported',
      because: `a file takes ${Math.ceil(peakMemoryMb)} MB, and ${freeMb} MB of ${machine.memoryMb} are free`,
    };
  const byMemory = fitting / secondsPerFile;
  const byCpu = machine.vcpus / cpuSecondsPerFile;
  const capacity: Capacity = {
    filesPerMonth: Math.min(byMemory, byCpu) * utilisation * hours * 3600,
    atOnce: Math.min(fitting, Math.max(1, Math.ceil(byCpu * secondsPerFile))),
    limitedBy: byMemory < byCpu ? 'memory' : 'cpu',
  };
  return { status: 'able', capacity };
}
