import { availabilitySeen, type CampaignRecord, type RunRecord } from '@parquetry/bench/record';
import { faultChart } from '../charts/campaign-charts.ts';
import { type Html, html } from '../html.ts';
import { format } from '../text/quantities.ts';
import { claimTable, findingsTable, judgeText, killTable, letterTable } from './campaign-tables.ts';
import { barTable } from './chart-table.ts';
import { figure } from './figure.ts';
import { warningsCard } from './limits-section.ts';

const LIMITS = [
  {
    title: 'One machine, one S3',
    text: 'S3 is an embedded one, in memory, and the network is played before it. What S3 itself might lose is not looked for, and its limits of requests are not met.',
  },
  {
    title: 'Processes die, machines do not',
    text: 'A process is killed by SIGKILL in the midst of a request. What its system had been given by then still goes out; a machine that loses its power would send less.',
  },
  {
    title: 'One at a time',
    text: 'The next process starts when the one before is gone. Two that deliver the same prefix at once are not part of it.',
  },
  {
    title: 'Chance',
    text: 'Faults are drawn from the seed, and so are the steps; which request comes when is up to the machine. Another run meets other coincidences.',
  },
] as const;

/** Faults, kills, dead letters, and the claim that is judged by them. */
export function campaignSection(campaign: CampaignRecord): Html {
  const chart = faultChart(campaign);
  const { profile, rate, engine, requestsSent, uploads } = campaign;
  const spared = format('percent', availabilitySeen(campaign));
  return html`<section class="wrap" id="campaign"><h2>What was looked for, and what stood in the way</h2>
<p class="lead">${judgeText(campaign)}</p>
<div class="card"><h3>What was found in the store</h3>${findingsTable(campaign)}</div>
<div class="figures">${figure({
    id: 'faults',
    title: 'Faults by kind',
    caption: `Each kind strikes ${format('percent', rate)} of all requests, whatever they ask for, on a network of the profile ${profile}; bodies that are empty cannot be cut. Of ${format('count', requestsSent)} requests, ${spared} were answered without a fault.`,
    chart,
    table: barTable('Faults by kind', chart),
  })}
<div class="card"><h3>Kills</h3><p class="soft">A kill counts where the process had said the step before, was ended by SIGKILL, and the server had seen what leads to it. Engine ${engine}; ${uploads.created} uploads were created, ${uploads.completed} completed, ${uploads.aborted} aborted.</p>${killTable(campaign)}</div></div>
<div class="card"><h3>Dead letters</h3>${letterTable(campaign)}</div>
<div class="card"><h3>The claim E10</h3><p class="soft">“&gt; 99 % success with retry, dead letters cleared in &lt; 5 min, availability &gt; 99.9 % with the breaker”: of objects, since requests fail as often as the plan says.</p>${claimTable(campaign)}</div>
</section>`;
}

/** What a campaign does not show. */
export function campaignLimits(record: RunRecord): Html {
  const items = LIMITS.map(({ title, text }) => html`<div><dt>${title}</dt><dd>${text}</dd></div>`);
  return html`<section class="wrap" id="limits"><h2>What this does not show</h2>
${warningsCard(record)}<dl class="limits">${items}</dl></section>`;
}
