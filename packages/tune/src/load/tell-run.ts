import type { TuneRecord } from '@parquetry/bench/record';
import type { FunctionFacts } from '../invoke/describe-function.ts';
import { concurrencyOf } from '../plan/plan-visits.ts';
import type { TuneRequest } from '../plan/tune-request.ts';
import type { TuneRun } from '../plan/tune-run.ts';
import type { SampleLog } from './sample-log.ts';

/** The function as it was found, as a record has it. */
export const functionOf = (request: TuneRequest, facts: FunctionFacts): TuneRecord['function'] => ({
  name: facts.name,
  arn: request.place === 'aws' ? facts.arn : null,
  qualifier: facts.qualifier,
  runtime: facts.runtime,
  architecture: facts.architecture,
  codeSha256: facts.codeSha256,
  memoryMb: facts.memoryMb,
  timeoutSeconds: facts.timeoutSeconds,
  ephemeralStorageMb: facts.ephemeralStorageMb,
  snapStart: facts.snapStart,
  ...(facts.concurrency.provisioned && { provisionedEnvironments: facts.concurrency.provisioned }),
  isCopy: request.isCopy,
  isOurs: facts.isOurs,
});

/** What was to be sampled, as a record has it. */
export const planOf = (request: TuneRequest): TuneRecord['plan'] => ({
  memoryMb: [...request.memoryMb],
  engines: [...request.engines],
  concurrency: [...concurrencyOf(request)],
  samples: request.samples,
  coldSamples: request.coldSamples,
  load: { ...request.load },
  payloads: request.payloads.told,
  sloMs: request.sloMs,
  balancedWeight: request.balancedWeight,
  maxDollars: request.maxDollars,
});

/** All that was sampled, in the order of sending. */
export function samplesOf({ entries }: SampleLog): Pick<TuneRun, 'samples' | 'warmUps' | 'lateSends'> {
  const taken = entries.filter((entry) => entry.kind === 'sample');
  const inOrder = taken.toSorted((a, b) => a.sample.slot - b.sample.slot);
  return {
    samples: inOrder.map(({ sample }) => sample),
    warmUps: entries.length - taken.length,
    lateSends: inOrder.flatMap(({ lateMs, sample }) =>
      lateMs === undefined ? [] : [{ slot: sample.slot, lateMs }],
    ),
  };
}
