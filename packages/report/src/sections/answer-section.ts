import type { MeasuredCell, RunRecord } from '@parquetry/bench/record';
import { answerOf } from '../answer.ts';
import { basisFor, type Measure } from '../basis.ts';
import { throughputChart } from '../charts/bar-charts.ts';
import { sliceNote } from '../charts/slices.ts';
import { type Contest, headlineOf } from '../contests.ts';
import { type Html, html, nameOf, nothing } from '../html.ts';
import { uncertainty } from '../text/estimates.ts';
import { counted, format } from '../text/quantities.ts';
import { barTable } from './chart-table.ts';
import { figure } from './figure.ts';
import { marked } from './marked.ts';

/** Where the record was measured; a local figure is never shown without the word. */
export function placeBadge({ place, measurements }: RunRecord): string {
  const isLocal = measurements.some(({ target }) => target === 'local');
  return isLocal && !/\blocal\b/i.test(place) ? `local · ${place}` : place;
}

function tile(measure: Measure, best: MeasuredCell, reference: MeasuredCell | undefined, note: string): Html {
  const estimate = measure.of(best);
  const against =
    reference === undefined
      ? nothing
      : html`<p class="against">${nameOf(reference.engine)} <b>${format(measure.quantity, measure.of(reference).median)}</b></p>`;
  return html`<li class="tile"><p class="tile-title">${measure.title} <span class="tag">${note}</span></p>
<p class="tile-figure">${format(measure.quantity, estimate.median)}</p>
${against}<p class="tile-interval">${uncertainty(measure.quantity, estimate)}</p></li>`;
}

function tiles({ outcome, target }: Contest): Html {
  if (outcome.kind === 'nothing') return nothing;
  const { best } = outcome;
  const reference = outcome.kind === 'compared' ? outcome.reference : undefined;
  const { time, rate, cost } = basisFor(reference === undefined ? [best] : [best, reference]);
  return html`<ul class="tiles" aria-label="Key figures">
${tile(time, best, reference, target)}${tile(rate, best, reference, target)}${tile(cost, best, reference, `${target} time × Lambda price`)}
</ul>`;
}

function others(contests: readonly Contest[], headline: Contest): Html {
  const rest = contests.filter((contest) => contest !== headline);
  if (rest.length === 0) return nothing;
  const items = rest.map(
    (contest) => html`<li><b>${nameOf(contest.label)}</b> ${marked(answerOf(contest))}</li>`,
  );
  return html`<ul class="also" aria-label="Other scenarios">${items}</ul>`;
}

/** What the headline is about, in a few words above it. */
function eyebrow({ label, scenario }: Contest): Html {
  const { files, bytes, format: kind } = scenario.dataset;
  return html`<p class="eyebrow"><b>${nameOf(label)}</b> ${counted(files, 'file')}, ${format('bytes', bytes)} of ${kind}</p>`;
}

/** Links to what went wrong and to what was noticed. */
export function cautions({ warnings, measurements }: RunRecord): Html {
  const without = measurements.filter(({ status }) => status !== 'measured').length;
  const notes = [
    without === 0 ? nothing : html`<a href="#results">${counted(without, 'result')} without a figure</a>`,
    warnings.length === 0 ? nothing : html`<a href="#warnings">${counted(warnings.length, 'warning')}</a>`,
  ].filter((note) => note !== nothing);
  return html`${notes.map((note) => html`<span class="caution">${note}</span>`)}`;
}

/** The first screen: the answer in a sentence, where it was measured, the key figures, and the chart behind them. */
export function answerSection(
  record: RunRecord,
  contests: readonly Contest[],
  engines: readonly string[],
): Html {
  const headline = headlineOf(contests);
  const badge = html`<p class="badges"><span class="badge"><span class="unseen">Where measured: </span>${placeBadge(record)}</span>${cautions(record)}</p>`;
  if (headline === undefined) {
    return html`<section class="answer wrap" id="answer" tabindex="-1">${badge}<h1>This record holds no scenario.</h1></section>`;
  }
  const chart = throughputChart(contests, engines);
  const measured = contests.flatMap((contest) => contest.measured);
  return html`<section class="answer wrap" id="answer" tabindex="-1">
<div class="statement">${badge}${eyebrow(headline)}<h1>${marked(answerOf(headline))}</h1>${tiles(headline)}${others(contests, headline)}</div>
<div class="evidence">${figure({
    id: 'throughput',
    title: 'Throughput',
    caption: `Longer is faster. Bars are medians, whiskers their intervals.${sliceNote(measured, 'its speed is that of this part.')}`,
    chart,
    table: barTable('Throughput', chart),
  })}</div>
</section>`;
}
