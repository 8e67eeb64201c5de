import type { ClaimsRecord, InputSampling } from '@parquetry/bench/record';
import { type Html, html } from '../../html.ts';
import { counted, format } from '../../text/quantities.ts';
import { scrollingTable } from '../chart-table.ts';

const ORIGINS = {
  generated: 'generated',
  files: 'files of this machine',
  s3: 'objects of S3, read and copied',
} as const satisfies Record<InputSampling['origin'], string>;

function strataTable({ strata }: InputSampling): Html {
  const head = html`<tr><th scope="col">Size</th><th scope="col">There are</th><th scope="col">Taken</th></tr>`;
  const rows = strata.map(
    ({ fromBytes, toBytes, objects, taken }) =>
      html`<tr><th scope="row">${format('bytes', fromBytes)} to ${format('bytes', toBytes - 1)}</th><td>${objects.toLocaleString('en-US')}</td><td>${taken.toLocaleString('en-US')}</td></tr>`,
  );
  return scrollingTable('Strata of the sample', head, rows);
}

/** What was measured on, and what was not measured. */
export function basisSection({ inputs, notMeasured, scope, rounds }: ClaimsRecord): Html {
  const { origin, description, objects, bytes, taken, takenBytes, seed, copies } = inputs;
  const facts = [
    ['Files', `${description}: ${ORIGINS[origin]}`],
    ['Found', `${counted(objects, 'object')}, ${format('bytes', bytes)}`],
    ['Taken', `${counted(taken, 'file')}, ${format('bytes', takenBytes)}; by size, seed ${seed}`],
    ['Copies', copies === 0 ? 'none: every file of a batch is another' : `${copies} in the largest batch`],
    ['Sizes', scope === 'full' ? 'all of the report’s, up to 5,000 files' : 'those that take minutes'],
    ['Rounds', `${rounds}: each pipeline once in each, in turns, in a fresh process`],
  ];
  return html`<section class="wrap" id="basis"><h2>Measured on, and not measured</h2>
<div class="card"><dl class="facts columns">${facts.map(([term, value]) => html`<div><dt>${term ?? ''}</dt><dd>${value ?? ''}</dd></div>`)}</dl>
${strataTable(inputs)}</div>
<div class="card"><h3>Not measured</h3><ul class="points">${notMeasured.map((point) => html`<li>${point}</li>`)}</ul></div></section>`;
}
