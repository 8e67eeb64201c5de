import { MB_PER_VCPU } from '@parquetry/prices';
import { type FunctionFacts, versionsFor } from '@parquetry/tune';
import { UsageError } from '../../exit-codes.ts';
import { isAllowed } from '../../terminal/ask.ts';
import { formatDollars, plural } from '../../terminal/format.ts';
import { say } from '../../terminal/terminal.ts';
import type { CommandContext } from '../command-context.ts';
import type { BenchPlace } from './bench-place.ts';
import { dollarsOf } from './size-and-price.ts';
import type { TargetOptions } from './target-options.ts';

type Needed = ReadonlyMap<number, number>;

/** Of a sample at a whole core: files are fetched and converted some times. */
const GUESSED_MS = 5000;

function billOf(needed: Needed, facts: FunctionFacts, billedMs: (memoryMb: number) => number): number {
  const bills = [...needed].map(
    ([memoryMb, count]) => count * dollarsOf(facts, memoryMb, billedMs(memoryMb)),
  );
  return bills.reduce((all, one) => all + one, 0);
}

/** What a run in a function would do and cost, as lines. */
export function targetPlanText({ facts, objects }: Pick<BenchPlace, 'facts' | 'objects'>, needed: Needed) {
  const { account, arn, memoryMb, region, timeoutSeconds } = facts;
  const mostMs = timeoutSeconds * 1000;
  const guess = billOf(needed, facts, (size) =>
    Math.min(mostMs, GUESSED_MS * Math.max(1, MB_PER_VCPU / size)),
  );
  const invocations = [...needed.values()].reduce((all, one) => all + one, 0);
  const lines = [
    ['account', account ?? 'not known'],
    ['region', region],
    ['function', arn],
    ['now', `${memoryMb} MB; sizes to measure: ${[...needed.keys()].join(', ')} MB`],
    ['objects', `${objects.bucket}/${objects.prefix}, deleted again`],
    ['invocations', `about ${invocations}, each the first of its environment`],
    ['other calls', `${plural(versionsFor(needed, facts), 'version')} published and deleted again`],
    [
      'dollars',
      `about ${formatDollars(guess)}; ${formatDollars(billOf(needed, facts, () => mostMs))} if every invocation ran into its time-out`,
    ],
  ] as const;
  const width = Math.max(...lines.map(([name]) => name.length));
  return { text: lines.map(([name, value]) => `${name.padEnd(width)}  ${value}`).join('\n'), dollars: guess };
}

/** Shows what would be done and asks; nobody is asked about this machine's own Lambda. @throws UsageError above --max-usd */
export async function mayBegin(
  place: BenchPlace,
  needed: Needed,
  { maxUsd, yes }: TargetOptions,
  { terminal }: CommandContext,
): Promise<boolean> {
  if (place.isLocal) return true;
  const plan = targetPlanText(place, needed);
  say(terminal, plan.text);
  if (plan.dollars > maxUsd) {
    throw new UsageError(
      `about ${formatDollars(plan.dollars)} are more than the $${maxUsd} allowed: fewer sizes, engines or --processes, or --max-usd`,
    );
  }
  return yes === true || (await isAllowed('Go ahead?', terminal));
}
