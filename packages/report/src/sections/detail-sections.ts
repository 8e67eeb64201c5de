import type { RunRecord } from '@parquetry/bench/record';
import { basisFor } from '../basis.ts';
import { costChart, memoryChart, sizeChart, startupChart } from '../charts/bar-charts.ts';
import { sliceNote, unitOf } from '../charts/slices.ts';
import { stageChart } from '../charts/stage-chart.ts';
import type { Contest } from '../contests.ts';
import { type Html, html, nameOf, nothing } from '../html.ts';
import { counted } from '../text/quantities.ts';
import { barTable, shareTable } from './chart-table.ts';
import { figure, titled } from './figure.ts';

function withCells(contests: readonly Contest[]): Contest[] {
  return contests.filter(({ cells }) => cells.length > 0);
}

/** Where the time of a file goes. */
export function stagesSection(contests: readonly Contest[]): Html {
  const figures = withCells(contests).map((contest, index) => {
    const title = titled('Time per stage', contest, contests);
    const chart = stageChart(contest);
    return figure({
      id: `stages-${index}`,
      title,
      caption:
        'Each bar is one file’s time in stages, cut into shares; at its right end the wall time. Segments carry the numbers of the legend.',
      chart,
      table: shareTable(title, chart),
    });
  });
  return html`<section class="wrap" id="stages"><h2>Where the time goes</h2>
<p class="lead">Stages are timed one by one and summed over threads. Where work overlaps they add up to more than the wall time; what happens between them is in the wall time alone.</p>
<div class="figures">${figures}</div></section>`;
}

function costCaption({ measured }: Contest, { price }: RunRecord): string {
  const { cost } = basisFor(measured);
  return `Measured time × memory × $${price.dollarsPerGbSecond} per GB-second, in dollars ${cost.per}. Engines that need more memory or more CPU are priced at a larger function.`;
}

/** Which memory size each engine is priced at, and why. */
function memorySizes({ measured }: Contest): Html {
  const sizes = measured.map(
    ({ engine, figures: { cost } }) =>
      html`<li>${nameOf(engine)} at ${counted(cost.memoryMb, 'MB', 'MB')}: ${cost.basis}</li>`,
  );
  return html`<ul class="notes">${sizes}</ul>`;
}

/** What a conversion takes: memory, space, money. */
export function resourcesSection(
  record: RunRecord,
  contests: readonly Contest[],
  engines: readonly string[],
): Html {
  const measured = contests.flatMap((contest) => contest.measured);
  const memory = memoryChart(contests, engines);
  const size = sizeChart(contests, engines);
  const costs = withCells(contests).map((contest, index) => {
    const title = titled('Cost at Lambda prices', contest, contests);
    const chart = costChart(contest, engines);
    return figure({
      id: `cost-${index}`,
      title,
      caption: costCaption(contest, record),
      chart,
      table: html`${barTable(title, chart)}${memorySizes(contest)}`,
    });
  });
  const { price } = record;
  return html`<section class="wrap" id="resources"><h2>Memory, size and cost</h2>
<div class="figures">${figure({
    id: 'memory',
    title: 'Peak memory',
    caption: `Resident memory of a fresh process at its highest. Shorter is better.${sliceNote(measured, 'the whole may take it more memory.')}`,
    chart: memory,
    table: barTable('Peak memory', memory),
  })}${figure({
    id: 'size',
    title: 'Output size',
    caption: `Bytes written for all files, in percent of the uncompressed input. Shorter is smaller.${sliceNote(measured, 'its percentages are those of that part.')}`,
    chart: size,
    table: barTable('Output size', size),
  })}${costs}</div>
<p class="soft">Price: ${price.architecture}, ${price.region}, as of ${price.asOf}; source: ${price.source}. Compute only: no request fee, no storage, no free tier.</p></section>`;
}

/** A fresh process against the steady state. */
export function startupSection(contests: readonly Contest[], engines: readonly string[]): Html {
  const measured = contests.filter((contest) => contest.measured.length > 0);
  if (measured.length === 0) return nothing;
  const figures = measured.map((contest, index) => {
    const title = titled('Start-up and steady state', contest, contests);
    const chart = startupChart(contest, engines);
    const cut = contest.measured.filter((cell) => unitOf(cell) === 'slice');
    return figure({
      id: `startup-${index}`,
      title,
      caption: `What a fresh process spends before and on its first file, and what a file costs once warm.${sliceNote(cut, 'do not compare its times with those for whole files.')}`,
      chart,
      table: barTable(title, chart),
    });
  });
  return html`<section class="wrap" id="startup"><h2>Start-up and steady state</h2>
<p class="lead">The figures above describe a warm process. A process that converts one file and ends also pays this.</p>
<div class="figures">${figures}</div></section>`;
}
