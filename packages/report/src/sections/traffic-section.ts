import type { LineFitRecord } from '@parquetry/bench/record';
import { cpuChart } from '../charts/cpu-chart.ts';
import { fitChart } from '../charts/fit-chart.ts';
import type { Contest } from '../contests.ts';
import { type Html, html, nameOf, nothing } from '../html.ts';
import { shortEstimate } from '../text/estimates.ts';
import { format } from '../text/quantities.ts';
import { fitsOf, requestCpuMs, requestsByKind, type TrafficCell, trafficOf } from '../traffic.ts';
import { barTable, scrollingTable } from './chart-table.ts';
import { figure, titled } from './figure.ts';
import { fitTable } from './fit-table.ts';

const HEAD = html`<tr><th scope="col">Contender</th><th scope="col">GET per file</th><th scope="col">PUT per file</th><th scope="col">Others per file</th><th scope="col">Tried again per file</th><th scope="col">Connections opened</th><th scope="col">At once</th><th scope="col">Cache hits</th><th scope="col">CPU per file</th><th scope="col">Share of requests</th><th scope="col">Server’s CPU per request</th></tr>`;

const count = (value: number) => format('count', Number(value.toFixed(4)));

function shareText(one: TrafficCell, contest: Contest): string {
  const requests = requestCpuMs(one, contest);
  return requests === undefined
    ? '–'
    : format('percent', requests.median / one.cell.figures.cpuMsPerFile.median);
}

function trafficRow(one: TrafficCell, contest: Contest): Html {
  const { cell, traffic } = one;
  const { gets, puts, others } = requestsByKind(traffic);
  const note = cell.probe === undefined ? nothing : html`<small>${cell.probe}</small>`;
  const { cacheHitRate, serverCpuMsPerRequest } = traffic;
  const cells = [
    count(gets),
    count(puts),
    count(others),
    count(traffic.retriesPerFile.median),
    count(traffic.connectionsOpened.median),
    count(traffic.mostConnections.median),
    cacheHitRate === null ? '–' : format('percent', cacheHitRate.median),
    shortEstimate('duration', cell.figures.cpuMsPerFile),
    shareText(one, contest),
    serverCpuMsPerRequest === null ? 'unknown' : format('duration', serverCpuMsPerRequest.median),
  ];
  return html`<tr><th scope="row">${nameOf(cell.engine)}${note}</th>${cells.map((text) => html`<td>${text}</td>`)}</tr>`;
}

const ABOUT_FITS =
  'A line through the times of more and more files, fitted round by round; the band reaches from the lower ends of the intervals of a and b to the upper ones. The bend is how far the middle of the range lies below the line, as a share of the time there: straight within 10 %.';

function fitCard(contest: Contest, fits: readonly LineFitRecord[], index: number): Html {
  const own = fitsOf(contest, fits);
  if (own.length === 0) return nothing;
  return html`<div class="figures bars">${figure({
    id: `fit-${index}`,
    title: 't = a + b · n',
    caption: ABOUT_FITS,
    chart: fitChart(own),
    table: fitTable(own),
  })}</div>`;
}

function contestTraffic(
  contest: Contest,
  contests: readonly Contest[],
  engines: readonly string[],
  fits: readonly LineFitRecord[],
  index: number,
): Html {
  const { store } = contest.scenario;
  const where = store.kind === 's3' ? `${store.server}; network profile ${store.profile}` : '';
  const title = titled('CPU time of a file', contest, contests);
  const chart = cpuChart(contest, engines);
  const rows = trafficOf(contest).map((one) => trafficRow(one, contest));
  return html`<div class="figures">${figure({
    id: `cpu-${index}`,
    title,
    caption:
      'Of the process that converts, all threads; the server’s is its own. Shorter is better. What requests take by themselves was measured where nothing is converted.',
    chart,
    table: barTable(title, chart),
  })}</div>
<div class="card"><h3>${titled('Requests and connections', contest, contests)}</h3><p class="soft">${where}</p>
${scrollingTable('Requests and connections', HEAD, rows)}</div>${fitCard(contest, fits, index)}`;
}

/** Contests about an object store. */
export const withTraffic = (contests: readonly Contest[]): Contest[] =>
  contests.filter((contest) => trafficOf(contest).length > 0);

/** What went to the object store and came from it, with lines through times where they were fitted; nothing without one. */
export function trafficSection(
  fits: readonly LineFitRecord[],
  contests: readonly Contest[],
  engines: readonly string[],
): Html {
  const talking = withTraffic(contests);
  if (talking.length === 0) return nothing;
  return html`<section class="wrap" id="traffic"><h2>Requests and connections</h2>
<p class="lead">Counted by each client, and apart from that by the server, over whole processes; where the two differ a warning says so. Figures are those of a timed pass.</p>
${talking.map((contest, index) => contestTraffic(contest, talking, engines, fits, index))}</section>`;
}
