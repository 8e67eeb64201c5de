import type { CampaignRecord, RunRecord } from '@parquetry/bench/record';
import { campaignSentence, killsOf } from '../campaign.ts';
import { fateChart } from '../charts/campaign-charts.ts';
import { type Html, html, nothing } from '../html.ts';
import { counted, format } from '../text/quantities.ts';
import { campaignRuns } from './campaign-tables.ts';
import { figure } from './figure.ts';
import { marked } from './marked.ts';

function tile(title: string, tag: string, value: string, note: string): Html {
  return html`<li class="tile"><p class="tile-title">${title} <span class="tag">${tag}</span></p>
<p class="tile-figure">${value}</p><p class="tile-interval">${note}</p></li>`;
}

function tiles(campaign: CampaignRecord): Html {
  const { judgement, redrive, runs } = campaign;
  const killed = killsOf(campaign);
  const drain = redrive.drained === 0 ? 'none' : format('duration', redrive.elapsedMs);
  return html`<ul class="tiles" aria-label="Key figures">
${tile('Lost or doubled', 'counted in the store', format('count', judgement.lost.count + judgement.doubled.count), `of ${counted(judgement.offered, 'object')}`)}
${tile('Kills survived', 'SIGKILL', format('count', killed), `${counted(runs.length, 'process', 'processes')} in all`)}
${tile('Dead letters drained', 'redrive', drain, `${redrive.drained} of ${redrive.letters}; the others are bad data`)}
</ul>`;
}

/** The first screen of a campaign: what became of the objects, where, and how they came to it. */
export function campaignAnswer({ place, warnings }: RunRecord, campaign: CampaignRecord): Html {
  const { elapsedMs, sources } = campaign;
  const { files, large, bad, bytes } = sources;
  const caution =
    warnings.length === 0
      ? nothing
      : html`<span class="caution"><a href="#warnings">${counted(warnings.length, 'warning')}</a></span>`;
  return html`<section class="answer wrap" id="answer" tabindex="-1">
<div class="statement"><p class="badges"><span class="badge"><span class="unseen">Where measured: </span>${place}</span>${caution}</p>
<p class="eyebrow"><b>faults</b> ${counted(files, 'file')}, ${format('bytes', bytes)} of CSV, ${large} large, ${bad} bad on purpose; ${format('duration', elapsedMs)}</p>
<h1>${marked(campaignSentence(campaign))}</h1>${tiles(campaign)}</div>
<div class="evidence">${figure({
    id: 'fates',
    title: 'Fate of the objects',
    caption:
      'One column is one process; all but the last ones were killed, and the next goes on with what is there. What it converted once more, to the same keys, is not counted again.',
    chart: fateChart(campaign),
    table: campaignRuns(campaign),
  })}</div>
</section>`;
}
