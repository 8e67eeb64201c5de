import { type DryRun, type DryRunOptions, dryRunBatch } from '@parquetry/delivery';
import { ExitCode } from '../../exit-codes.ts';
import { formatBytes, formatCount, formatDollars, formatTable, plural } from '../../terminal/format.ts';
import { answer, answerJson, say } from '../../terminal/terminal.ts';
import type { CommandContext } from '../command-context.ts';

function table({ objects, bytes, requests, dollars: cost }: DryRun): string {
  const asked = Object.entries(requests).filter(([, count]) => count > 0);
  return formatTable(
    [
      ['', 'number', 'dollars'],
      ['files to convert', formatCount(objects), ''],
      ['their size', formatBytes(bytes), ''],
      ...asked.map(([name, count]) => [
        `${name} requests`,
        formatCount(count),
        formatDollars(cost.byRequest[name as keyof typeof cost.byRequest]),
      ]),
      [
        'all requests',
        formatCount(asked.reduce((sum, [, count]) => sum + count, 0)),
        formatDollars(cost.requests),
      ],
    ],
    new Set([1, 2]),
  );
}

function notes({ skipped, refused, leftOut, changed, prices }: DryRun): string[] {
  const out = Object.entries(leftOut).filter(([, count]) => count > 0);
  return [
    `prices: ${prices.storageClass} in ${prices.region}, ${prices.asOf} (${prices.source})`,
    ...(skipped > 0 ? [`finished before: ${formatCount(skipped)}`] : []),
    ...(changed > 0 ? [`changed since they were converted: ${formatCount(changed)}`] : []),
    ...(out.length > 0
      ? [`passed over: ${out.map(([reason, count]) => `${formatCount(count)} ${reason}`).join(', ')}`]
      : []),
    ...(refused.length > 0
      ? [`${plural(refused.length, 'file')} would fail at once, the first: ${refused[0]}`]
      : []),
  ];
}

/** What a batch would do and what its requests would cost. Nothing is written. */
export async function tellDryRun(
  options: DryRunOptions,
  { json, terminal }: CommandContext,
): Promise<ExitCode> {
  const found = await dryRunBatch(options);
  if (json) answerJson(terminal, found);
  else {
    answer(terminal, table(found));
    for (const note of notes(found)) say(terminal, note);
  }
  return found.refused.length > 0 ? ExitCode.badAnswer : ExitCode.done;
}
