import { type Fault, type FaultPlan, faultPlan } from '@parquetry/local-aws/network';

/** Long enough to be a wait, short enough to have thousands of them. */
const TIME_OUT_MS = 250;
const SLOW_BYTES_PER_SECOND = 2e6;
const HALF = { share: 0.5 };

/** Every kind of fault there is. */
const FAULTS: readonly Fault[] = [
  { kind: 'slow-down', when: 'before' },
  { kind: 'internal-error', when: 'before' },
  { kind: 'reset', when: 'before' },
  { kind: 'reset', when: 'after' },
  { kind: 'time-out', when: 'before', afterMs: TIME_OUT_MS },
  { kind: 'time-out', when: 'after', afterMs: TIME_OUT_MS },
  { kind: 'slow-body', bytesPerSecond: SLOW_BYTES_PER_SECOND },
  { kind: 'cut-body', how: 'reset', at: HALF },
  { kind: 'cut-body', how: 'end', at: HALF },
];

/** So many kinds at one rate have to fit into all requests. */
export const MOST_RATE = 1 / FAULTS.length;

/** Each fault strikes this share of all requests, whatever they ask for. */
export const faultMix = (rate: number): FaultPlan =>
  faultPlan.parse({ rules: FAULTS.map((fault) => ({ fault, strikes: { rate } })) });
