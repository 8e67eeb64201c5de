import type { RunRecord } from '@parquetry/bench';
import { engineMemoryMb, threadsOfMemory } from '@parquetry/lambda';
import { defaultPrices, invocationDollars, pricesOf } from '@parquetry/prices';
import type { FunctionFacts } from '@parquetry/tune';

const MIB = 1 << 20;

/** What an engine may use of a function of so many MB. */
export const limitsOfSize = (memoryMb: number) => ({
  memoryBytes: engineMemoryMb(memoryMb) * MIB,
  threads: threadsOfMemory(memoryMb),
});

const pricesFor = ({ region }: Pick<FunctionFacts, 'region'>) => pricesOf(region) ?? defaultPrices;

/** What so many ms at a size are billed. */
export const dollarsOf = (facts: FunctionFacts, memoryMb: number, billedMs: number): number => {
  const { architecture, ephemeralStorageMb } = facts;
  return invocationDollars({ architecture, billedMs, ephemeralStorageMb, memoryMb }, pricesFor(facts)).total;
};

/** Of a GB-second of a function. */
export function priceOf(facts: FunctionFacts): RunRecord['price'] {
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
