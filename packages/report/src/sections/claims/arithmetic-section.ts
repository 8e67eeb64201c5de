import type { ArithmeticCheck, ClaimsRecord } from '@parquetry/bench/record';
import { type Html, html, nothing } from '../../html.ts';
import { counted } from '../../text/quantities.ts';
import { scrollingTable } from '../chart-table.ts';

const row = ({ about, stated, computed, so }: ArithmeticCheck): Html =>
  html`<tr><th scope="row">${about}</th><td class="finding">${stated}</td><td class="finding">${computed}</td><td class="reason">${so}</td></tr>`;

const HEAD = html`<tr><th scope="col">Claim</th><th scope="col">Stated</th><th scope="col">What follows from the report’s other figures</th><th scope="col">So</th></tr>`;

/** Where the report contradicts itself, and where it does not. */
export function arithmeticSection({ checks }: ClaimsRecord): Html {
  const failing = checks.filter(({ holds }) => !holds);
  const holding = checks.filter(({ holds }) => holds);
  const agreeing =
    holding.length === 0
      ? nothing
      : html`<details><summary>${counted(holding.length, 'figure')} that agree</summary>${scrollingTable('Figures that agree', HEAD, holding.map(row))}</details>`;
  return html`<section class="wrap" id="arithmetic"><h2>Where the report contradicts itself</h2>
<p class="lead">Nothing here was measured: the report’s figures are held against each other.</p>
<div class="card">${scrollingTable('Contradictions', HEAD, failing.map(row))}${agreeing}</div></section>`;
}
