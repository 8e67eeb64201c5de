import { isMemoryRefused, wordsOf } from '../invoke/service-error.ts';
import { TuneError } from '../plan/tune-error.ts';
import type { ControlPlane } from './control-plane.ts';
import type { Journal } from './journal.ts';
import { isSet, type LatestSetting, setLatest } from './set-latest.ts';

/** What every account may use; new ones no more than this. Source: AWS Lambda quotas, "New AWS accounts". */
const GIVEN_TO_ALL_MB = 3008;

/** A memory size that this account is not given. */
interface RefusedSize {
  readonly memoryMb: number;
  /** In Lambda's words, with the way out. */
  readonly because: string;
}

export interface TriedSizes {
  readonly refused: readonly RefusedSize[];
  /** As `$LATEST` is now. */
  readonly latest: LatestSetting;
}

export interface TryingSizes {
  readonly name: string;
  /** As `$LATEST` was found. */
  readonly original: LatestSetting;
  readonly memoryMb: readonly number[];
  readonly journal: Journal;
}

const refusedSize = (memoryMb: number, error: unknown): RefusedSize => ({
  memoryMb,
  because: `Lambda does not give it to this account (${wordsOf(error)}): ask AWS Support for a higher memory quota, or leave it out`,
});

/**
 * Sets `$LATEST` to the sizes that not every account is given, the largest first, until one is accepted: smaller ones are
 * then as well. `$LATEST` stays there: whoever calls this restores it, whatever happens.
 *
 * @throws TuneError where it is not the size that is refused; `refused` where somebody else has changed the function.
 */
export async function tryLargeSizes(plane: ControlPlane, trying: TryingSizes): Promise<TriedSizes> {
  const { journal, name, original } = trying;
  const known = Math.max(GIVEN_TO_ALL_MB, original.memoryMb);
  const large = new Set(trying.memoryMb.filter((memoryMb) => memoryMb > known));
  const refused: RefusedSize[] = [];
  for (const memoryMb of [...large].toSorted((a, b) => b - a)) {
    const wanted = { ...original, memoryMb };
    await journal.write({ event: 'trying', memoryMb });
    try {
      await setLatest(plane, name, wanted, (found) => isSet(found, original));
      return { refused, latest: wanted };
    } catch (error) {
      if (!(error instanceof TuneError && isMemoryRefused(error.cause))) throw error;
      refused.push(refusedSize(memoryMb, error.cause));
    }
  }
  return { refused, latest: original };
}
