import type { ChartSpec } from '../charts/chart-spec.ts';
import { describeChart } from '../charts/describe-chart.ts';
import type { Contest } from '../contests.ts';
import { embedJson } from '../embed-json.ts';
import { type Html, html, nothing, trusted } from '../html.ts';
import { isolated } from '../text/words.ts';

export interface Figure {
  /** Unique on the page; the canvas becomes `chart-<id>`. */
  readonly id: string;
  readonly title: string;
  /** How to read it. */
  readonly caption: Html | string;
  readonly chart: ChartSpec;
  readonly table: Html;
}

/** Adds the scenario to a title where there are several. */
export function titled(title: string, contest: Contest, contests: readonly Contest[]): string {
  return contests.length === 1 ? title : `${title} · ${isolated(contest.label)}`;
}

const LOGARITHMIC_NOTE =
  ' The scale is logarithmic, because the figures span more than thirtyfold: compare the numbers, not the lengths.';

function scaleNote(chart: ChartSpec): string {
  return chart.kind === 'bars' && chart.scale === 'logarithmic' ? LOGARITHMIC_NOTE : '';
}

/** A chart with its data beside it, a description for those who do not see it, and a table of what it draws. */
export function figure({ id, title, caption, chart, table }: Figure): Html {
  const dataId = `data-${id}`;
  return html`<figure class="card" id="figure-${id}">
<figcaption><h3>${title}</h3><p>${caption}${scaleNote(chart)}</p></figcaption>
<div class="plot"><canvas id="chart-${id}" data-chart="${dataId}" role="img" aria-label="${describeChart(title, chart)}"></canvas></div>
<script type="application/json" id="${dataId}">${trusted(embedJson(chart))}</script>
<div class="plot-foot">${table === nothing ? nothing : html`<details><summary>Figures as a table<span class="unseen">: ${title}</span></summary>${table}</details>`}<a class="again" href="#repeat">Repeat it<span class="unseen">: ${title}</span></a></div>
</figure>`;
}
