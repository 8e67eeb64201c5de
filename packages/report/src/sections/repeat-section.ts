import type { RunRecord } from '@parquetry/bench/record';
import type { Contest } from '../contests.ts';
import { type Html, html, nameOf } from '../html.ts';
import { counted, format } from '../text/quantities.ts';

function command(id: string, text: string, what: string): Html {
  return html`<div class="command"><pre tabindex="0" aria-label="${what}"><code id="${id}">${text}</code></pre>
<button type="button" data-copy="${id}" data-status="${id}-status" hidden>Copy<span class="unseen"> ${what}</span></button>
<span class="copied" id="${id}-status" role="status"></span></div>`;
}

function dataset({ scenario }: Contest): Html {
  const { description, files, bytes, rows, columns, sha256, recipe, seed } = scenario.dataset;
  const size = `${counted(files, 'file')}, ${format('bytes', bytes)}, ${rows === null ? 'rows not counted' : counted(rows, 'row')}, ${counted(columns, 'column')}`;
  const origin = recipe === null ? '' : `; recipe ${recipe}${seed === null ? '' : `, seed ${seed}`}`;
  const { processes, iterations, warmupFiles } = scenario.sampling;
  return html`<dl class="facts">
<div><dt>Data</dt><dd>${description}</dd></div>
<div><dt>Size</dt><dd>${size}${origin}</dd></div>
<div><dt>SHA-256</dt><dd><code>${sha256}</code></dd></div>
<div><dt>Sampling</dt><dd>${counted(processes, 'process', 'processes')} per engine, ${counted(iterations, 'pass', 'passes')} in each, after ${counted(warmupFiles, 'warm-up file')}; fixed before the run</dd></div>
</dl>`;
}

/** One command per scenario that measures its figures again, and the one that made the whole record. */
export function repeatSection(record: RunRecord, contests: readonly Contest[]): Html {
  const scenarios = [...new Map(contests.map((contest) => [contest.scenario.name, contest])).values()];
  const blocks = scenarios.map(
    (contest, index) => html`<div class="card"><h3>${nameOf(contest.scenario.name)}</h3>
<p class="soft">Measures every figure of this scenario again.</p>
${command(`repeat-${index}`, contest.scenario.repeat, `the command for ${contest.scenario.name}`)}${dataset(contest)}</div>`,
  );
  return html`<section class="wrap" id="repeat"><h2>Repeat it</h2>
<div class="figures">${blocks}<div class="card"><h3>The whole run</h3>
<p class="soft">This page was written from record <code>${record.id}</code>.</p>
${command('repeat-run', record.command, 'the command for the whole run')}
<p><button type="button" id="save-record" data-file-name="${record.id.replace(/[^\w.-]+/g, '-')}.json" hidden>Save the run record (JSON)</button></p></div></div></section>`;
}
