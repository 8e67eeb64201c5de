import type { ClaimsRecord, SourceTable, TableCell } from '@parquetry/bench/record';
import { type Html, html, nothing } from '../../html.ts';
import { hasInterval } from '../../text/estimates.ts';
import { format, formatRange } from '../../text/quantities.ts';
import { scrollingTable } from '../chart-table.ts';

function measuredCell({ quantity, found, note }: TableCell): Html {
  if (found === null) return html`<td class="soft">${note ?? '–'}</td>`;
  const { median, low, high, confidence } = found;
  const range =
    hasInterval(found) && confidence < 1
      ? html`<small>${formatRange(quantity, median, low, high)}</small>`
      : nothing;
  return html`<td><b>${format(quantity, median)}</b>${range}</td>`;
}

function tableCard({ title, note, columns, rows }: SourceTable): Html {
  const groups = columns.map((column) => html`<th colspan="2" scope="colgroup">${column}</th>`);
  const kinds = columns.map(() => html`<th scope="col">claimed</th><th scope="col">measured</th>`);
  const head = html`<tr><th rowspan="2" scope="col"><span class="unseen">What</span></th>${groups}</tr><tr>${kinds}</tr>`;
  const body = rows.map(
    ({ name, cells }) =>
      html`<tr><th scope="row">${name}</th>${cells.map((cell) => html`<td class="claimed">${cell.claimed}</td>${measuredCell(cell)}`)}</tr>`,
  );
  return html`<div class="card"><h3>${title}</h3>${note === undefined ? nothing : html`<p class="soft">${note}</p>`}
${scrollingTable(title, head, body)}</div>`;
}

/** The report's own tables, what it claims beside what was measured. */
export const tablesSection = ({ tables }: ClaimsRecord): Html =>
  html`<section class="wrap" id="tables"><h2>The report’s tables, measured</h2>
<p class="lead">Claimed figures are the report’s; measured ones are medians with their intervals below them.</p>
${tables.map(tableCard)}</section>`;
