import type { BarChart, Row, ShareChart } from '../charts/chart-spec.ts';
import { type Html, html, nameOf, nothing } from '../html.ts';
import { coveragePercent, hasInterval } from '../text/estimates.ts';
import { format, formatRange, type Quantity } from '../text/quantities.ts';

/** A table that scrolls on its own, so that a narrow screen never scrolls sideways as a whole. */
export function scrollingTable(label: string, head: Html, body: readonly Html[]): Html {
  return html`<div class="scroll" role="region" tabindex="0" aria-label="${label}"><table>
<thead>${head}</thead><tbody>${body}</tbody></table></div>`;
}

function barRow(row: Row, quantity: Quantity): Html {
  switch (row.kind) {
    case 'head':
      return html`<tr class="group"><th colspan="4" scope="colgroup">${nameOf(row.name)}</th></tr>`;
    case 'empty':
      return html`<tr><th scope="row">${nameOf(row.name)}</th><td colspan="3" class="reason">${row.because}</td></tr>`;
    case 'exact':
      return html`<tr><th scope="row">${nameOf(row.name)}</th><td>${format(quantity, row.value)}</td><td>exact</td><td></td></tr>`;
    case 'bar': {
      const { estimate } = row;
      const { median, low, high } = estimate;
      const interval = hasInterval(estimate)
        ? `${formatRange(quantity, median, low, high)} (${coveragePercent(estimate.confidence)} %)`
        : 'none';
      return html`<tr><th scope="row">${nameOf(row.name)}</th><td>${format(quantity, median)}</td><td>${interval}</td><td>${estimate.samples}</td></tr>`;
    }
    default:
      return row satisfies never;
  }
}

/** The figures of a bar chart. */
export function barTable(title: string, { rows, quantity }: BarChart): Html {
  const head = html`<tr><th scope="col">${title}</th><th scope="col">Median</th><th scope="col">Interval</th><th scope="col">Samples</th></tr>`;
  return scrollingTable(
    title,
    head,
    rows.map((row) => barRow(row, quantity)),
  );
}

/** The figures of a chart of shares, with the sum of the parts beside the whole. */
export function shareTable(title: string, { rows, parts, quantity }: ShareChart): Html {
  const columns = parts.map((part) => html`<th scope="col">${part}</th>`);
  const head = html`<tr><th scope="col">${title}</th>${columns}<th scope="col">Sum of stages</th><th scope="col">Wall time</th></tr>`;
  const body = rows.map(({ name, values, whole, because }) => {
    const label = html`<th scope="row">${nameOf(name)}</th>`;
    if (whole === null)
      return html`<tr>${label}<td colspan="${parts.length + 2}" class="reason">${because}</td></tr>`;
    const sum = values.reduce((total, value) => total + value, 0);
    const cells = [...values, sum, whole].map((value) => html`<td>${format(quantity, value)}</td>`);
    return html`<tr>${label}${cells}</tr>`;
  });
  return rows.length === 0 ? nothing : scrollingTable(title, head, body);
}
