import type { TuneRecord } from '@parquetry/bench';
import { formatCount, formatTable } from '../../terminal/format.ts';
import { wrapText } from '../../terminal/wrap-text.ts';
import { dollars } from './figures.ts';

type Fleets = NonNullable<TuneRecord['fleets']>;
type Fleet = Fleets['fleets'][number];
type Priced = Extract<Fleet, { status: 'priced' }>;

const events = (count: number) => formatCount(Number(count.toPrecision(3)));

const cheaperFrom = ({ breakEven }: Priced): string =>
  breakEven.status === 'at' ? events(breakEven.filesPerMonth) : 'never';

const rowOf = (it: Priced): string[] => [
  it.name,
  `${it.machines}`,
  dollars(it.dollarsPerMonth),
  cheaperFrom(it),
];

function reasonOf(fleet: Fleet): string[] {
  if (fleet.status === 'unsupported') return [`  ${fleet.name}: ${fleet.because}`];
  return fleet.breakEven.status === 'never' ? [`  ${fleet.name}: ${fleet.breakEven.because}`] : [];
}

/** Lambda against machines that run all month, and what that rests on. */
export function fleetsText(
  { assumptions, choice, filesPerMonth, fleets, lambda }: Fleets,
  width: number,
): string {
  const heading = [`${events(filesPerMonth)} events a month`, 'machines', '$/month', 'cheaper from (events)'];
  const ours = [`Lambda, ${choice.memoryMb} MB`, '', dollars(lambda.dollarsPerMonth), ''];
  const priced = fleets.filter((one) => one.status === 'priced');
  const table = formatTable([heading, ours, ...priced.map(rowOf)], new Set([1, 2, 3]));
  const reasons = fleets.flatMap(reasonOf).map((line) => wrapText(line, width, 4));
  return [table, ...reasons, wrapText(assumptions.join(' '), width)].join('\n');
}
