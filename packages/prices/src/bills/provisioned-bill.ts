import type { PriceTable } from '../table/price-table.ts';
import { gbSecondsOf, type Invocation } from './lambda-bill.ts';

/** Environments that are kept ready, and the invocations that they took. What spills over is billed on demand. */
export interface ProvisionedUse {
  readonly invocation: Invocation;
  readonly invocations: number;
  readonly environments: number;
  /** From enabling to disabling; billed in steps of five minutes. */
  readonly enabledSeconds: number;
}

export interface ProvisionedBill {
  readonly billedSeconds: number;
  /** Of being ready, busy or not. */
  readonly idle: number;
  readonly running: number;
  readonly requests: number;
  /** The free tier does not apply. */
  readonly total: number;
}

/** What provisioned concurrency costs. */
export function provisionedBill(use: ProvisionedUse, prices: PriceTable): ProvisionedBill {
  const { dollarsPerGbSecond, roundedUpToSeconds } = prices.lambda.provisioned;
  const rate = dollarsPerGbSecond[use.invocation.architecture];
  const billedSeconds = Math.ceil(use.enabledSeconds / roundedUpToSeconds) * roundedUpToSeconds;
  const readyGbSeconds =
    gbSecondsOf({ memoryMb: use.invocation.memoryMb, billedMs: billedSeconds * 1000 }) * use.environments;
  const idle = readyGbSeconds * rate.idle;
  const running = gbSecondsOf(use.invocation) * use.invocations * rate.running;
  const requests = (use.invocations / 1e6) * prices.lambda.dollarsPerMillionRequests;
  return { billedSeconds, idle, running, requests, total: idle + running + requests };
}
