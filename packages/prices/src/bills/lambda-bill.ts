import type { Architecture, PriceTable } from '../table/price-table.ts';
import { tieredDollars } from './tiered-dollars.ts';

const MB_PER_GB = 1024;
const MILLION = 1e6;

/** One invocation of an on-demand function. */
export interface Invocation {
  readonly architecture: Architecture;
  readonly memoryMb: number;
  /** As the REPORT has it: the init of a cold start included, rounded up to a ms. A mean over many need be no whole number. */
  readonly billedMs: number;
  /** `/tmp`; 512 when absent, which is in the price. */
  readonly ephemeralStorageMb?: number;
}

export interface InvocationDollars {
  readonly compute: number;
  readonly request: number;
  readonly ephemeralStorage: number;
  readonly total: number;
}

const secondsOf = ({ billedMs }: Pick<Invocation, 'billedMs'>) => billedMs / 1000;

/** GB-seconds that an invocation is billed for. */
export const gbSecondsOf = (invocation: Pick<Invocation, 'billedMs' | 'memoryMb'>): number =>
  secondsOf(invocation) * (invocation.memoryMb / MB_PER_GB);

function ephemeralDollars(invocation: Invocation, { lambda }: PriceTable): number {
  const { dollarsPerGbSecond, includedMb } = lambda.ephemeralStorage;
  const billedMb = Math.max(0, (invocation.ephemeralStorageMb ?? includedMb) - includedMb);
  return secondsOf(invocation) * (billedMb / MB_PER_GB) * dollarsPerGbSecond;
}

/** What one invocation costs in the first tier, which is what sizes are compared by: without the free tier. */
export function invocationDollars(invocation: Invocation, prices: PriceTable): InvocationDollars {
  const compute = gbSecondsOf(invocation) * prices.lambda.compute[invocation.architecture][0]!.dollars;
  const request = prices.lambda.dollarsPerMillionRequests / MILLION;
  const ephemeralStorage = ephemeralDollars(invocation, prices);
  return { compute, request, ephemeralStorage, total: compute + request + ephemeralStorage };
}

export interface LambdaBill {
  readonly gbSeconds: number;
  readonly compute: number;
  readonly requests: number;
  readonly ephemeralStorage: number;
  /** Without the free tier. */
  readonly total: number;
  /** If nothing else in the account uses the free tier, which has no part for `/tmp`. */
  readonly afterFreeTier: number;
}

/** A month of a function that is alone in its account, with tiers. `invocation` is the mean of its invocations. */
export function lambdaBill(
  invocation: Invocation,
  invocationsPerMonth: number,
  prices: PriceTable,
): LambdaBill {
  const { compute: tiers, dollarsPerMillionRequests, freeTier } = prices.lambda;
  const gbSeconds = gbSecondsOf(invocation) * invocationsPerMonth;
  const computeOf = (quantity: number) =>
    tieredDollars(Math.max(0, quantity), tiers[invocation.architecture]);
  const requestsOf = (count: number) => (Math.max(0, count) / MILLION) * dollarsPerMillionRequests;
  const compute = computeOf(gbSeconds);
  const requests = requestsOf(invocationsPerMonth);
  const ephemeralStorage = ephemeralDollars(invocation, prices) * invocationsPerMonth;
  return {
    gbSeconds,
    compute,
    requests,
    ephemeralStorage,
    total: compute + requests + ephemeralStorage,
    afterFreeTier:
      computeOf(gbSeconds - freeTier.gbSeconds) +
      requestsOf(invocationsPerMonth - freeTier.requests) +
      ephemeralStorage,
  };
}
