import { MB_PER_VCPU } from '@parquetry/prices';
import type { Estimate } from '../record/estimate.ts';
import type { Figures } from '../record/run-record.ts';
import { scaleEstimate } from '../statistics/estimate-median.ts';
import type { LambdaPrice } from './lambda-prices.ts';

const SMALLEST_MB = 128;
const LARGEST_MB = 10_240;
const STEP_MB = 64;
const BYTES_PER_MB = 1 << 20;
const MB_PER_GB = 1024;

const roundedUp = (megabytes: number) => Math.ceil(megabytes / STEP_MB) * STEP_MB;

export interface Usage {
  readonly msPerFile: Estimate;
  /** CPU time over wall time. */
  readonly cores: number;
  /** Null where unknown. */
  readonly peakRssBytes: number | null;
}

/** A function that a time is priced at, and why that one. */
export interface FunctionSize {
  readonly memoryMb: number;
  readonly basis: string;
}

/** The smallest function that has both the memory and the CPU that were used. */
function functionSize({ cores, peakRssBytes }: Usage): FunctionSize {
  const cpuMb = roundedUp(cores * MB_PER_VCPU);
  const rssMb = peakRssBytes === null ? 0 : roundedUp(peakRssBytes / BYTES_PER_MB);
  const needed = Math.max(cpuMb, rssMb, SMALLEST_MB);
  const memoryMb = Math.min(needed, LARGEST_MB);
  const used = `${cores.toFixed(2)} cores at ${MB_PER_VCPU} MB per vCPU`;
  const peak =
    peakRssBytes === null
      ? 'peak memory unknown'
      : `peak memory ${Math.ceil(peakRssBytes / BYTES_PER_MB)} MB`;
  const reason =
    rssMb > cpuMb ? `${peak}; the CPU used needs less (${used})` : `the CPU used: ${used}; ${peak}`;
  const capped = needed > LARGEST_MB ? `, more than the largest function has (${needed} MB)` : '';
  return { memoryMb, basis: `${reason}${capped}; rounded up to a multiple of ${STEP_MB} MB` };
}

/**
 * What the measured time costs on Lambda, in a warm function and without the fee per request.
 *
 * @param size the one it was measured at; the smallest that would do when absent.
 */
export function priceTime(
  usage: Usage,
  price: LambdaPrice,
  size: FunctionSize = functionSize(usage),
): Figures['cost'] {
  const { memoryMb, basis } = size;
  const gbSecondsPerFile = scaleEstimate(usage.msPerFile, memoryMb / MB_PER_GB / 1000);
  return {
    memoryMb,
    basis,
    gbSecondsPerFile,
    dollarsPerMillionFiles: scaleEstimate(gbSecondsPerFile, price.dollarsPerGbSecond * 1e6),
  };
}
