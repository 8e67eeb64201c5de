import { environment, placeOf, type TargetFacts } from '@parquetry/bench';
import { type FunctionFacts, invokeVersion, systemClock, type VersionAnswer } from '@parquetry/tune';
import { z } from 'zod';
import { UsageError } from '../../exit-codes.ts';
import type { BenchPlace } from './bench-place.ts';
import { priceOf } from './size-and-price.ts';

/** What a function says of itself, and how its CPU is shared; null on AWS. */
export interface DescribedBench extends TargetFacts {
  readonly cpuControl: Extract<VersionAnswer, { status: 'answered' }>['cpuControl'];
}

const described = z.object({ environment });

const noBench = ({ name }: FunctionFacts, because = '') =>
  new UsageError(
    `${name} does not answer as a bench function of this version does${because}: see docs/deploy.md`,
  );

/** Asks the function, as it is set, what it runs on. @throws UsageError where it is no bench function */
export async function describeBench(place: BenchPlace, signal: AbortSignal): Promise<DescribedBench> {
  const { clients, facts, isLocal } = place;
  const event = JSON.stringify({ action: 'describe' });
  const asked = { facts, version: '$LATEST', memoryMb: facts.memoryMb, event };
  const answer = await invokeVersion(clients, systemClock, asked, signal);
  if (answer.status === 'failed') throw noBench(facts, ` (${answer.error})`);
  const said = described.safeParse(answer.answer).data;
  if (said === undefined) throw noBench(facts);
  const here = placeOf(said.environment).replace('local', 'local Lambda');
  return {
    // Quota and limit are those of the size as it was found, and each row has its own.
    environment: { ...said.environment, cpuQuotaCores: null, memoryLimitBytes: null },
    place: isLocal ? here : `AWS Lambda · ${facts.region}`,
    price: priceOf(facts),
    cpuControl: answer.cpuControl,
  };
}
