import type { GateAcceptance } from '@parquetry/bench/record';
import { slowdownText } from './parse-slowdown.ts';
import { type AcceptedSlowdown, REVIEWED_FILE, type ReviewedFile } from './reviewed-file.ts';

/** Two reviewed files, and what is compared with what. */
export interface Acceptable {
  readonly head: ReviewedFile | undefined;
  readonly base: ReviewedFile | undefined;
  /** Full hash of base's commit; of a directory without one, a hash of its content. */
  readonly baseCommit: string;
  /** Names of all benchmarks of this run. */
  readonly benchmarks: readonly string[];
}

const isSame = (one: AcceptedSlowdown, other: AcceptedSlowdown) =>
  one.benchmark === other.benchmark &&
  one.metric === other.metric &&
  one.upTo === other.upTo &&
  one.because === other.because &&
  one.base === other.base;

const quoted = (text: string) => `'${text.replaceAll("'", "'\\''")}'`;

const again = ({ benchmark, metric, upTo }: AcceptedSlowdown, baseCommit: string) =>
  `parquetry gate accept ${quoted(benchmark)}${metric === 'cpu' ? '' : ` --metric ${metric}`} --up-to ${slowdownText(upTo)} --base ${baseCommit} --because '…'`;

const short = (commit: string) => commit.slice(0, 12);

function whyVoid(one: AcceptedSlowdown, { base, baseCommit, benchmarks }: Acceptable): string | undefined {
  if (base?.accepted.some((other) => isSame(one, other))) {
    return `it was merged: base's own ${REVIEWED_FILE} has it, and the slowdown is part of base; take it out of the file`;
  }
  if (!benchmarks.includes(one.benchmark)) {
    return 'no benchmark of this run has that name: it was renamed, removed or not chosen; take it out of the file, or correct the name';
  }
  if (one.base !== baseCommit) {
    return `it was accepted against ${short(one.base)}, and this run compares with ${short(baseCommit)}: look at these figures, and where they are still meant: ${again(one, baseCommit)}`;
  }
  return undefined;
}

/** What head's reviewed file accepts, in its order, each with the reason why it does not count in this run, if there is one. */
export const standingAcceptances = (run: Acceptable): GateAcceptance[] =>
  (run.head?.accepted ?? []).map((one) => {
    const reason = whyVoid(one, run);
    return reason === undefined ? one : { ...one, void: reason };
  });
