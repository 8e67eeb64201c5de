import type { ClaimsRecord, JudgedLadder } from '@parquetry/bench/record';
import { uncertainty } from '../text/estimates.ts';
import { format } from '../text/quantities.ts';
import { figure, type Sentence, sentence } from '../text/sentence.ts';
import { baselineWords, networkWords, verdictCounts } from './claim-names.ts';

type MeasuredRung = Extract<JudgedLadder['rungs'][number]['result'], { status: 'measured' }>;

function together({ rungs }: JudgedLadder): MeasuredRung | undefined {
  const result = rungs.find(({ kind }) => kind === 'together')?.result;
  return result?.status === 'measured' ? result : undefined;
}

function onNetwork(ladder: JudgedLadder): Sentence | undefined {
  const gain = together(ladder)?.timesAsFast;
  if (!gain) return undefined;
  const times = figure(`${format('rate', gain.median)} times`);
  return sentence`${times} as fast with ${networkWords(ladder.profile)} (${uncertainty('rate', gain)})`;
}

const joined = (parts: readonly Sentence[]): Sentence =>
  parts.flatMap((part, index) => (index === 0 ? part : sentence` and ${part}`));

/** What came of the claims, in one sentence that says no more than the samples do. */
export function claimsAnswer(claims: ClaimsRecord): Sentence {
  const counts = verdictCounts(claims);
  const gains = claims.ladders.map(onNetwork).filter((part) => part !== undefined);
  if (gains.length === 0) {
    return sentence`Of the report’s claims ${counts}; the optimized pipeline was not measured.`;
  }
  return sentence`Of the report’s claims ${counts}. With the codecs held fixed all its measures together are ${joined(gains)}, against ${baselineWords(claims)}.`;
}

/** For a window's title. */
export const claimsTitle = (claims: ClaimsRecord): string => `claims: ${verdictCounts(claims)}`;
