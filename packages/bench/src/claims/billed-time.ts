import { MB_PER_VCPU } from '@parquetry/prices';

const MB_PER_GB = 1024;

/** Sizes that costs are shown for; 2,048 MB is the document's. */
export const MEMORY_SIZES_MB = [1_024, 1_769, 2_048, 3_008] as const;

export interface FileTime {
  readonly wallMs: number;
  readonly cpuMs: number;
}

/**
 * Time of a file in a function of that size: what was measured, or, where the size has less CPU than was used, the CPU time
 * at its share. A model: it takes for granted that Lambda's processors are as fast as this one.
 */
const billedMs = ({ wallMs, cpuMs }: FileTime, memoryMb: number): number =>
  Math.max(wallMs, (cpuMs * MB_PER_VCPU) / memoryMb);

/** Dollars for a million files at the price of a GB-second. */
export const computeDollars = (time: FileTime, memoryMb: number, dollarsPerGbSecond: number): number =>
  1e6 * (billedMs(time, memoryMb) / 1000) * (memoryMb / MB_PER_GB) * dollarsPerGbSecond;
