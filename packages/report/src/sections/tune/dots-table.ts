import type { DotChart } from '../../charts/chart-spec.ts';
import { type Html, html, nameOf } from '../../html.ts';
import { coveragePercent, hasInterval } from '../../text/estimates.ts';
import { format, formatRange } from '../../text/quantities.ts';
import { scrollingTable } from '../chart-table.ts';

/** The figures of a chart of dots: a row for each place, with its reason where there is no figure. */
export function dotsTable(title: string, { series, columns, quantity }: DotChart): Html {
  const head = html`<tr><th scope="col">${title}</th><th scope="col">Marked</th><th scope="col">Figure</th><th scope="col">Interval</th><th scope="col">Samples</th></tr>`;
  const body = series.flatMap(({ name, places }) => [
    html`<tr class="group"><th colspan="5" scope="colgroup">${nameOf(name)}</th></tr>`,
    ...places.map((place) => {
      const column = columns[place.column]!;
      const label = html`<th scope="row">${column.name}</th><td>${column.marks.join(', ')}</td>`;
      if (place.kind === 'empty')
        return html`<tr>${label}<td colspan="3" class="reason">${place.because}</td></tr>`;
      const { median, low, high, confidence, samples } = place.estimate;
      const interval = hasInterval(place.estimate)
        ? `${formatRange(quantity, median, low, high)} (${coveragePercent(confidence)} %)`
        : 'none';
      return html`<tr>${label}<td>${format(quantity, median)}</td><td>${interval}</td><td>${samples}</td></tr>`;
    }),
  ]);
  return scrollingTable(title, head, body);
}
