import type { ClaimsRecord, JudgedLadder, JudgedRung } from '@parquetry/bench/record';
import { codecsChart, ladderChart } from '../../charts/ladder-chart.ts';
import { baselineWords, networkWords } from '../../claims/claim-names.ts';
import { type Html, html, nothing } from '../../html.ts';
import { coveragePercent, shortEstimate } from '../../text/estimates.ts';
import { format } from '../../text/quantities.ts';
import { barTable, scrollingTable } from '../chart-table.ts';
import { figure } from '../figure.ts';

const HEAD = html`<tr><th scope="col">Step</th><th scope="col">Time per file</th><th scope="col">Times as fast</th><th scope="col">CPU per file</th><th scope="col">Requests per file</th><th scope="col">Connections per file</th><th scope="col">Batch</th><th scope="col">Samples (coverage)</th></tr>`;
const COLUMNS = 8;

const count = (value: number) => format('count', Number(value.toPrecision(3)));

function rungRow({ title, what, engine, result }: JudgedRung): Html {
  const label = html`<th scope="row" class="finding">${title}<small>${what}; engine ${engine}</small></th>`;
  if (result.status === 'missing') {
    return html`<tr>${label}<td colspan="${COLUMNS - 1}" class="reason">${result.because}</td></tr>`;
  }
  const { files, msPerFile, cpuMsPerFile, timesAsFast, requestsPerFile, connectionsPerFile } = result;
  const cells = [
    shortEstimate('duration', msPerFile),
    timesAsFast === null ? 'baseline' : shortEstimate('times', timesAsFast),
    shortEstimate('duration', cpuMsPerFile),
    count(requestsPerFile),
    count(connectionsPerFile),
    `${files} files`,
    `${msPerFile.samples} (${coveragePercent(msPerFile.confidence)} %)`,
  ];
  return html`<tr>${label}${cells.map((text) => html`<td>${text}</td>`)}</tr>`;
}

const ladderTable = ({ profile, rungs }: JudgedLadder): Html =>
  html`<div class="card"><h3>All steps, ${networkWords(profile)}</h3>${scrollingTable(`All steps, ${networkWords(profile)}`, HEAD, rungs.map(rungRow))}</div>`;

/** The first ladder stands on the first screen. */
function otherLadders(claims: ClaimsRecord): Html[] {
  return claims.ladders.slice(1).map((ladder, index) => {
    const chart = ladderChart(ladder);
    return figure({
      id: `ladder-${index + 1}`,
      title: `The ladder, ${networkWords(ladder.profile)}`,
      caption: `The same steps, ${networkWords(ladder.profile)}: what is left of the gains is what they save in work, not in waiting.`,
      chart,
      table: barTable('Times as fast', chart),
    });
  });
}

/** Each measure alone, all together, and how good the baseline is to begin with. */
export function ladderSection(claims: ClaimsRecord): Html {
  const chart = codecsChart(claims);
  const codecs =
    claims.codecs.length === 0
      ? nothing
      : figure({
          id: 'codecs',
          title: 'The codecs by themselves',
          caption:
            'Parquet only, from file to file, without a store, every engine with all threads it was allowed. Shorter is faster. A baseline far behind the others makes any gain easy.',
          chart,
          table: barTable('Time per file', chart),
        });
  return html`<section class="wrap" id="ladder"><h2>The ladder</h2>
<p class="lead">Each measure of the report alone on top of ${baselineWords(claims)}; then all together with the codecs held fixed, which is what the verdicts rest on; then the same pipeline with better engines, without a verdict.</p>
<div class="figures">${otherLadders(claims)}${codecs}</div>
${claims.ladders.map(ladderTable)}</section>`;
}
