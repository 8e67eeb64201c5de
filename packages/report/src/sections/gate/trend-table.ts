import type { TrendChart } from '../../charts/chart-spec.ts';
import type { HistorySeries } from '../../charts/history-charts.ts';
import { quantityOf, shortCommit } from '../../charts/history-charts.ts';
import { type Html, html, nameOf } from '../../html.ts';
import { valueText } from '../../text/changes.ts';
import { formatRange } from '../../text/quantities.ts';
import { timeOf } from '../../text/time.ts';
import { scrollingTable } from '../chart-table.ts';

/** The figures of a chart of lines, one row for each place on its order axis. */
export function runningTable(title: string, { lines, orderAxis, quantity }: TrendChart): Html {
  const places = [...new Set(lines.flatMap(({ points }) => points.map(({ x }) => x)))].toSorted(
    (a, b) => a - b,
  );
  const byPlace = lines.map(({ points }) => new Map(points.map(({ x, y }) => [x, y])));
  const head = html`<tr><th scope="col">${orderAxis}</th>${lines.map(({ name }) => html`<th scope="col">${nameOf(name)}</th>`)}</tr>`;
  const rows = places.map((x) => {
    const cells = byPlace.map((values) => {
      const value = values.get(x);
      return html`<td>${value === undefined ? '' : valueText(quantity, value)}</td>`;
    });
    return html`<tr><th scope="row">${x}</th>${cells}</tr>`;
  });
  return scrollingTable(title, head, rows);
}

/** The points of one benchmark on one machine. */
export function historyTable(title: string, series: HistorySeries): Html {
  const quantity = quantityOf(series);
  const changed = new Map(series.changes.map(({ index }, place) => [index, place + 1]));
  const head = html`<tr><th scope="col">Commit</th><th scope="col">Measured</th><th scope="col">Median, ${series.unit}</th><th scope="col">Interval</th><th scope="col">Change</th></tr>`;
  const rows = series.points.map(({ commit, at, value, low, high }, index) => {
    const place = changed.get(index);
    return html`<tr><th scope="row">${nameOf(shortCommit(commit))}</th><td>${timeOf(at)}</td><td>${valueText(quantity, value)}</td><td>${formatRange(quantity, value, low, high)}</td><td>${place === undefined ? '' : `change ${place}`}</td></tr>`;
  });
  return scrollingTable(title, head, rows);
}
