import type { TuneRecord } from '@parquetry/bench/record';
import { type Html, html, nameOf, nothing } from '../../html.ts';
import { counted, format } from '../../text/quantities.ts';
import { choiceName } from '../../tune/tune-sizes.ts';
import { scrollingTable } from '../chart-table.ts';

type Fleets = NonNullable<TuneRecord['fleets']>;
type Fleet = Fleets['fleets'][number];

function cheaperFrom(fleet: Extract<Fleet, { status: 'priced' }>): Html {
  const { breakEven } = fleet;
  switch (breakEven.status) {
    case 'at':
      return html`<td>${counted(Number(breakEven.filesPerMonth.toPrecision(3)), 'event')} a month</td>`;
    case 'never':
      return html`<td class="reason">never: ${breakEven.because}</td>`;
    default:
      return breakEven satisfies never;
  }
}

function fleetRow(fleet: Fleet): Html {
  const name = html`<th scope="row">${nameOf(fleet.name)}</th>`;
  if (fleet.status === 'unsupported')
    return html`<tr>${name}<td colspan="3" class="reason">${fleet.because}</td></tr>`;
  return html`<tr>${name}<td>${fleet.machines}</td><td>${format('dollars', fleet.dollarsPerMonth)}</td>${cheaperFrom(fleet)}</tr>`;
}

/** A month's events on Lambda and on machines that run all of it, with what the figures rest on; a model, no measurement. */
export function fleetsTable(tune: TuneRecord): Html {
  const { fleets } = tune;
  if (fleets === undefined) return nothing;
  const volume = counted(fleets.filesPerMonth, 'event');
  const titles = [`${volume} a month`, 'Machines', 'Dollars', 'Costs no more than Lambda from'];
  const head = html`<tr>${titles.map((title) => html`<th scope="col">${title}</th>`)}</tr>`;
  const lambda = html`<tr><th scope="row">Lambda, ${nameOf(choiceName(fleets.choice, tune))}</th><td></td><td>${format('dollars', fleets.lambda.dollarsPerMonth)}</td><td></td></tr>`;
  return html`<h3>Against machines that run all month</h3>
${scrollingTable('Against machines that run all month', head, [lambda, ...fleets.fleets.map(fleetRow)])}
<p class="soft">A model, from the CPU time that was measured. ${fleets.assumptions.join(' ')}</p>`;
}
