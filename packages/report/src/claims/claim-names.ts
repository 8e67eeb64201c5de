import type { ClaimId, ClaimsRecord, Finding, JudgedClaim } from '@parquetry/bench/record';
import { listed } from '../text/words.ts';

/** What a claim is called in a few words. */
export const CLAIM_NAMES: Readonly<Record<ClaimId, string>> = {
  R1: 'Time per file',
  R2: 'Files per minute',
  R3: 'S3 requests',
  R4: 'Batches',
  R5: 'Monthly cost',
  R6: 'Stages',
  R7: 'Straight line',
  R8: 'Cache and pool',
};

/** The verdict of a claim is that of its first finding. */
export const decisive = ({ findings }: JudgedClaim): Finding => findings[0]!;

type Tone = 'exceeded' | 'reproduced' | 'refuted' | 'unsettled' | 'meaningless';

/** How a ruling looks: its colour and mark. */
export function toneOf({ verdict, isSettled }: Pick<Finding, 'verdict' | 'isSettled'>): Tone {
  switch (verdict) {
    case 'exceeded':
    case 'reproduced':
      return verdict;
    case 'not reproduced':
      return isSettled ? 'refuted' : 'unsettled';
    case 'not meaningful':
      return 'meaningless';
    default:
      return verdict satisfies never;
  }
}

export const TONE_MARKS: Readonly<Record<Tone, string>> = {
  exceeded: '▲',
  reproduced: '✓',
  refuted: '✗',
  unsettled: '?',
  meaningless: '–',
};

/** `not reproduced, unsettled` */
export const verdictWords = ({ verdict, isSettled }: Pick<Finding, 'verdict' | 'isSettled'>): string =>
  isSettled ? verdict : `${verdict}, unsettled`;

const VERDICTS = ['exceeded', 'reproduced', 'not reproduced', 'not meaningful'] as const;

/** `1 of 8 is exceeded, 2 are reproduced and 5 are not reproduced` */
export function verdictCounts({ claims }: Pick<ClaimsRecord, 'claims'>): string {
  const counts = VERDICTS.map((verdict) => ({
    verdict,
    count: claims.filter((claim) => decisive(claim).verdict === verdict).length,
  })).filter(({ count }) => count > 0);
  const words = counts.map(({ verdict, count }, index) => {
    const subject = index === 0 ? `${count} of ${claims.length}` : String(count);
    return `${subject} ${count === 1 ? 'is' : 'are'} ${verdict}`;
  });
  return listed(words);
}

export const networkWords = (profile: string): string =>
  profile === 'none' ? 'no network between' : `network profile ${profile}`;

export const baselineWords = ({ baseline }: Pick<ClaimsRecord, 'baseline'>): string =>
  baseline.kind === 'command' ? 'your own converter' : 'our Node re-implementation of the original';
