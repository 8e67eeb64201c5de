import type { Estimate, MeasuredTuneCell, TuneFigures, TuneRecord } from '@parquetry/bench/record';
import { type Html, html, nameOf, nothing } from '../../html.ts';
import { shortEstimate } from '../../text/estimates.ts';
import { counted, format } from '../../text/quantities.ts';
import {
  choiceName,
  currentSize,
  figuresOf,
  isMeasured,
  isSameSize,
  usualConcurrency,
  usualStart,
} from '../../tune/tune-sizes.ts';
import { scrollingTable } from '../chart-table.ts';
import { fleetsTable } from './fleets-table.ts';

const signed = (share: number): string => `${share < 0 ? '−' : '+'}${(Math.abs(share) * 100).toFixed(1)}`;

/** Bounds that hold if both intervals do: from the end of one to the other end of the other. */
function againstNow(cost: Estimate, now: TuneFigures | undefined): string {
  if (now === undefined) return 'now not measured';
  const { median, low, high } = now.dollarsPerMillion;
  const [least, most] = [cost.low / high - 1, cost.high / low - 1];
  return `${signed(cost.median / median - 1)}\u00a0% (${signed(least)} to ${signed(most)})`;
}

const hasInput = (tune: TuneRecord): boolean =>
  tune.cells.some((cell) => figuresOf(tune, cell)?.dollarsPerGbOfInput !== undefined);

function billRow(cell: MeasuredTuneCell, figures: TuneFigures, tune: TuneRecord): Html {
  const { dollarsPerMillion: whole, computeDollarsPerMillion: compute } = figures;
  const now = currentSize(tune);
  const month = tune.monthly?.find((one) => isSameSize(one, cell));
  const perGb = figures.dollarsPerGbOfInput;
  const inputCell = hasInput(tune)
    ? html`<td>${perGb === undefined ? 'unknown' : shortEstimate('dollars', perGb)}</td>`
    : nothing;
  const monthCells =
    tune.monthly === undefined
      ? nothing
      : html`<td>${month === undefined ? 'unknown' : shortEstimate('dollars', month.dollars)}</td><td class="soft">${month === undefined ? 'unknown' : format('dollars', month.afterFreeTier)}</td>`;
  return html`<tr><th scope="row">${nameOf(choiceName(cell, tune))}</th><td>${shortEstimate('dollars', compute)}</td><td>${format('dollars', whole.median - compute.median)}</td><td><b>${shortEstimate('dollars', whole)}</b></td><td>${isSameSize(now, cell) ? 'now' : againstNow(whole, figuresOf(tune, now))}</td>${inputCell}${monthCells}</tr>`;
}

function pricesText({ place, prices, spentDollars }: TuneRecord): string {
  const { region, asOf, dollarsPerGbSecond, dollarsPerMillionRequests, sources } = prices;
  const dollars = format('dollars', spentDollars);
  const spent =
    place === 'aws' ? `This tune cost ${dollars}.` : `In AWS this tune would have cost ${dollars}.`;
  return `${region}, as of ${asOf}: $${dollarsPerGbSecond} for a GB-second, ${format('dollars', dollarsPerMillionRequests)} for a million requests. Sources: ${sources.join(', ')}. ${spent}`;
}

/** A month with environments that are kept ready, by size, in one line. */
function provisionedText(tune: TuneRecord): Html {
  const months = (tune.monthly ?? []).flatMap(({ provisioned, ...size }) =>
    provisioned === undefined ? [] : [{ size, provisioned }],
  );
  const [first] = months;
  if (first === undefined) return nothing;
  const sizes = months.map(
    ({ provisioned, size }, index) =>
      html`${index === 0 ? '' : '; '}${nameOf(choiceName(size, tune))} ${shortEstimate('dollars', provisioned.dollars)}, ${format('dollars', provisioned.readyDollars)} of it for being ready`,
  );
  return html`<p class="soft">That month with ${counted(first.provisioned.environments, 'environment')} kept ready, if they take every event; no free tier applies: ${sizes}.</p>`;
}

/** What a million events and a month cost at every size, the free tier apart. */
export function tuneBillSection(tune: TuneRecord): Html {
  const { eventsPerMonth, monthly } = tune;
  const volume = eventsPerMonth === null ? 'a month' : `a month of ${counted(eventsPerMonth, 'event')}`;
  const titles = [
    'Size',
    'Compute per million',
    'Requests per million',
    'Together',
    'Against now',
    ...(hasInput(tune) ? ['Per GB of input'] : []),
    ...(monthly === undefined ? [] : [`For ${volume}`, 'After the free tier']),
  ];
  const head = html`<tr>${titles.map((title) => html`<th scope="col">${title}</th>`)}</tr>`;
  const rows = tune.cells
    .filter(isMeasured)
    .filter(({ concurrency }) => concurrency === usualConcurrency(tune))
    .flatMap((cell) => {
      const figures = figuresOf(tune, cell);
      return figures === undefined ? [] : [billRow(cell, figures, tune)];
    });
  if (rows.length === 0) return nothing;
  return html`<section class="wrap" id="tune-bill"><h2>What the function costs</h2>
<p class="lead">Means, because money adds up: billed milliseconds of ${usualStart(tune)} events × memory × the price of a GB-second, and the requests: that of the event, and those to S3 and SQS that were counted. No comparison has the free tier in it; it stands apart in the last column.</p>
<div class="card contest">${scrollingTable('What the function costs', head, rows)}
${provisionedText(tune)}<p class="soft">${pricesText(tune)}</p>${fleetsTable(tune)}</div></section>`;
}
