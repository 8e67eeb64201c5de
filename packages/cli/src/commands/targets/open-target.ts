import {
  environment,
  type LambdaTarget,
  placeOf,
  type RunRecord,
  type TargetAnswer,
  type TargetFacts,
} from '@parquetry/bench';
import { engineMemoryMb, threadsOfMemory } from '@parquetry/lambda';
import { defaultPrices, invocationDollars, pricesOf } from '@parquetry/prices';
import {
  type FreshVersions,
  type FunctionFacts,
  invokeVersion,
  openFreshVersions,
  systemClock,
  type VersionAnswer,
} from '@parquetry/tune';
import { z } from 'zod';
import { UsageError } from '../../exit-codes.ts';
import type { BenchPlace } from './bench-place.ts';

const MIB = 1 << 20;

/** What an engine may use of a function of so many MB. */
export const limitsOfSize = (memoryMb: number) => ({
  memoryBytes: engineMemoryMb(memoryMb) * MIB,
  threads: threadsOfMemory(memoryMb),
});

export const pricesFor = ({ region }: Pick<FunctionFacts, 'region'>) => pricesOf(region) ?? defaultPrices;

/** What so many ms at a size are billed. */
export const dollarsOf = (facts: FunctionFacts, memoryMb: number, billedMs: number): number => {
  const { architecture, ephemeralStorageMb } = facts;
  return invocationDollars({ architecture, billedMs, ephemeralStorageMb, memoryMb }, pricesFor(facts)).total;
};

function priceOf(facts: FunctionFacts): RunRecord['price'] {
  const { asOf, lambda, region, sources } = pricesFor(facts);
  const { architecture } = facts;
  return {
    region,
    asOf,
    source: sources.find(({ what }) => what.includes('Lambda'))?.url ?? '',
    architecture,
    dollarsPerGbSecond: lambda.compute[architecture][0]!.dollars,
  };
}

const described = z.object({ environment });

/** Asks the function, as it is set, what it runs on. @throws UsageError where it is no bench function */
async function describe(place: BenchPlace, signal: AbortSignal): Promise<TargetFacts> {
  const { clients, facts, isLocal } = place;
  const event = JSON.stringify({ action: 'describe' });
  const asked = { facts, version: '$LATEST', memoryMb: facts.memoryMb, event };
  const answer = await invokeVersion(clients, systemClock, asked, signal);
  const said = answer.status === 'answered' ? described.safeParse(answer.answer).data : undefined;
  if (said === undefined) {
    const because = answer.status === 'failed' ? ` (${answer.error})` : '';
    throw new UsageError(
      `${facts.name} does not answer as a bench function of this version does${because}: see docs/deploy.md`,
    );
  }
  const here = placeOf(said.environment).replace('local', 'local Lambda');
  return {
    // Quota and limit are those of the size as it was found, and each row has its own.
    environment: { ...said.environment, cpuQuotaCores: null, memoryLimitBytes: null },
    place: isLocal ? here : `AWS Lambda · ${facts.region}`,
    price: priceOf(facts),
  };
}

const answered = (memoryMb: number, answer: VersionAnswer): TargetAnswer => {
  if (answer.status === 'failed') return answer;
  const { report, spoiledBecause } = answer;
  const { billedMs, durationMs, initMs, maxMemoryUsedMb } = report;
  return {
    status: 'answered',
    answer: answer.answer,
    invocation: { memoryMb, durationMs, billedMs, initMs, maxMemoryUsedMb },
    ...(spoiledBecause !== undefined && { spoiledBecause }),
  };
};

export interface TargetRequest {
  readonly place: BenchPlace;
  readonly runId: string;
  /** How many environments of each size, about. */
  readonly needed: ReadonlyMap<number, number>;
  /** For the journal. */
  readonly directory: string;
  /** Null: none are spent. */
  readonly maxDollars: number | null;
  readonly signal: AbortSignal;
  readonly onPublished: (done: number, of: number) => void;
}

/** A function that is ready for samples. */
export interface OpenTarget {
  readonly target: LambdaTarget;
  /** Gives the function back as it was, and deletes the objects. @returns what could not be removed, in words. */
  close(): Promise<string[]>;
}

function targetOf(request: TargetRequest, facts: TargetFacts, versions: FreshVersions): LambdaTarget {
  const { maxDollars, needed, place } = request;
  let spentDollars = 0;
  return {
    name: place.name,
    sizes: [...needed.keys()].map((memoryMb) => ({ memoryMb, limits: limitsOfSize(memoryMb) })),
    temporary: { directory: place.temporaryDirectory, bytes: place.facts.ephemeralStorageMb * MIB },
    objects: place.objects,
    describe: async () => facts,
    async invoke(memoryMb, event, signal) {
      if (maxDollars !== null && spentDollars >= maxDollars) {
        const error = `$${spentDollars.toFixed(4)} were spent, and $${maxDollars} are allowed: see --max-usd`;
        return { status: 'failed', error };
      }
      const version = await versions.take(memoryMb);
      const sent = { facts: place.facts, version, memoryMb, event };
      const answer = await invokeVersion(place.clients, systemClock, sent, signal);
      const billedMs = answer.status === 'answered' ? answer.report.billedMs : (answer.billedMs ?? 0);
      spentDollars += dollarsOf(place.facts, memoryMb, billedMs);
      return answered(memoryMb, answer);
    },
  };
}

/** Locks the function, makes the versions that samples need, and gives it its configuration back. @throws UsageError, TuneError */
export async function openTarget(request: TargetRequest): Promise<OpenTarget> {
  const { directory, needed, onPublished, place, runId, signal } = request;
  const { clients, facts } = place;
  const found = await describe(place, signal);
  const versions = await openFreshVersions(
    { runId, facts, needed, directory },
    { clients, clock: systemClock, signal, onPublished },
  );
  return {
    target: targetOf(request, found, versions),
    close: async () => [...(await versions.close()), ...(await place.clearObjects())],
  };
}
