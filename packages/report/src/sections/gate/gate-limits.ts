import type { RunRecord } from '@parquetry/bench/record';
import { type Html, html } from '../../html.ts';
import { warningsCard } from '../limits-section.ts';

const LIMITS = [
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
] as const;

/** What a gate does not show. */
export function gateLimits(record: RunRecord): Html {
  const items = LIMITS.map(({ title, text }) => html`<div><dt>${title}</dt><dd>${text}</dd></div>`);
  return html`<section class="wrap" id="limits"><h2>What this does not show</h2>
${warningsCard(record)}<dl class="limits">${items}</dl></section>`;
}
