import type { TuneRecord } from '@parquetry/bench/record';
import { type Html, html } from '../../html.ts';
import { counted, format } from '../../text/quantities.ts';
import { listed } from '../../text/words.ts';
import { megabytes } from '../../tune/tune-sizes.ts';
import { cpuWords } from './tune-badges.ts';

function loadText({ plan: { load, concurrency } }: TuneRecord): string {
  const atOnce = `${listed(concurrency.map(String))} at once`;
  if (load.kind === 'closed-loop') return `closed loop, ${atOnce}`;
  const ramp = load.rampSeconds ? `, of which the first ${load.rampSeconds}\u00a0s grow up to that` : '';
  return `${load.perSecond} a second for ${load.seconds}\u00a0s${ramp}, however many are answered`;
}

const PAYLOADS = {
  single: 'one for all',
  weighted: 'by weight',
  unique: 'another one for each event',
} as const;

function enginesText({ plan: { engines }, function: { isOurs } }: TuneRecord): string {
  if (engines.length > 0) return engines.join(', ');
  return isOurs ? 'the one that is set' : 'none that it tells';
}

function factsOf(tune: TuneRecord): [string, string][] {
  const { plan, function: of } = tune;
  const { payloads } = plan;
  return [
    ['Function', of.arn ?? of.name],
    ['Version or alias', of.qualifier ?? 'none named'],
    ['Code SHA-256', of.codeSha256 ?? 'unknown'],
    ['/tmp', megabytes(of.ephemeralStorageMb)],
    ['Sizes tried', plan.memoryMb.map(megabytes).join(', ')],
    ['Engines', enginesText(tune)],
    ['Load', loadText(tune)],
    ['Samples', `${plan.samples} warm and ${plan.coldSamples} cold of each size, fixed before the run`],
    ['Payloads', `${payloads.description}; ${PAYLOADS[payloads.kind]}`],
    ['Payloads, size', `${counted(payloads.count, 'payload')}, ${format('bytes', payloads.bytes)}`],
    ['Payloads, SHA-256', payloads.sha256],
    [
      'Balanced',
      `${plan.balancedWeight} × cost of the dearest + ${1 - plan.balancedWeight} × time of the slowest`,
    ],
    ...(plan.sloMs === null
      ? []
      : [['In time', `p95 under ${format('duration', plan.sloMs)}`] as [string, string]]),
    ...(tune.cpuControl === null ? [] : [['Processor', cpuWords(tune.cpuControl)] as [string, string]]),
    ['Run', tune.runId],
    ['Seed of the order', String(tune.seed)],
  ];
}

/** All that has to be the same before two tunes may be compared. */
export function tuneBasisSection(tune: TuneRecord): Html {
  const facts = factsOf(tune).map(([term, value]) => html`<div><dt>${term}</dt><dd>${value}</dd></div>`);
  return html`<section class="wrap" id="tune-basis"><h2>How the function was measured</h2>
<div class="card"><dl class="facts columns">${facts}</dl></div></section>`;
}
