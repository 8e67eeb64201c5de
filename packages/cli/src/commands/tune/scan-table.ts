import type { RankedFunction, ScanRow } from '@parquetry/tune';
import { formatCount, formatDuration, formatTable } from '../../terminal/format.ts';
import { dollars, range } from './figures.ts';

const HEADING = [
  'function',
  'size',
  'used',
  'events/month',
  'median',
  'cold',
  '$/month',
  'saves at most',
  'n',
];
const RIGHT = new Set([1, 2, 3, 4, 5, 6, 7, 8]);

const percent = (share: number) => `${Number((share * 100).toPrecision(2))} %`;

const rowOf = (it: RankedFunction): string[] => [
  it.name,
  `${it.memoryMb} MB`,
  `${Math.ceil(it.maxMemoryUsedMb)} MB`,
  formatCount(Number(it.invocationsPerMonth.toPrecision(3))),
  formatDuration(it.durationMs.median),
  percent(it.coldShare),
  range(dollars, it.dollarsPerMonth),
  dollars(it.saving.mostDollarsPerMonth),
  `${it.reports}`,
];

const FINDINGS: readonly (readonly [RankedFunction['saving']['finding'], string, string])[] = [
  [
    'more-than-one-core',
    'more than one core',
    'only code that runs on several cores gets faster above 1769 MB',
  ],
  ['memory-to-spare', 'memory to spare', 'less memory is less CPU: what computes takes longer with it'],
  ['little-memory-left', 'little memory left', 'a larger event may not fit; more memory need not cost more'],
  [
    'nothing-to-save',
    'no smaller size has room',
    'more memory may still be cheaper, where it halves the time',
  ],
];

/** The functions that something is known of, in their order. */
export const scanTable = (rows: readonly ScanRow[]): string => {
  const ranked = rows.filter((row) => row.status === 'ranked');
  return ranked.length === 0
    ? 'no function has figures'
    : formatTable([HEADING, ...ranked.map(rowOf)], RIGHT);
};

/** What was found, with the names; then the functions without figures, and why. */
export function findingLines(rows: readonly ScanRow[]): string[] {
  const ranked = rows.filter((row) => row.status === 'ranked');
  const found = FINDINGS.flatMap(([finding, title, meaning]) => {
    const names = ranked.filter(({ saving }) => saving.finding === finding).map(({ name }) => name);
    return names.length === 0 ? [] : [`  ${title} (${meaning}): ${names.join(', ')}`];
  });
  const timedOut = ranked
    .filter(({ timeouts }) => timeouts > 0)
    .map(({ name, reports, timeouts }) => `  ${name}: ${timeouts} of ${reports} timed out`);
  const others = rows.flatMap((row) =>
    row.status === 'unranked' ? [`  ${row.name}: no figures, ${row.because}`] : [],
  );
  return [...found, ...timedOut, ...others];
}
