import type { FunctionFacts, TunePlan } from '@parquetry/tune';
import { formatDollars, plural } from '../../terminal/format.ts';
import { sayNote } from '../../terminal/say-note.ts';
import { say, type Terminal } from '../../terminal/terminal.ts';

function placeLines({ account, arn, eventSources, memoryMb, qualifier, region, runtime }: FunctionFacts) {
  const sources = eventSources.map(
    ({ arn: source, invokes, isEnabled }) => `${source} → ${invokes}${isEnabled ? '' : ' (disabled)'}`,
  );
  return [
    ['account', account ?? 'not known'],
    ['region', region],
    ['function', `${arn}${qualifier === null ? '' : `:${qualifier}`}`],
    ['now', `${memoryMb} MB, ${runtime ?? 'container image'}`],
    ['event sources', sources.length === 0 ? 'none' : sources.join(', ')],
  ] as const;
}

function workLines({ dollars: bill, invocations, otherCalls, versions }: TunePlan) {
  const { all, cold, warm, warmUps } = invocations;
  return [
    ['invocations', `${all}: ${warm} warm, ${cold} cold, up to ${plural(warmUps, 'warm-up')}`],
    ['other calls', `about ${otherCalls}: ${plural(versions, 'version')} published and deleted again`],
    [
      'dollars',
      `about ${formatDollars(bill.guess)}; ${formatDollars(bill.most)} if every invocation ran into its time-out`,
    ],
  ] as const;
}

/** What a tune would do and cost, as lines. */
export function planText(plan: TunePlan): string {
  const lines = [...placeLines(plan.facts), ...workLines(plan)];
  const width = Math.max(...lines.map(([name]) => name.length));
  return lines.map(([name, value]) => `${name.padEnd(width)}  ${value}`).join('\n');
}

export function tellPlan(plan: TunePlan, terminal: Terminal): void {
  say(terminal, planText(plan));
  for (const warning of plan.warnings) sayNote(terminal, warning);
}
