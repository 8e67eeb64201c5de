import type { Sample } from '@parquetry/bench/record';
import { samplesChart } from '../charts/samples-chart.ts';
import type { Contest } from '../contests.ts';
import { type Html, html, nameOf, nothing } from '../html.ts';
import { format, type Quantity } from '../text/quantities.ts';
import { scrollingTable } from './chart-table.ts';
import { figure, titled } from './figure.ts';

const HEADINGS = [
  'Slot',
  'Engine',
  'Round',
  'Started',
  'Passes, wall time in order',
  'CPU, user + system',
  'Process start',
  'Engine open',
  'First file',
  'Peak memory',
  'GC, count and time',
  'Context switches, own / forced',
  'Major faults',
  'Stolen',
  'Load',
];

function known(quantity: Quantity, value: number | null): string {
  return value === null ? 'unknown' : format(quantity, value);
}

function cpuMs({ iterations }: Sample): string {
  const sum = (pick: (iteration: Sample['iterations'][number]) => number) =>
    iterations.reduce((total, iteration) => total + pick(iteration), 0);
  return `${format(
    'duration',
    sum(({ userCpuMs }) => userCpuMs),
  )} + ${format(
    'duration',
    sum(({ systemCpuMs }) => systemCpuMs),
  )}`;
}

function sampleRow(engine: string, sample: Sample): Html {
  const { gc } = sample;
  const values = [
    sample.round,
    sample.startedAt,
    sample.iterations.map(({ wallMs }) => format('duration', wallMs)).join(', '),
    cpuMs(sample),
    known('duration', sample.processStartMs),
    known('duration', sample.engineOpenMs),
    known('duration', sample.firstFileMs),
    known('bytes', sample.peakRssBytes),
    gc === null ? 'unknown' : `${gc.count}, ${format('duration', gc.totalMs)}`,
    `${known('count', sample.voluntaryContextSwitches)} / ${known('count', sample.involuntaryContextSwitches)}`,
    known('count', sample.majorPageFaults),
    known('duration', sample.stealMs),
    sample.loadAverage.toFixed(2),
  ];
  return html`<tr><th scope="row">${sample.slot}</th><td>${nameOf(engine)}</td>${values.map((value) => html`<td>${value}</td>`)}</tr>`;
}

function samplesTable({ label, measured }: Contest): Html {
  const rows = measured
    .flatMap(({ engine, samples }) => samples.map((sample) => ({ engine, sample })))
    .toSorted((a, b) => a.sample.slot - b.sample.slot)
    .map(({ engine, sample }) => sampleRow(engine, sample));
  const head = html`<tr>${HEADINGS.map((title) => html`<th scope="col">${title}</th>`)}</tr>`;
  return scrollingTable(`Raw samples of ${label}`, head, rows);
}

/** Every raw sample in the order in which it was taken, so that noise and drift can be seen. */
export function samplesSection(contests: readonly Contest[], engines: readonly string[]): Html {
  const measured = contests.filter((contest) => contest.measured.length > 0);
  if (measured.length === 0) return nothing;
  const figures = measured.map((contest, index) =>
    figure({
      id: `samples-${index}`,
      title: titled('Raw samples in order', contest, contests),
      caption:
        'Each mark is one pass over the workload; 100 % is that engine’s median. A slope is drift, a wide band is noise. Nothing is left out.',
      chart: samplesChart(contest, engines),
      table: samplesTable(contest),
    }),
  );
  return html`<section class="wrap" id="samples"><h2>Raw samples</h2>
<p class="lead">Engines took turns, one fresh process after the other, in a random order fixed by the seed, so that a slow minute of the machine hits all of them.</p>
<div class="figures">${figures}</div></section>`;
}
