import type { RunRecord } from '@parquetry/bench/record';
import { type Html, html } from '../../html.ts';
import { warningsCard } from '../limits-section.ts';

interface Limit {
  readonly title: string;
  readonly text: string;
}

const OF_A_GATE: readonly Limit[] = [
  {
    title: 'A pass is no proof of equality',
    text: 'It excludes a slowdown beyond the upper end of the interval. What is smaller may be there, and adds up from change to change: the history is for that.',
  },
  {
    title: 'One machine',
    text: 'Both builds ran on this machine, on its processor, with its versions. Another processor may weigh the same change otherwise.',
  },
  {
    title: 'What was measured, and nothing else',
    text: 'A change that no benchmark runs through is not seen. Changed files of the harness are named above, because they measure and are not measured.',
  },
  {
    title: 'Wall time is coarse',
    text: 'CPU time decides. A change that waits longer without computing more is seen only where it is large, or where a counter moves.',
  },
];

const OF_A_HISTORY: readonly Limit[] = [
  {
    title: 'When, not why',
    text: 'A change says between which commits the figures moved. The reason may be one of them, or something of the machine that its fingerprint does not hold.',
  },
  {
    title: 'No machine against another',
    text: 'Each line belongs to one fingerprint. Where that changes, a new line begins, and whatever happened in between is not seen.',
  },
  {
    title: 'Short lines',
    text: 'Fewer than ten points are not searched for changes.',
  },
];

function limitsOf(record: RunRecord, limits: readonly Limit[]): Html {
  const items = limits.map(({ title, text }) => html`<div><dt>${title}</dt><dd>${text}</dd></div>`);
  return html`<section class="wrap" id="limits"><h2>What this does not show</h2>
${warningsCard(record)}<dl class="limits">${items}</dl></section>`;
}

/** What a gate does not show. */
export const gateLimits = (record: RunRecord): Html => limitsOf(record, OF_A_GATE);

/** What a history does not show. */
export const historyLimits = (record: RunRecord): Html => limitsOf(record, OF_A_HISTORY);
