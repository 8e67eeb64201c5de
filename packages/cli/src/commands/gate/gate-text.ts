import type { GateBenchmark, GateCanary, GateCounter, GateRecord } from '@parquetry/bench';
import { changeText, excludesText, METRIC_WORDS, setPercent, signedPercent } from '@parquetry/report';
import { formatTable, plural } from '../../terminal/format.ts';

const MOST_CHANGES = 10;

const plain = (text: string) => text.replaceAll('\u00a0', ' ');

function fineRow({ name, comparisons, verdict }: GateBenchmark): string[] {
  const fine = comparisons.find(({ role }) => role === 'fine');
  if (fine === undefined) return [name, '', 'not timed', '', '', verdict];
  const { metric, ratio } = fine;
  return [name, METRIC_WORDS[metric], changeText(ratio), excludesText(ratio), String(ratio.pairs), verdict];
}

const movedText = (benchmark: string, { name, base, head, verdict }: GateCounter) =>
  `${benchmark}: ${name} ${base ?? 'none'} → ${head ?? 'none'} (${verdict})`;

export const canaryText = ({ name, found, ratio, misbehaved }: GateCanary) =>
  `canary ${name}: ${signedPercent(ratio.estimate)} in ${plural(ratio.pairs, 'pair')}, ${found}${misbehaved ? ', which is wrong' : ', as it should'}`;

function shownOf(changes: readonly string[]): string[] {
  const left = changes.length - MOST_CHANGES;
  const shown = changes.slice(0, MOST_CHANGES).map((change) => `  ${change}`);
  return left > 0 ? [...shown, `  … and ${left} more, which the record has`] : shown;
}

/** What a gate found, for a terminal: the sentence, a table, and whatever needs a look. */
export function gateText(gate: GateRecord): string {
  const { benchmarks, canaries, acceptances, sentence, reasons, notMeasured } = gate;
  const table = formatTable(
    [['benchmark', 'of', 'change', '', 'pairs', 'verdict'], ...benchmarks.map(fineRow)],
    new Set([4]),
  );
  const moved = benchmarks.flatMap(({ name, counters }) =>
    counters.filter(({ verdict }) => verdict !== 'same').map((counter) => movedText(name, counter)),
  );
  const accepted = acceptances.map(
    ({ benchmark, metric, upTo, because, void: whyVoid }) =>
      `accepted: ${benchmark}, ${METRIC_WORDS[metric]} up to ${setPercent(upTo)}: ${because}${whyVoid ? ` (void: ${whyVoid})` : ''}`,
  );
  const unseen =
    notMeasured.length > 0
      ? ['not measured: of what changed, no benchmark of this run can see', ...shownOf(notMeasured)]
      : [];
  const parts = [
    [sentence],
    benchmarks.length > 0 ? [table] : [],
    moved,
    canaries.map(canaryText),
    accepted,
    reasons.filter((reason) => !sentence.includes(reason)),
    unseen,
  ];
  return `${plain(
    parts
      .filter((part) => part.length > 0)
      .map((part) => part.join('\n'))
      .join('\n\n'),
  )}\n`;
}
