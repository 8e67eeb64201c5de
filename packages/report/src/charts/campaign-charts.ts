import type { CampaignRecord } from '@parquetry/bench/record';
import type { BarChart, ColumnChart } from './chart-spec.ts';

type Run = CampaignRecord['runs'][number];

/** How a process came to its end, in a few words: `killed between parts`. */
export function endText({ work, end, step }: Run): string {
  const what = work === 'redrive' ? 'redriving, ' : '';
  switch (end) {
    case 'killed':
      return `${what}killed ${step}`;
    case 'ended':
      return `${what}came to its end`;
    case 'failed':
      return `${what}failed by itself`;
    default:
      return end satisfies never;
  }
}

/** Process by process: how many objects had been converted before, how many it converted, and how many are left. */
export function fateChart({ runs, sources }: CampaignRecord): ColumnChart {
  let before = 0;
  const columns = runs.map((run, index) => {
    const values = [before, run.converted, sources.files - before - run.converted];
    before += run.converted;
    return { name: `Process ${index + 1}: ${endText(run)}`, values };
  });
  return {
    kind: 'columns',
    quantity: 'count',
    axis: 'objects',
    columnAxis: 'processes, one after the other',
    parts: [
      { name: 'converted before', tone: 'good' },
      { name: 'converted by this process', tone: 'warn' },
      { name: 'not converted yet, or bad', tone: 'line' },
    ],
    columns,
  };
}

const FAULT_NAMES: Readonly<Record<string, string>> = {
  'slow-down': '503 Slow Down',
  'internal-error': '500 Internal Error',
  reset: 'reset before the work is done',
  'reset-after': 'reset after the work is done',
  'time-out': 'time-out before the work is done',
  'time-out-after': 'time-out after the work is done',
  'slow-body': 'slow body',
  'cut-body-reset': 'body cut, with a reset',
  'cut-body-end': 'body cut, as if it were whole',
};

/** How often each kind of fault struck. */
export const faultChart = ({ faults }: CampaignRecord): BarChart => ({
  kind: 'bars',
  quantity: 'count',
  axis: 'requests that it struck',
  scale: 'linear',
  rows: Object.entries(faults).map(([name, value]) => ({
    kind: 'exact',
    name: FAULT_NAMES[name] ?? name,
    colour: 1,
    value,
  })),
});
