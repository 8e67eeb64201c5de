import type { Estimate } from '../record/estimate.ts';
import { LEAST_CONFIDENCE } from '../statistics/compare-rounds.ts';
import type { ClaimedRange, Ruling } from './claims-record.ts';

const NO_FIGURE: Ruling = {
  verdict: 'not meaningful',
  isSettled: true,
  because: 'there is no figure of both for one round',
};

const worse = (because: string, isSettled: boolean): Ruling => ({
  verdict: 'not reproduced',
  isSettled,
  because,
});

const reproduced = (because: string): Ruling => ({ verdict: 'reproduced', isSettled: true, because });

const UNSETTLED = 'the interval reaches from the claimed range to worse: more samples could settle it';

/** A departure from what is claimed is worse to either side. */
function judgeWithin({ low, high }: Estimate, least: number, most: number): Ruling {
  if (low >= least && high <= most) return reproduced('the whole interval is within the claimed range');
  if (high < least || low > most) return worse('the whole interval is outside the claimed range', true);
  return worse(UNSETTLED, false);
}

/** `worst` is what the claim promises at least, `best` what it promises at most. More is better. */
function judgeMore({ low, high }: Estimate, worst: number, best: number): Ruling {
  if (low > best) {
    return {
      verdict: 'exceeded',
      isSettled: true,
      because: 'the whole interval is better than the claimed range',
    };
  }
  if (low >= worst) return reproduced('the whole interval is as good as claimed');
  if (high < worst) return worse('the whole interval is worse than the claimed range', true);
  return worse(UNSETTLED, false);
}

const mirrored = (found: Estimate): Estimate => ({ ...found, low: -found.high, high: -found.low });

/**
 * Holds the interval of what was found against what is claimed. The burden is the claim's: it counts as reproduced when
 * even the worse end of the interval is in the claimed range, as exceeded when even that is better than all of it. Where the
 * interval straddles the worse end of the range the claim is not reproduced, and not settled.
 */
export function judgeFigure(found: Estimate | undefined, { low, high, better }: ClaimedRange): Ruling {
  if (found === undefined) return NO_FIGURE;
  if (found.confidence < LEAST_CONFIDENCE) {
    const samples = found.samples === 1 ? 'one sample is' : `${found.samples} samples are`;
    const because = `${samples} too few for an interval that means something; use --rounds 5 or more`;
    return { verdict: 'not meaningful', isSettled: true, because };
  }
  const [least, most] = [low ?? Number.NEGATIVE_INFINITY, high ?? Number.POSITIVE_INFINITY];
  switch (better) {
    case 'more':
      return judgeMore(found, least, most);
    case 'less':
      return judgeMore(mirrored(found), -most, -least);
    case 'within':
      return judgeWithin(found, least, most);
    default:
      return better satisfies never;
  }
}
