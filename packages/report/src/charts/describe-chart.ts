import { STATE_WORDS } from '../gate/gate-words.ts';
import { changeText, valueText } from '../text/changes.ts';
import { shortEstimate } from '../text/estimates.ts';
import { counted, format } from '../text/quantities.ts';
import type {
  BarChart,
  ChangeChart,
  ChartSpec,
  ColumnChart,
  DotChart,
  FitChart,
  Row,
  ShareChart,
  TraceChart,
  TrendChart,
} from './chart-spec.ts';

function describeRow(row: Row, { quantity }: BarChart): string {
  switch (row.kind) {
    case 'head':
      return `${row.name}:`;
    case 'bar':
      return `${row.name} ${row.detail ?? shortEstimate(quantity, row.estimate)};`;
    case 'exact':
      return `${row.name} ${format(quantity, row.value)};`;
    case 'empty':
      return `${row.name} no figure, ${row.because};`;
    default:
      return row satisfies never;
  }
}

function describeBand({ band, quantity }: BarChart): string {
  return band === undefined
    ? ''
    : ` Claimed: ${format(quantity, band.low)} to ${format(quantity, band.high)}.`;
}

function describeShares({ rows, parts, quantity }: ShareChart): string {
  return rows
    .map(({ name, values, because }) => {
      if (values.length === 0) return `${name}: no figure, ${because};`;
      return `${name}: ${parts.map((part, index) => `${part} ${format(quantity, values[index] ?? 0)}`).join(', ')};`;
    })
    .join(' ');
}

function describeTraces({ traces, unit }: TraceChart): string {
  return traces
    .map(({ name, points }) => {
      const shares = points.map(({ y }) => y);
      const range = `${format('percent', Math.min(...shares))} to ${format('percent', Math.max(...shares))}`;
      return `${name}: ${counted(points.length, unit, unit === 'pass' ? 'passes' : 'events')} from ${range} of the median;`;
    })
    .join(' ');
}

function describeFits({ series, axis, quantity }: FitChart): string {
  return series
    .map(({ name, points, line }) => {
      const [from, to] = [line[0], line.at(-1)];
      const ends = [from, to].map((end) => `${format(quantity, end?.y ?? 0)} at ${end?.x ?? 0}`);
      return `${name}: ${counted(points.length, 'point')} over ${axis}, a line from ${ends.join(' to ')};`;
    })
    .join(' ');
}

/** Between its ends a long row of columns tells nothing that can be listened to. */
function describeColumns({ columns, parts, quantity }: ColumnChart): string {
  const ends = columns.length > 1 ? [columns[0]!, columns.at(-1)!] : columns;
  return ends
    .map(({ name, values }) => {
      const said = parts.map((part, index) => `${part.name} ${format(quantity, values[index] ?? 0)}`);
      return `${name}: ${said.join(', ')};`;
    })
    .join(' … ');
}

function describeDots({ series, columns, quantity }: DotChart): string {
  const columnName = (index: number) => {
    const { name, marks } = columns[index]!;
    return marks.length === 0 ? name : `${name} (${marks.join(', ')})`;
  };
  return series
    .map(({ name, places }) => {
      const said = places.map((place) =>
        place.kind === 'empty'
          ? `${columnName(place.column)} no figure, ${place.because}`
          : `${columnName(place.column)} ${shortEstimate(quantity, place.estimate)}`,
      );
      return `${name}: ${said.join('; ')}.`;
    })
    .join(' ');
}

const describeChanges = ({ rows }: ChangeChart): string =>
  rows
    .map((row) =>
      row.kind === 'empty'
        ? `${row.name} no figure, ${row.because};`
        : `${row.name} ${changeText(row.ratio)}, ${STATE_WORDS[row.state]};`,
    )
    .join(' ');

/** Between its ends a line is for the table. */
const describeTrends = ({ lines, changes, quantity }: TrendChart): string =>
  [
    ...lines.map(({ name, points }) => {
      const ends = [points[0], points.at(-1)].map((point) => valueText(quantity, point?.y ?? 0));
      return `${name}: ${counted(points.length, 'point')} from ${ends.join(' to ')};`;
    }),
    ...changes.map(({ text }) => `change: ${text};`),
  ].join(' ');

/** What a chart shows, in words, for readers who do not see it. */
export function describeChart(title: string, spec: ChartSpec): string {
  switch (spec.kind) {
    case 'bars':
      return `Bar chart. ${title}: ${spec.axis}.${describeBand(spec)} ${spec.rows.map((row) => describeRow(row, spec)).join(' ')}`;
    case 'shares':
      return `Stacked bar chart. ${title}: ${spec.axis}. ${describeShares(spec)}`;
    case 'traces':
      return `Scatter chart. ${title}: ${spec.axis}. ${describeTraces(spec)}`;
    case 'fit':
      return `Line chart. ${title}: ${spec.valueAxis}. ${describeFits(spec)}`;
    case 'columns':
      return `Stacked column chart. ${title}: ${spec.axis}. ${describeColumns(spec)}`;
    case 'dots':
      return `Dot chart with intervals. ${title}: ${spec.axis}, by ${spec.columnAxis}. ${describeDots(spec)}`;
    case 'changes':
      return `Dot chart with intervals. ${title}: ${spec.axis}. ${describeChanges(spec)}`;
    case 'trends':
      return `Line chart. ${title}: ${spec.axis}, by ${spec.orderAxis}. ${describeTrends(spec)}`;
    default:
      return spec satisfies never;
  }
}
