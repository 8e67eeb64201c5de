import type { Counts } from '@parquetry/bench/turns';
import type { Counters, CounterValue } from '../../unit/gate-unit.ts';

export const exact = (value: number): CounterValue => ({ value, rule: 'exact' });
export const upper = (value: number): CounterValue => ({ value, rule: 'upper' });

/** What every process counts: which rows there are is no matter of more or less. */
export const rowCounters = (counts: Counts): Counters =>
  Object.fromEntries(
    Object.entries(counts).map(([name, value]) => [
      name,
      name.startsWith('rows ') ? exact(value) : upper(value),
    ]),
  );
