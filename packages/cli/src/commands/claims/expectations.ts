import { type ClaimsRecord, claimIds, verdicts } from '@parquetry/bench';
import { UsageError } from '../../exit-codes.ts';

type ClaimId = (typeof claimIds)[number];
type Verdict = (typeof verdicts)[number];

export type Expectations = ReadonlyMap<ClaimId, Verdict>;

const withHyphens = (verdict: string) => verdict.replaceAll(' ', '-');

function parseOne(text: string): readonly [ClaimId, Verdict] {
  const [name = '', wanted = ''] = text.split('=').map((part) => part.trim());
  const id = claimIds.find((one) => one === name.toUpperCase());
  const verdict = verdicts.find((one) => withHyphens(one) === withHyphens(wanted.toLowerCase()));
  if (id !== undefined && verdict !== undefined) return [id, verdict];
  throw new UsageError(
    `--expect ${text}: write a claim and a verdict, as R1=reproduced; claims: ${claimIds.join(', ')}; verdicts: ${verdicts.map(withHyphens).join(', ')}`,
  );
}

/** What has to come out. @throws UsageError on what is no claim, no verdict, or two for one claim. */
export function parseExpectations(texts: readonly string[] = []): Expectations {
  const parsed = texts.map(parseOne);
  const expected = new Map(parsed);
  if (expected.size === parsed.length) return expected;
  throw new UsageError('--expect names a claim twice; expect one verdict of each');
}

/** What came out otherwise, in words: `R1 is exceeded, expected reproduced`. */
export function unexpected(expected: Expectations, { claims }: Pick<ClaimsRecord, 'claims'>): string[] {
  return claims.flatMap(({ id, findings }) => {
    const wanted = expected.get(id);
    const found = findings[0]!.verdict;
    return wanted === undefined || wanted === found ? [] : [`${id} is ${found}, expected ${wanted}`];
  });
}
